import type { PriceListRow } from '@vitrine/gateway/schemas/admin-prices'
import { useLocale } from '@vitrine/ui/locale'
import { Link } from 'react-router'
import { momentText } from '../parts/day-text.ts'
import { ListPage } from '../parts/list-page.tsx'
import { listState, ListStateMark } from '../parts/list-state.tsx'
import { PageTitle } from '../parts/page-title.tsx'
import { useGroupWords } from '../words/groups.ts'
import { usePriceWords } from '../words/prices.ts'
import { useWords } from '../words/words.tsx'

/** Every price list: for whom, when, and where it stands. */
export function PriceLists() {
  const [words, own, locale] = [useWords(), usePriceWords(), useLocale()]
  const { title: groups } = useGroupWords()
  return (
    <>
      <PageTitle title={own.priceLists} intro={own.listsIntro}>
        <Link className="ob" to="/customer-groups">
          {groups}
        </Link>
        <Link className="ob main" to="/price-lists/new">
          {own.newList}
        </Link>
      </PageTitle>
      <ListPage<PriceListRow>
        path="/v1/admin/price-lists"
        caption={own.priceLists}
        idOf={({ id }) => id}
        empty={own.noLists}
        searchLabel={own.searchLists}
        fileName="price-lists"
        tabs={{
          name: 'for',
          values: [
            ['', words.all],
            ['everybody', own.everybody],
            ['groups', own.ofGroups],
          ],
        }}
        columns={[
          {
            name: own.listName,
            isHead: true,
            cell: ({ id, title }) => <Link to={`/price-lists/${id}`}>{title[locale]}</Link>,
            plain: ({ title }) => title[locale],
          },
          {
            name: own.forWhom,
            cell: ({ group }) => (group ? <span className="mono">{group}</span> : own.everybody),
            plain: ({ group }) => group ?? own.everybody,
          },
          { name: own.currency, cell: ({ currency }) => currency, plain: ({ currency }) => currency },
          {
            name: own.rank,
            isNumber: true,
            cell: ({ rank = 0 }) => String(rank).replace('-', '\u2212'),
            plain: ({ rank = 0 }) => rank,
          },
          {
            name: own.period,
            cell: ({ startsAt, endsAt }) =>
              endsAt ? own.until(momentText(startsAt, locale), momentText(endsAt, locale)) : own.from(momentText(startsAt, locale)),
            plain: ({ startsAt, endsAt }) => [startsAt, endsAt ?? ''].join(' / '),
          },
          {
            name: words.status,
            isCorner: true,
            cell: (row) => <ListStateMark state={listState(row, new Date())} />,
            plain: (row) => own.listStates[listState(row, new Date())],
          },
        ]}
      />
    </>
  )
}
