import type { Cart } from '@vitrine/gateway/schemas/cart'
import { Picture } from '@vitrine/ui/components/picture'
import { formatMoney, formatUnitPrice } from '@vitrine/ui/format'
import { useLocale } from '@vitrine/ui/locale'
import { cartWords } from '../words/cart.ts'
import { checkoutWords } from '../words/checkout.ts'
import { CartCodes } from './cart-codes.tsx'
import { PartLines } from './bundle-parts.tsx'
import { CartTotals } from './cart-totals.tsx'
import { StoreCredit } from './store-credit.tsx'

interface CheckoutSummaryProps {
  readonly cart: Cart
  /** The code that was typed last and refused, and why. */
  readonly code?: { readonly typed: string; readonly error: string } | undefined
}

/** What is being ordered, always open beside the steps: with unit prices and the right to change one's mind, which are to be seen before paying. */
export function CheckoutSummary({ cart, code }: CheckoutSummaryProps) {
  const locale = useLocale()
  const [words, inCart] = [checkoutWords[locale], cartWords[locale]]
  return (
    <aside className="sum" aria-labelledby="your-order">
      <h2 className="heading" id="your-order">
        {words.yourOrder}
      </h2>
      <ul className="grid gap-3.5">
        {cart.lines.map((line) => (
          <li className={line.partOf ? 'mini part' : 'mini'} key={line.id}>
            <span className="pic plate fit block">{line.image && <Picture image={line.image} sizes="64px" silent />}</span>
            <span>
              {line.quantity > 1 && `${line.quantity}\u00a0× `}
              {line.name}
              <small>{line.options.map((option) => option.text).join(', ')}</small>
              {line.measurePrice && <small>{formatUnitPrice(locale, line.measurePrice)}</small>}
              <PartLines parts={line.parts} />
            </span>
            <span>{formatMoney(locale, line.total)}</span>
          </li>
        ))}
      </ul>
      <div className="rule pt-4">
        <CartTotals cart={cart} />
        <StoreCredit cart={cart} />
        {!cart.exchangeOf && <CartCodes cart={cart} typed={code?.typed} error={code?.error} />}
      </div>
      <p className="fine ink-2 rule pt-4">
        {inCart.returns}. {inCart.returnsHint}
      </p>
    </aside>
  )
}
