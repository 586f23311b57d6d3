import type { AdminOrderRow } from '@vitrine/gateway/schemas/admin'
import { formatMoney } from '@vitrine/ui/format'
import { useLocale } from '@vitrine/ui/locale'
import { Link } from 'react-router'
import { momentText } from '../parts/day-text.ts'
import { ListPage } from '../parts/list-page.tsx'
import { PageTitle } from '../parts/page-title.tsx'
import { OrderStatusMark } from '../parts/status.tsx'
import { useWords } from '../words/words.tsx'

const shown = ['placed', 'paid', 'shipped', 'delivered', 'cancelled', 'refunded'] as const

export function Orders() {
  const [words, locale] = [useWords(), useLocale()]
  return (
    <>
      <PageTitle title={words.orders} />
      <ListPage<AdminOrderRow>
        path="/v1/admin/orders"
        caption={words.orders}
        idOf={({ id }) => id}
        empty={words.noOrders}
        searchLabel={words.searchOrders}
        everyMs={15_000}
        tabs={{ name: 'status', values: [['', words.all], ...shown.map((status) => [status, words.statuses[status]] as const)] }}
        columns={[
          { name: words.number, isHead: true, cell: ({ id, number }) => <Link to={`/orders/${id}`}>{number}</Link> },
          { name: words.placedAt, cell: ({ placedAt }) => <time dateTime={placedAt}>{momentText(placedAt, locale)}</time> },
          { name: words.customer, cell: ({ name, email }) => name || email },
          { name: words.lines, isNumber: true, cell: ({ itemCount }) => itemCount },
          { name: words.total, isNumber: true, cell: ({ total }) => formatMoney(locale, total) },
          { name: words.status, cell: ({ status }) => <OrderStatusMark status={status} /> },
        ]}
      />
    </>
  )
}
