import type { AdminOrder } from '@vitrine/gateway/schemas/admin-orders'
import { formatMoney } from '@vitrine/ui/format'
import { useLocale } from '@vitrine/ui/locale'
import { Link } from 'react-router'
import { useWords } from '../words/words.tsx'
import { DataTable } from './data-table.tsx'
import { usePaymentTexts } from './payment-words.ts'
import { RefundForm } from './refund-form.tsx'
import { RefundsAwaited } from './refunds-awaited.tsx'

/** What was taken and given back, and the way to give back more. */
export function OrderMoney({ order }: { readonly order: AdminOrder }) {
  const [words, locale, texts] = [useWords(), useLocale(), usePaymentTexts()]
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
            cell: ({ id, provider, method }) => (
              <Link to={`/payments/${encodeURIComponent(id)}`}>{`${texts.method(method)}, ${texts.provider(provider)}`}</Link>
            ),
          },
          { name: words.status, cell: ({ state }) => texts.state(state) },
          { name: words.amount, isNumber: true, isCorner: true, cell: ({ amount }) => formatMoney(locale, amount) },
        ]}
      />
      {order.refunded.amountMinor > 0 && (
        <dl className="osum">
          <div>
            <dt>
              {words.refunded}
              {order.creditRefunded && (
                <small className="ink-3 obelow">{words.creditRefunded(formatMoney(locale, order.creditRefunded))}</small>
              )}
            </dt>
            <dd className="whole">{formatMoney(locale, { ...order.refunded, amountMinor: -order.refunded.amountMinor })}</dd>
          </div>
          <div className="all">
            <dt>{words.kept}</dt>
            <dd>{formatMoney(locale, order.refundable)}</dd>
          </div>
        </dl>
      )}
      <h3 className="oh ohalf">{words.refundTitle}</h3>
      <RefundsAwaited order={order} />
      <RefundForm order={order} />
    </section>
  )
}
