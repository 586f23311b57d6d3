import { useQuery } from '@tanstack/react-query'
import type { AdminOrder } from '@vitrine/gateway/schemas/admin-orders'
import { useLocale } from '@vitrine/ui/locale'
import { Link, useParams } from 'react-router'
import { ask, query } from '../api.ts'
import { basketOfOrder } from '../parts/basket-of-order.ts'
import { momentText } from '../parts/day-text.ts'
import { OrderCards } from '../parts/order-cards.tsx'
import { OrderCancel } from '../parts/order-cancel.tsx'
import { OrderDelivery } from '../parts/order-delivery.tsx'
import { OrderLines } from '../parts/order-lines.tsx'
import { OrderMoney } from '../parts/order-money.tsx'
import { OrderOpenReturn } from '../parts/order-open-return.tsx'
import { OrderPapers } from '../parts/order-papers.tsx'
import { OrderParcels } from '../parts/order-parcels.tsx'
import { OrderPlace } from '../parts/order-place.tsx'
import { OrderReturns } from '../parts/order-returns.tsx'
import { OrderSwap } from '../parts/order-swap.tsx'
import { OrderTakeOut } from '../parts/order-take-out.tsx'
import { OrderTimeline } from '../parts/order-timeline.tsx'
import { PageTitle } from '../parts/page-title.tsx'
import { FailedPage, Waiting } from '../parts/region.tsx'
import { OrderStatusMark } from '../parts/status.tsx'
import { TakenBackNote } from '../parts/taken-back-note.tsx'
import { usePriceWords } from '../words/prices.ts'
import { useWords } from '../words/words.tsx'

/** One order on one page: what, money, parcels, and what happened. Read again while it is open. */
export function OrderPage() {
  const [words, own, locale] = [useWords(), usePriceWords(), useLocale()]
  const { orderId = '' } = useParams()
  const order = useQuery({
    queryKey: ['/v1/admin/orders', orderId],
    queryFn: ({ signal }) => ask<AdminOrder>(`/v1/admin/orders/${encodeURIComponent(orderId)}`, { signal }),
    refetchInterval: 3_000,
  })
  if (!order.data && order.error) return <FailedPage error={order.error} retry={order.refetch} title={words.orders} list="/orders" />
  if (!order.data) return <Waiting rows={10} />
  const { id, number, status, placedAt, email, exchangeOf } = order.data
  const waits = exchangeOf?.isSwap ? words.waitsForSwap : words.waitsForCheck
  return (
    <>
      <PageTitle
        title={words.order(number)}
        above={<Link to="/orders">{words.orders}</Link>}
        intro={
          <span className="omarks">
            <OrderStatusMark status={status} />
            <time dateTime={placedAt}>{momentText(placedAt, locale)}</time>
            {exchangeOf && (
              <Link to={`/returns/${exchangeOf.orderId}/${exchangeOf.returnId}`}>
                {[words.replaces(exchangeOf.orderNumber), ...(exchangeOf.waits ? [waits] : [])].join(', ')}
              </Link>
            )}
          </span>
        }
      >
        <Link className="ob" to={`/promotions/explain${query(basketOfOrder(order.data))}`}>
          {own.explain}
        </Link>
        <Link className="ob" to={`/mails?q=${encodeURIComponent(email)}`}>
          {words.itsMails}
        </Link>
        <a className="ob" href={`/o/${id}`}>
          {words.shopperPage}
        </a>
      </PageTitle>
      <div className="ocols">
        <div className="ostack">
          <OrderLines order={order.data} />
          <OrderMoney order={order.data} />
          <OrderPapers order={order.data} />
          <TakenBackNote order={order.data} />
          {order.data.lines.some(({ kind }) => kind === 'gift-card') && <OrderCards order={order.data} />}
          <OrderReturns order={order.data} />
          <OrderOpenReturn order={order.data} />
          <OrderSwap order={order.data} />
          <OrderTakeOut order={order.data} />
          <OrderCancel order={order.data} />
        </div>
        <div className="ostack">
          <OrderParcels order={order.data} />
          <OrderPlace order={order.data} />
          <OrderDelivery order={order.data} />
          <OrderTimeline order={order.data} />
        </div>
      </div>
    </>
  )
}
