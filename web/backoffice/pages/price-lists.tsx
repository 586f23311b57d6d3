import { useQuery } from '@tanstack/react-query'
import type { PriceListRow } from '@vitrine/gateway/schemas/admin-prices'
import { useLocale } from '@vitrine/ui/locale'
import { Link } from 'react-router'
import { ask } from '../api.ts'
import { DataTable } from '../parts/data-table.tsx'
import { momentText } from '../parts/day-text.ts'
import { listState, ListStateMark } from '../parts/list-state.tsx'
import { PageTitle } from '../parts/page-title.tsx'
import { Failed, Waiting } from '../parts/region.tsx'
import { usePriceWords } from '../words/prices.ts'
import { useWords } from '../words/words.tsx'

/** Every price list: for whom, when, and where it stands. */
export function PriceLists() {
  const [words, own, locale] = [useWords(), usePriceWords(), useLocale()]
  const list = useQuery({
    queryKey: ['/v1/admin/price-lists'],
    queryFn: ({ signal }) => ask<{ items: PriceListRow[] }>('/v1/admin/price-lists', { signal }),
  })
  return (
    <>
      <PageTitle title={own.priceLists} intro={own.listsIntro}>
        <Link className="ob main" to="/price-lists/new">
          {own.newList}
        </Link>
      </PageTitle>
      {list.error ? (
        <Failed error={list.error} retry={list.refetch} />
      ) : !list.data ? (
        <Waiting rows={4} />
      ) : list.data.items.length === 0 ? (
        <p className="empty">{own.noLists}</p>
      ) : (
        <DataTable
          caption={own.priceLists}
          rows={list.data.items}
          idOf={({ id }) => id}
          columns={[
            { name: own.listName, isHead: true, cell: ({ id, title }) => <Link to={`/price-lists/${id}`}>{title[locale]}</Link> },
            { name: own.forWhom, cell: ({ group }) => (group ? <span className="mono">{group}</span> : own.everybody) },
            { name: own.currency, cell: ({ currency }) => currency },
            { name: own.rank, isNumber: true, cell: ({ rank = 0 }) => String(rank).replace('-', '\u2212') },
            {
              name: own.period,
              cell: ({ startsAt, endsAt }) =>
                endsAt ? own.until(momentText(startsAt, locale), momentText(endsAt, locale)) : own.from(momentText(startsAt, locale)),
            },
            { name: words.status, isCorner: true, cell: (row) => <ListStateMark state={listState(row, new Date())} /> },
          ]}
        />
      )}
    </>
  )
}
