import type { Product } from '@vitrine/gateway/schemas/catalogue'
import type { Order, SwapPrices } from '@vitrine/gateway/schemas/order'
import { Button } from '@vitrine/ui/components/button'
import { formatMoney } from '@vitrine/ui/format'
import { useLocale } from '@vitrine/ui/locale'
import { Form, useSubmit } from 'react-router'
import { swapWords } from '../words/swap.ts'

type Line = Order['lines'][number]
type Variant = Product['variants'][number]

/** A line whose pieces may be swapped, with all its product is sold in. */
export interface Swappable {
  readonly line: Line
  readonly variants: readonly Variant[]
  /** How many pieces the prices are of. */
  readonly quantity: number
  /** Somebody chose this number on the page. */
  readonly isChosen: boolean
  /** What is to be paid for each variant, or goes back; null when nobody can say now. */
  readonly prices: SwapPrices['items'] | null
}

const unsentOf = ({ quantity, cancelled, sent }: Line): number => quantity - cancelled - sent

/** Of how many pieces of a line the address asks the price: `swap` names the line. One, unless it says otherwise. */
export function chosenPieces(line: Line, search: URLSearchParams): { readonly quantity: number; readonly isChosen: boolean } {
  const isChosen = search.get('swap') === line.id
  const asked = isChosen ? Math.trunc(Number(search.get('pieces'))) : 1
  return { quantity: Math.min(Math.max(asked || 1, 1), unsentOf(line)), isChosen }
}

/** Lines of which pieces may be swapped now: they stand on a shelf, and have not left. */
export const swappableLines = ({ actions, lines }: Order): readonly Line[] =>
  actions.some(({ name, allowed }) => name === 'swap' && allowed)
    ? lines.filter((line) => !line.glasses && !line.partOf && line.kind !== 'gift-card' && unsentOf(line) > 0)
    : []

const nameOf = ({ name, options }: Pick<Line, 'name' | 'options'>): string => [name, ...options.map(({ text }) => text)].join(', ')

/** Another size or colour for pieces that have not left, with what is there of each. `formKey`: whoever sends a form twice swaps once. */
export function SwapPieces({ swaps, formKey }: { readonly swaps: readonly Swappable[]; readonly formKey: string }) {
  const words = swapWords[useLocale()]
  if (swaps.length === 0) return null
  return (
    <details open={swaps.some(({ isChosen }) => isChosen) || undefined}>
      <summary className="link tap label">{words.swap}</summary>
      <p className="label ink-2 mt-2 font-normal">{words.explain}</p>
      {swaps.map((each) => (
        <SwapLine key={each.line.id} {...each} formKey={formKey} />
      ))}
    </details>
  )
}

function SwapLine({ line, variants, quantity, prices, formKey }: Swappable & { readonly formKey: string }) {
  const words = swapWords[useLocale()]
  const others = variants.filter(({ id }) => id !== line.variantId)
  if (others.length === 0) return <p className="label ink-2 mt-3 font-normal">{words.none(line.name)}</p>
  return (
    <div className="mt-3 grid gap-3">
      {unsentOf(line) > 1 && <HowMany line={line} quantity={quantity} />}
      <Form method="post" className="grid gap-3">
        <input type="hidden" name="intent" value="swap" />
        <input type="hidden" name="line" value={line.id} />
        <input type="hidden" name="quantity" value={quantity} />
        <input type="hidden" name="key" value={`${formKey}-${line.id}`} />
        <label className="field">
          {words.instead(nameOf(line))}
          <select className="input" name="variant" required defaultValue="">
            <option value="">{words.choose}</option>
            {others.map((variant) => (
              <VariantOption key={variant.id} variant={variant} quantity={quantity} prices={prices} />
            ))}
          </select>
        </label>
        <Button type="submit" look="line" wide>
          {words.confirm(quantity)}
        </Button>
      </Form>
    </div>
  )
}

/** A coupon, a delivery and a rounding are not of each piece: of another number the prices are asked anew. */
function HowMany({ line, quantity }: Pick<Swappable, 'line' | 'quantity'>) {
  const words = swapWords[useLocale()]
  const submit = useSubmit()
  return (
    <Form method="get" preventScrollReset replace className="grid gap-3">
      <input type="hidden" name="swap" value={line.id} />
      <label className="field">
        {words.pieces(nameOf(line))}
        <select
          className="input"
          name="pieces"
          defaultValue={quantity}
          onChange={({ currentTarget: { form } }) => void submit(form, { method: 'get', preventScrollReset: true, replace: true })}
        >
          {Array.from({ length: unsentOf(line) }, (_, n) => (
            <option key={n}>{n + 1}</option>
          ))}
        </select>
      </label>
      <noscript>
        <Button type="submit" look="line" wide>
          {words.show}
        </Button>
      </noscript>
    </Form>
  )
}

/** With its stock, and what is paid for so many pieces, or goes back; what cannot be had cannot be chosen, and says why. */
function VariantOption({
  variant: { id, options, stock },
  quantity,
  prices,
}: Pick<Swappable, 'quantity' | 'prices'> & { readonly variant: Variant }) {
  const locale = useLocale()
  const words = swapWords[locale]
  const difference = prices?.find(({ variantId }) => variantId === id)?.difference
  const amount = difference && formatMoney(locale, { ...difference, amountMinor: Math.abs(difference.amountMinor) })
  const cost = amount && difference.amountMinor !== 0 ? [difference.amountMinor > 0 ? words.toPay(amount) : words.back(amount)] : []
  const isHad = prices === null || difference !== undefined
  const there = stock.ready > 0 ? words.left(stock.ready) : words.soldOut
  return (
    <option value={id} disabled={stock.ready < quantity || !isHad}>
      {[options.map(({ text }) => text).join(' '), ...cost, isHad ? there : words.notForThis].join(', ')}
    </option>
  )
}
