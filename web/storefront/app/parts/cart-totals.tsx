import type { Cart } from '@vitrine/gateway/schemas/cart'
import type { Money } from '@vitrine/gateway/schemas/shapes'
import { formatMoney } from '@vitrine/ui/format'
import { useLocale } from '@vitrine/ui/locale'
import { cartWords } from '../words/cart.ts'
import { piecesIn } from './cart-badge.tsx'

/** What it costs, line by line, with delivery and tax: no figure appears later that was not here. What changes is spoken. */
export function CartTotals({ cart }: { readonly cart: Cart }) {
  const locale = useLocale()
  const words = cartWords[locale]
  const { totals } = cart
  const coupons = cart.coupons.filter((coupon) => coupon.applies && !coupon.giftCard)
  const deliveryCost = () => {
    if (totals.delivery) return totals.delivery.amountMinor === 0 ? words.free : formatMoney(locale, totals.delivery)
    if (totals.deliveryFrom)
      return totals.deliveryFrom.amountMinor === 0 ? words.free : words.deliveryFrom(formatMoney(locale, totals.deliveryFrom))
    return words.deliveryLater
  }
  const less = (amount: Money) => formatMoney(locale, { ...amount, amountMinor: -amount.amountMinor })
  return (
    <dl aria-live="polite">
      <Row name={words.pieces(piecesIn(cart))} cost={formatMoney(locale, totals.lines)} />
      {totals.discount.amountMinor > 0 && (
        <Row name={words.discount(coupons.map((coupon) => coupon.code).join(', '))} cost={less(totals.discount)} />
      )}
      <Row name={words.delivery} cost={deliveryCost()} />
      <Row name={totals.taxIncluded ? words.tax : words.taxAdded} cost={formatMoney(locale, totals.tax)} look="ink-3" />
      <Row name={words.total} cost={formatMoney(locale, totals.total)} look="total" />
      {totals.credit && totals.due && (
        <>
          <Row name={cart.exchangeOf ? words.paidByPieces(cart.exchangeOf.orderNumber) : words.paidByCredit} cost={less(totals.credit)} />
          <Row name={words.leftToPay} cost={formatMoney(locale, totals.due)} look="total" />
          {cart.exchangeOf?.back && <Row name={words.goesBack} cost={formatMoney(locale, cart.exchangeOf.back)} look="total" />}
        </>
      )}
    </dl>
  )
}

interface RowProps {
  readonly name: string
  readonly cost: string
  readonly look?: 'total' | 'ink-3'
}

/** Said as a whole when it changes: an amount alone says nothing. */
const Row = ({ name, cost, look }: RowProps) => (
  <div className={look} aria-atomic="true">
    <dt>{name}</dt>
    <dd>{cost}</dd>
  </div>
)
