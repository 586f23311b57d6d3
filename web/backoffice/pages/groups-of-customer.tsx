import { useQuery } from '@tanstack/react-query'
import type { CustomerName } from '@vitrine/gateway/schemas/admin'
import type { CustomerGroup } from '@vitrine/gateway/schemas/admin-prices'
import { Icon } from '@vitrine/ui/components/icon'
import { Link, useParams } from 'react-router'
import { ask, query } from '../api.ts'
import { GroupCodeForm } from '../parts/group-code-form.tsx'
import { PageTitle } from '../parts/page-title.tsx'
import { FailedPage, Waiting } from '../parts/region.tsx'
import { Told } from '../parts/told.tsx'
import { useGroupMember } from '../parts/use-group-member.ts'
import { shortId } from '../session.ts'
import { useGroupWords } from '../words/groups.ts'
import { useWords } from '../words/words.tsx'

/** The groups one customer is in; a press takes them out of one, a code puts them in one. */
export function GroupsOfCustomer() {
  const [{ customers }, words] = [useWords(), useGroupWords()]
  const { customerId = '' } = useParams()
  const move = useGroupMember()
  const held = useQuery({
    queryKey: ['/v1/admin/customers', customerId, 'groups'],
    queryFn: ({ signal }) => ask<{ groups: string[] }>(`/v1/admin/customers/${encodeURIComponent(customerId)}/groups`, { signal }),
  })
  const who = useQuery({
    queryKey: ['/v1/admin/customers', customerId],
    queryFn: ({ signal }) => ask<{ items: CustomerName[] }>(`/v1/admin/customers${query({ ids: customerId })}`, { signal }),
  })
  const groups = useQuery({
    queryKey: ['/v1/admin/customer-groups'],
    queryFn: ({ signal }) => ask<{ items: CustomerGroup[] }>('/v1/admin/customer-groups', { signal }),
  })
  if (held.error) return <FailedPage error={held.error} retry={held.refetch} title={customers} list="/customers" />
  if (!held.data) return <Waiting rows={4} />
  const { name, email } = who.data?.items[0] ?? { name: '', email: '' }
  const put = (group: string, isIn: boolean) => {
    if (!move.isPending) move.mutate({ customerId, group, name: group, isIn })
  }
  return (
    <>
      <PageTitle
        title={words.groupsOf(name || email || shortId(customerId))}
        above={<Link to="/customers">{customers}</Link>}
        intro={words.ofIntro}
      >
        <Link className="ob" to="/customer-groups">
          {words.title}
        </Link>
      </PageTitle>
      {held.data.groups.length === 0 ? (
        <div className="empty">
          <p>{words.noGroups}</p>
        </div>
      ) : (
        <ul className="ochips">
          {held.data.groups.map((group) => (
            <li key={group}>
              <Link className="mono" to={`/customer-groups/${group}`}>
                {group}
              </Link>{' '}
              <button className="ochip" type="button" aria-label={words.leave(group)} onClick={() => put(group, false)}>
                {words.takeOut}
                <Icon name="close" />
              </button>
            </li>
          ))}
        </ul>
      )}
      <GroupCodeForm
        button={words.putInGroup}
        known={groups.data?.items.map(({ code }) => code) ?? []}
        onCode={(group) => put(group, true)}
      />
      <p role="status">{move.isSuccess && (move.variables.isIn ? words.joined : words.left)(move.variables.group)}</p>
      {move.error && <Told error={move.error} />}
    </>
  )
}
