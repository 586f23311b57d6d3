import type { Order, Transaction } from '@vitrine/gateway/schemas/order'
import { formatMoney, formatStamp } from '@vitrine/ui/format'
import { useLocale } from '@vitrine/ui/locale'
import { cartWords } from '../words/cart.ts'
import { orderWords } from '../words/order.ts'
import { discountNames } from './promotion-names.ts'

/** How the order is paid, and, folded, every transaction with its time and the provider's reference. */
export function OrderPayments({ order, transactions }: { readonly order: Order; readonly transactions: readonly Transaction[] }) {
  const locale = useLocale()
  const words = orderWords[locale]
  const [states, kinds]: Readonly<Record<string, string>>[] = [words.paymentStates, words.transactionKinds]
  return (
    <>
      <h2 className="heading">{words.payments}</h2>
      <dl className="mt-2 mb-3">
        {order.totals.discount.amountMinor > 0 && (
          <div>
            <dt>{cartWords[locale].discount(discountNames(order.promotions, order.totals.discount.amountMinor, locale).join(', '))}</dt>
            <dd>{formatMoney(locale, { ...order.totals.discount, amountMinor: -order.totals.discount.amountMinor })}</dd>
          </div>
        )}
        {order.payments.map((payment) => (
          <div key={payment.id}>
            <dt>{states?.[payment.state] ?? payment.state}</dt>
            <dd>{formatMoney(locale, payment.amount)}</dd>
          </div>
        ))}
        {order.totals.credit && (
          <div>
            <dt>{words.byCredit}</dt>
            <dd>{formatMoney(locale, order.totals.credit)}</dd>
          </div>
        )}
        {order.refunded.amountMinor > 0 && (
          <div>
            <dt>
              {words.givenBack}
              {order.creditRefunded && <small className="block">{words.creditBack(formatMoney(locale, order.creditRefunded))}</small>}
            </dt>
            <dd>{formatMoney(locale, { ...order.refunded, amountMinor: -order.refunded.amountMinor })}</dd>
          </div>
        )}
      </dl>
      {transactions.length > 0 && (
        <details className="fold">
          <summary>{words.transactions}</summary>
          <ul className="in grid gap-3">
            {transactions.map(({ id, kind, amount, at }) => (
              <li key={id} className="label grid gap-0.5 font-normal">
                <span className="flex justify-between gap-4">
                  <span>{kinds?.[kind] ?? kind}</span>
                  {amount.amountMinor > 0 && <span>{formatMoney(locale, amount)}</span>}
                </span>
                <time className="ink-3 fine" dateTime={at}>
                  {formatStamp(locale, at)}
                </time>
                <span className="ink-3 fine break-all">{words.transactionReference(id)}</span>
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  )
}
