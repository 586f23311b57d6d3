import { useQuery } from '@tanstack/react-query'
import type { CustomerGroup, GroupMember } from '@vitrine/gateway/schemas/admin-prices'
import { Link, useParams } from 'react-router'
import { ask } from '../api.ts'
import { CustomerField } from '../parts/customer-field.tsx'
import { ListPage } from '../parts/list-page.tsx'
import { PageTitle } from '../parts/page-title.tsx'
import { Told } from '../parts/told.tsx'
import { useGroupMember } from '../parts/use-group-member.ts'
import { shortId } from '../session.ts'
import { useGroupWords } from '../words/groups.ts'

/** Who is in a group; one press puts somebody in, or takes them out. */
export function CustomerGroupPage() {
  const words = useGroupWords()
  const { group = '' } = useParams()
  const move = useGroupMember()
  const groups = useQuery({
    queryKey: ['/v1/admin/customer-groups'],
    queryFn: ({ signal }) => ask<{ items: CustomerGroup[] }>('/v1/admin/customer-groups', { signal }),
  })
  const { lists = 0, promotions = 0 } = groups.data?.items.find(({ code }) => code === group) ?? {}
  const nameOf = ({ id, name, email }: GroupMember) => name || email || shortId(id)
  const put = (customerId: string, name: string, isIn: boolean) => {
    if (!move.isPending) move.mutate({ customerId, group, name, isIn })
  }
  return (
    <>
      <PageTitle
        title={words.group(group)}
        above={<Link to="/customer-groups">{words.title}</Link>}
        intro={groups.data && words.named(lists, promotions)}
      />
      <section aria-labelledby="put-in">
        <h2 className="oh" id="put-in">
          {words.putIn}
        </h2>
        <CustomerField onChoose={({ id, name }) => put(id, name, true)} />
        <p role="status">{move.isSuccess && (move.variables.isIn ? words.wasPut : words.wasTaken)(move.variables.name)}</p>
        {move.error && <Told error={move.error} />}
      </section>
      <section aria-labelledby="members">
        <h2 className="oh" id="members">
          {words.members}
        </h2>
        <ListPage<GroupMember>
          path={`/v1/admin/customer-groups/${encodeURIComponent(group)}/members`}
          caption={words.members}
          idOf={({ id }) => id}
          empty={words.noMembers}
          columns={[
            {
              name: words.customer,
              isHead: true,
              cell: (member) => (
                <Link to={`/customers/${encodeURIComponent(member.id)}/groups`}>
                  {member.name || member.email ? nameOf(member) : words.gone(shortId(member.id))}
                </Link>
              ),
            },
            { name: words.email, cell: ({ email }) => email },
            {
              name: words.takeOut,
              isCorner: true,
              cell: (member) => (
                <button
                  className="ob"
                  type="button"
                  aria-label={words.takeOutOne(nameOf(member))}
                  aria-disabled={move.isPending || undefined}
                  onClick={() => put(member.id, nameOf(member), false)}
                >
                  {words.takeOut}
                </button>
              ),
            },
          ]}
        />
      </section>
    </>
  )
}
