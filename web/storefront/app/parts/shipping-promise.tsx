import type { Product, Variant } from '@vitrine/gateway/schemas/catalogue'
import { Icon } from '@vitrine/ui/components/icon'
import { formatDay, formatMoney } from '@vitrine/ui/format'
import { useLocale } from '@vitrine/ui/locale'
import { backInStockWords } from '../words/back-in-stock.ts'
import { giftWords } from '../words/gift.ts'
import { productWords } from '../words/product.ts'

/** What is sold before it is there; nothing while a piece lies ready. */
export const aheadOf = ({ stock }: Variant) => (stock.ready === 0 && stock.available > 0 ? stock.ahead : undefined)

export const aheadWords = (kind: 'back-order' | 'pre-order', words: (typeof backInStockWords)['fr']) =>
  kind === 'pre-order' ? { day: words.preOrder, now: words.preOrderNow } : { day: words.backOrder, now: words.backOrderNow }

/** When it comes and what that costs, how many are there, and how it may go back. */
export function ShippingPromise({ product, variant }: { readonly product: Product; readonly variant: Variant }) {
  const locale = useLocale()
  const words = productWords[locale]
  const { delivery, withdrawal } = product
  const { ready, low } = variant.stock
  const ahead = aheadOf(variant)
  const free = delivery?.price.amountMinor === 0
  const cost =
    delivery &&
    [
      free ? words.deliveryFree : words.deliveryFrom(formatMoney(locale, delivery.price)),
      !free && delivery.freeFrom && words.freeFrom(formatMoney(locale, delivery.freeFrom)),
    ]
      .filter(Boolean)
      .join(', ')
  return (
    <ul className="ship">
      {ahead && (
        <li>
          <Icon name="truck" />
          <span>
            <b>{aheadWords(ahead.kind, backInStockWords[locale]).day(formatDay(locale, ahead.shipsOn))}</b>
            <small>{backInStockWords[locale].left}</small>
          </span>
        </li>
      )}
      {delivery && ready > 0 && (
        <li>
          <Icon name="truck" />
          <span>
            <b>
              {delivery.earliest === delivery.latest
                ? words.arrives(formatDay(locale, delivery.earliest))
                : words.arrivesBetween(formatDay(locale, delivery.earliest), formatDay(locale, delivery.latest))}
            </b>
            <small>{cost}</small>
            {product.kind === 'perfume' && <small>{words.byRoad}</small>}
          </span>
        </li>
      )}
      {ready > 0 && product.kind === 'gift-card' && (
        <li>
          <Icon name="check" />
          <span>{giftWords[locale].atOnce}</span>
        </li>
      )}
      {ready > 0 && product.kind !== 'gift-card' && (
        <li>
          <Icon name="check" />
          <span>{low ? words.stock(ready) : words.inStock}</span>
        </li>
      )}
      {withdrawal && (
        <li>
          <Icon name="back" />
          <span>
            <b>{words.withdraw(withdrawal.days)}</b>
            {withdrawal.exempt ? <small>{withdrawal.exempt}</small> : product.kind === 'perfume' && <small>{words.perfumeReturns}</small>}
          </span>
        </li>
      )}
      {product.kind === 'eyewear' && (
        <li>
          <Icon name="case" />
          <span>{words.caseIncluded}</span>
        </li>
      )}
    </ul>
  )
}
