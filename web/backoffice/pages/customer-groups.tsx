import { useQuery } from '@tanstack/react-query'
import type { CustomerGroup } from '@vitrine/gateway/schemas/admin-prices'
import { Link, useNavigate } from 'react-router'
import { ask } from '../api.ts'
import { DataTable } from '../parts/data-table.tsx'
import { GroupCodeForm } from '../parts/group-code-form.tsx'
import { PageTitle } from '../parts/page-title.tsx'
import { Failed, Waiting } from '../parts/region.tsx'
import { useGroupWords } from '../words/groups.ts'
import { usePriceWords } from '../words/prices.ts'

/** Every commercial group, and the way to a new one: it exists by its first member. */
export function CustomerGroups() {
  const [words, { priceLists }, navigate] = [useGroupWords(), usePriceWords(), useNavigate()]
  const groups = useQuery({
    queryKey: ['/v1/admin/customer-groups'],
    queryFn: ({ signal }) => ask<{ items: CustomerGroup[] }>('/v1/admin/customer-groups', { signal }),
  })
  return (
    <>
      <PageTitle title={words.title} above={<Link to="/price-lists">{priceLists}</Link>} intro={words.intro} />
      <GroupCodeForm button={words.open} onCode={(code) => void navigate(`/customer-groups/${code}`)} />
      {groups.error ? (
        <Failed error={groups.error} retry={groups.refetch} />
      ) : !groups.data ? (
        <Waiting rows={4} />
      ) : groups.data.items.length === 0 ? (
        <div className="empty">
          <p>{words.none}</p>
        </div>
      ) : (
        <DataTable
          caption={words.title}
          rows={groups.data.items}
          idOf={({ code }) => code}
          columns={[
            {
              name: words.code,
              isHead: true,
              cell: ({ code }) => (
                <Link className="mono" to={`/customer-groups/${code}`}>
                  {code}
                </Link>
              ),
            },
            { name: words.members, isNumber: true, isCorner: true, cell: ({ members }) => members },
            { name: words.lists, isNumber: true, cell: ({ lists }) => lists },
            { name: words.promotions, isNumber: true, cell: ({ promotions }) => promotions },
          ]}
        />
      )}
    </>
  )
}
