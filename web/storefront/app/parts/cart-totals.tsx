import type { Cart } from '@vitrine/gateway/schemas/cart'
import type { Money } from '@vitrine/gateway/schemas/shapes'
import { formatMoney } from '@vitrine/ui/format'
import { useLocale } from '@vitrine/ui/locale'
import { cartWords } from '../words/cart.ts'
import { piecesIn } from './cart-badge.tsx'
import { deliveryNames, discountNames } from './promotion-names.ts'

/** What of a cart, or of the order it became, is added up. */
interface Priced extends Pick<Cart, 'totals' | 'promotions'> {
  readonly lines: Parameters<typeof piecesIn>[0]['lines']
  readonly exchangeOf?: Pick<NonNullable<Cart['exchangeOf']>, 'orderNumber' | 'back'> | undefined
}

/** What it costs, line by line, with delivery and tax: no figure appears later that was not here. What changes is spoken. */
export function CartTotals({ cart }: { readonly cart: Priced }) {
  const locale = useLocale()
  const words = cartWords[locale]
  const { totals } = cart
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
        <Row
          name={words.discount(discountNames(cart.promotions, totals.discount.amountMinor, locale).join(', '))}
          cost={less(totals.discount)}
        />
      )}
      <Row name={[words.delivery, ...deliveryNames(cart.promotions)].join(', ')} cost={deliveryCost()} />
      <Row name={totals.taxIncluded ? words.tax : words.taxAdded} cost={formatMoney(locale, totals.tax)} look="ink-3" />
      <Row name={words.total} cost={formatMoney(locale, totals.total)} look="total" />
      {totals.due && (
        <>
          {totals.swapped && <Row name={words.paidBySwap} cost={less(totals.swapped)} />}
          {totals.credit && (
            <Row name={cart.exchangeOf ? words.paidByPieces(cart.exchangeOf.orderNumber) : words.paidByCredit} cost={less(totals.credit)} />
          )}
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
