import type { Product } from '@vitrine/gateway/schemas/catalogue'
import type { Order } from '@vitrine/gateway/schemas/order'
import { Button } from '@vitrine/ui/components/button'
import { formatMoney } from '@vitrine/ui/format'
import { useLocale } from '@vitrine/ui/locale'
import { Form } from 'react-router'
import { swapWords } from '../words/swap.ts'

type Line = Order['lines'][number]
type Variant = Product['variants'][number]

/** A line whose pieces may be swapped, with all its product is sold in. */
export interface Swappable {
  readonly line: Line
  readonly variants: readonly Variant[]
}

const unsentOf = ({ quantity, cancelled, sent }: Line): number => quantity - cancelled - sent

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
    <details>
      <summary className="link tap label">{words.swap}</summary>
      <p className="label ink-2 mt-2 font-normal">{words.explain}</p>
      {swaps.map((each) => (
        <SwapLine key={each.line.id} {...each} formKey={formKey} />
      ))}
    </details>
  )
}

function SwapLine({ line, variants, formKey }: Swappable & { readonly formKey: string }) {
  const words = swapWords[useLocale()]
  const others = variants.filter(({ id }) => id !== line.variantId)
  const most = unsentOf(line)
  if (others.length === 0) return <p className="label ink-2 mt-3 font-normal">{words.none(line.name)}</p>
  return (
    <Form method="post" className="mt-3 grid gap-3">
      <input type="hidden" name="intent" value="swap" />
      <input type="hidden" name="line" value={line.id} />
      <input type="hidden" name="key" value={`${formKey}-${line.id}`} />
      <label className="field">
        {words.instead(nameOf(line))}
        <select className="input" name="variant" required defaultValue="">
          <option value="">{words.choose}</option>
          {others.map((variant) => (
            <VariantOption key={variant.id} variant={variant} today={todayOf(line, variants)} />
          ))}
        </select>
      </label>
      {most > 1 ? (
        <label className="field">
          {words.pieces(nameOf(line))}
          <select className="input" name="quantity" defaultValue="1">
            {Array.from({ length: most }, (_, n) => (
              <option key={n}>{n + 1}</option>
            ))}
          </select>
        </label>
      ) : (
        <input type="hidden" name="quantity" value="1" />
      )}
      <Button type="submit" look="line" wide>
        {words.confirm}
      </Button>
    </Form>
  )
}

/** What the old one costs today; where it is not sold any more, what it cost. */
const todayOf = (line: Line, variants: readonly Variant[]): number =>
  variants.find(({ id }) => id === line.variantId)?.price.amountMinor ?? line.unitPrice.amountMinor

/** With its stock, and what it costs more or less today; what is sold out cannot be chosen, and says so. */
function VariantOption({ variant: { id, options, price, stock }, today }: { readonly variant: Variant; readonly today: number }) {
  const locale = useLocale()
  const words = swapWords[locale]
  const moreMinor = price.amountMinor - today
  const amount = formatMoney(locale, { ...price, amountMinor: Math.abs(moreMinor) })
  const difference = moreMinor === 0 ? [] : [moreMinor > 0 ? words.dearer(amount) : words.cheaper(amount)]
  const there = stock.ready > 0 ? words.left(stock.ready) : words.soldOut
  return (
    <option value={id} disabled={stock.ready < 1}>
      {[options.map(({ text }) => text).join(' '), ...difference, there].join(', ')}
    </option>
  )
}
