import { useQuery } from '@tanstack/react-query'
import type { AdminOrderRow } from '@vitrine/gateway/schemas/admin-orders'
import type { AdminProductAnswer } from '@vitrine/gateway/schemas/admin-products'
import { formatMoney } from '@vitrine/ui/format'
import { useLocale } from '@vitrine/ui/locale'
import { Link } from 'react-router'
import { ask } from '../api.ts'
import { momentText } from '../parts/day-text.ts'
import { Chip, Period, useFilters } from '../parts/list-filters.tsx'
import { ListPage } from '../parts/list-page.tsx'
import { PageTitle } from '../parts/page-title.tsx'
import { plainAmount } from '../parts/plain-amount.ts'
import { OrderStatusMark } from '../parts/status.tsx'
import { useWords } from '../words/words.tsx'

const shown = [
  ...(['placed', 'awaiting-prescription', 'paid', 'in-lab', 'packed', 'partly-shipped', 'shipped', 'delivered'] as const),
  ...(['returned', 'cancelled', 'refunded'] as const),
] as const

export function Orders() {
  const [words, locale] = [useWords(), useLocale()]
  return (
    <>
      <PageTitle title={words.orders}>
        <Link className="ob" to="/refunds">
          {words.refundsTitle}
        </Link>
      </PageTitle>
      <ListPage<AdminOrderRow>
        path="/v1/admin/orders"
        caption={words.orders}
        idOf={({ id }) => id}
        empty={words.noOrders}
        searchLabel={words.searchOrders}
        everyMs={15_000}
        fileName="orders"
        tabs={{
          name: 'status',
          values: [['', words.all], ...shown.map((status) => [status, words.statuses[status]] as const)],
          drops: ['view'],
        }}
        parameters={['view', 'since', 'until', 'productId']}
        filters={
          <>
            <Period />
            <LinkedFilters />
          </>
        }
        columns={[
          {
            name: words.number,
            isHead: true,
            cell: ({ id, number }) => <Link to={`/orders/${id}`}>{number}</Link>,
            plain: ({ number }) => number,
          },
          {
            name: words.placedAt,
            cell: ({ placedAt }) => <time dateTime={placedAt}>{momentText(placedAt, locale)}</time>,
            plain: ({ placedAt }) => placedAt,
          },
          { name: words.customer, cell: ({ name, email }) => name || email, plain: ({ name }) => name },
          { name: words.lines, cell: ({ names }) => <Names names={names} />, plain: ({ names }) => names.join(', ') },
          { name: words.quantity, isNumber: true, cell: ({ itemCount }) => itemCount, plain: ({ itemCount }) => itemCount },
          {
            name: words.total,
            isNumber: true,
            isCorner: true,
            cell: ({ total, refunded }) => (
              <>
                {formatMoney(locale, total)}
                {refunded.amountMinor > 0 && <small className="ink-3 obelow">{words.givenBack(formatMoney(locale, refunded))}</small>}
              </>
            ),
            plain: ({ total }) => plainAmount(total),
          },
          { name: words.status, cell: ({ status }) => <OrderStatusMark status={status} />, plain: ({ status }) => words.statuses[status] },
        ]}
      />
    </>
  )
}

/** `Lise + 2`. */
function Names({ names: [first = '', ...others] }: { readonly names: readonly string[] }) {
  return (
    <span className="ink-2">
      {first}
      {others.length > 0 && ` + ${others.length}`}
    </span>
  )
}

/** Filters that only a link of another screen sets. */
function LinkedFilters() {
  const words = useWords()
  const { get } = useFilters()
  const [view, productId] = [get('view'), get('productId')]
  const product = useQuery({
    queryKey: ['/v1/admin/products', productId],
    enabled: productId !== '',
    queryFn: ({ signal }) => ask<AdminProductAnswer>(`/v1/admin/products/${encodeURIComponent(productId)}`, { signal }),
  })
  return (
    <>
      {view && <Chip name="view">{words.views[view as keyof typeof words.views] ?? view}</Chip>}
      {productId && <Chip name="productId">{product.data?.product.name.fr ?? productId}</Chip>}
    </>
  )
}
