import type { Cart } from '@vitrine/gateway/schemas/cart'
import { Picture } from '@vitrine/ui/components/picture'
import { formatMoney } from '@vitrine/ui/format'
import { useLocale } from '@vitrine/ui/locale'
import { checkoutWords } from '../words/checkout.ts'
import { PartLines } from './bundle-parts.tsx'
import { CartTotals } from './cart-totals.tsx'
import { StoreCredit } from './store-credit.tsx'

/** What is being ordered, always open beside the steps. */
export function CheckoutSummary({ cart }: { readonly cart: Cart }) {
  const locale = useLocale()
  const words = checkoutWords[locale]
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
              <PartLines parts={line.parts} />
            </span>
            <span>{formatMoney(locale, line.total)}</span>
          </li>
        ))}
      </ul>
      <div className="rule pt-4">
        <CartTotals cart={cart} />
        <StoreCredit cart={cart} />
      </div>
    </aside>
  )
}
