import { useQuery } from '@tanstack/react-query'
import type { AdminOrder } from '@vitrine/gateway/schemas/admin'
import { formatMoney } from '@vitrine/ui/format'
import { useLocale } from '@vitrine/ui/locale'
import { Link, useParams } from 'react-router'
import { ask } from '../api.ts'
import { momentText } from '../parts/day-text.ts'
import { DataTable } from '../parts/list-page.tsx'
import { PageTitle } from '../parts/page-title.tsx'
import { RefundForm } from '../parts/refund-form.tsx'
import { FailedPage, Waiting } from '../parts/region.tsx'
import { OrderStatusMark } from '../parts/status.tsx'
import { useWords } from '../words/words.tsx'

/** One order on one page: what, money, parcels, and what happened. Read again while it is open. */
export function OrderPage() {
  const words = useWords()
  const { orderId = '' } = useParams()
  const order = useQuery({
    queryKey: ['/v1/admin/orders', orderId],
    queryFn: ({ signal }) => ask<AdminOrder>(`/v1/admin/orders/${encodeURIComponent(orderId)}`, { signal }),
    refetchInterval: 10_000,
  })
  if (order.error) return <FailedPage error={order.error} retry={order.refetch} title={words.orders} list="/orders" />
  if (!order.data) return <Waiting rows={10} />
  return (
    <>
      <PageTitle title={words.order(order.data.number)} intro={<OrderStatusMark status={order.data.status} />}>
        <a className="ob" href={`/o/${order.data.id}`}>
          {words.shopperPage}
        </a>
      </PageTitle>
      <div className="ocols">
        <div className="ostack">
          <Lines order={order.data} />
          <Money order={order.data} />
        </div>
        <div className="ostack">
          <Place order={order.data} />
          <Timeline order={order.data} />
        </div>
      </div>
    </>
  )
}

function Lines({ order }: { readonly order: AdminOrder }) {
  const [words, locale] = [useWords(), useLocale()]
  const { totals } = order
  return (
    <section aria-labelledby="lines">
      <h2 className="oh" id="lines">
        {words.lines}
      </h2>
      <DataTable
        caption={words.lines}
        rows={order.lines}
        idOf={({ id }) => id}
        columns={[
          {
            name: words.product,
            isHead: true,
            cell: (line) => (
              <>
                <Link to={`/products/${line.productId}`}>{line.name}</Link>
                <small className="ink-3 obelow">{line.options.map(({ text }) => text).join(', ')}</small>
              </>
            ),
          },
          { name: words.quantity, isNumber: true, cell: ({ quantity }) => quantity },
          { name: words.unitPrice, isNumber: true, cell: ({ unitPrice }) => formatMoney(locale, unitPrice) },
          { name: words.total, isNumber: true, cell: ({ total }) => formatMoney(locale, total) },
        ]}
      />
      <dl className="osum">
        {totals.discount.amountMinor > 0 && (
          <div>
            <dt>{words.discount}</dt>
            <dd>{formatMoney(locale, { ...totals.discount, amountMinor: -totals.discount.amountMinor })}</dd>
          </div>
        )}
        {totals.delivery && (
          <div>
            <dt>{words.delivery}</dt>
            <dd>{formatMoney(locale, totals.delivery)}</dd>
          </div>
        )}
        <div>
          <dt>{words.tax}</dt>
          <dd>{formatMoney(locale, totals.tax)}</dd>
        </div>
        <div className="all">
          <dt>{words.total}</dt>
          <dd>{formatMoney(locale, totals.total)}</dd>
        </div>
      </dl>
    </section>
  )
}

function Money({ order }: { readonly order: AdminOrder }) {
  const [words, locale] = [useWords(), useLocale()]
  return (
    <section aria-labelledby="money">
      <h2 className="oh" id="money">
        {words.money}
      </h2>
      <DataTable
        caption={words.money}
        rows={order.payments}
        idOf={({ id }) => id}
        columns={[
          {
            name: words.payment,
            isHead: true,
            cell: ({ provider, method }) =>
              `${words.methods[method as keyof typeof words.methods] ?? method}, ${words.providers[provider as keyof typeof words.providers] ?? provider}`,
          },
          { name: words.amount, isNumber: true, cell: ({ amount }) => formatMoney(locale, amount) },
          { name: words.status, cell: ({ state }) => words.states[state as keyof typeof words.states] ?? state },
        ]}
      />
      {order.refunded.amountMinor > 0 && (
        <dl className="osum">
          <div>
            <dt>{words.refunded}</dt>
            <dd>{formatMoney(locale, { ...order.refunded, amountMinor: -order.refunded.amountMinor })}</dd>
          </div>
        </dl>
      )}
      <h3 className="oh ohalf">{words.refundTitle}</h3>
      <RefundForm order={order} />
    </section>
  )
}

function Place({ order }: { readonly order: AdminOrder }) {
  const words = useWords()
  const { shipping } = order.addresses
  return (
    <section aria-labelledby="place">
      <h2 className="oh" id="place">
        {words.address}
      </h2>
      <address className="oaddress">
        {[shipping.name, shipping.company, shipping.line1, shipping.line2, `${shipping.postcode} ${shipping.city}`, shipping.country]
          .filter(Boolean)
          .map((line) => (
            <span key={line}>{line}</span>
          ))}
        <a className="link" href={`mailto:${order.email}`}>
          {order.email}
        </a>
      </address>
      <h2 className="oh">{words.parcels}</h2>
      {order.deliveries.length === 0 ? (
        <p className="ink-3">{words.noParcel}</p>
      ) : (
        <ul>
          {order.deliveries.map(({ id, carrier, trackingNumber, name }) => (
            <li key={id}>
              {carrier ?? name} <span className="mono">{trackingNumber}</span>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}

function Timeline({ order }: { readonly order: AdminOrder }) {
  const [words, locale] = [useWords(), useLocale()]
  return (
    <section aria-labelledby="timeline">
      <h2 className="oh" id="timeline">
        {words.timeline}
      </h2>
      <ol className="feed wide">
        {order.timeline.toReversed().map(({ at, event, text }) => (
          <li key={`${at} ${event}`}>
            <time dateTime={at}>{momentText(at, locale)}</time>
            <span>{text}</span>
          </li>
        ))}
      </ol>
    </section>
  )
}
