import type { Order } from '@vitrine/gateway/schemas/order'
import { formatMoney } from '@vitrine/ui/format'
import { useLocale } from '@vitrine/ui/locale'
import { orderWords } from '../words/order.ts'
import { CartTotals } from './cart-totals.tsx'

/** What each line cost, and the sum as it was paid. */
export function OrderCost({ order }: { readonly order: Order }) {
  const locale = useLocale()
  const words = orderWords[locale]
  return (
    <div className="rule pt-4">
      <h2 className="heading">{words.cost}</h2>
      <dl className="mt-2">
        {order.lines.map(({ id, name, options, quantity, unitPrice, total, discount }) => (
          <div key={id}>
            <dt>
              {quantity > 1 && `${quantity}\u00a0× `}
              {name}
              <small className="fine ink-3 block">{options.map(({ text }) => text).join(', ')}</small>
              {quantity > 1 && <small className="fine ink-3 block">{words.each(formatMoney(locale, unitPrice))}</small>}
              {discount.amountMinor > 0 && <small className="fine ink-3 block">{words.takenOff(formatMoney(locale, discount))}</small>}
            </dt>
            <dd>{formatMoney(locale, total)}</dd>
          </div>
        ))}
      </dl>
      <div className="rule mt-3 pt-2">
        <CartTotals cart={order} />
      </div>
    </div>
  )
}
