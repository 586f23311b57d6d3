import type { Cart } from '@vitrine/gateway/schemas/cart'
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

/** What it costs, line by line, with delivery and tax: no figure appears later that was not here. */
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
  return (
    <dl>
      <div>
        <dt>{words.pieces(piecesIn(cart))}</dt>
        <dd>{formatMoney(locale, totals.lines)}</dd>
      </div>
      {totals.discount.amountMinor > 0 && (
        <div>
          <dt>{words.discount(discountNames(cart.promotions, totals.discount.amountMinor, locale).join(', '))}</dt>
          <dd>{formatMoney(locale, { ...totals.discount, amountMinor: -totals.discount.amountMinor })}</dd>
        </div>
      )}
      <div>
        <dt>{[words.delivery, ...deliveryNames(cart.promotions)].join(', ')}</dt>
        <dd>{deliveryCost()}</dd>
      </div>
      <div className="ink-3">
        <dt>{totals.taxIncluded ? words.tax : words.taxAdded}</dt>
        <dd>{formatMoney(locale, totals.tax)}</dd>
      </div>
      <div className="total">
        <dt>{words.total}</dt>
        <dd>{formatMoney(locale, totals.total)}</dd>
      </div>
      {totals.due && (
        <>
          {totals.swapped && (
            <div>
              <dt>{words.paidBySwap}</dt>
              <dd>{formatMoney(locale, { ...totals.swapped, amountMinor: -totals.swapped.amountMinor })}</dd>
            </div>
          )}
          {totals.credit && (
            <div>
              <dt>{cart.exchangeOf ? words.paidByPieces(cart.exchangeOf.orderNumber) : words.paidByCredit}</dt>
              <dd>{formatMoney(locale, { ...totals.credit, amountMinor: -totals.credit.amountMinor })}</dd>
            </div>
          )}
          <div className="total">
            <dt>{words.leftToPay}</dt>
            <dd>{formatMoney(locale, totals.due)}</dd>
          </div>
          {cart.exchangeOf?.back && (
            <div className="total">
              <dt>{words.goesBack}</dt>
              <dd>{formatMoney(locale, cart.exchangeOf.back)}</dd>
            </div>
          )}
        </>
      )}
    </dl>
  )
}
