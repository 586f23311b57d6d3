import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { AdminOrder } from '@vitrine/gateway/schemas/admin-orders'
import type { Product, Variant } from '@vitrine/gateway/schemas/catalogue'
import type { Order } from '@vitrine/gateway/schemas/order'
import { Field } from '@vitrine/ui/components/field'
import { formatMoney } from '@vitrine/ui/format'
import { useLocale } from '@vitrine/ui/locale'
import { useId, useState } from 'react'
import { ask, newKey, Refused } from '../api.ts'
import { useWords } from '../words/words.tsx'

type Line = AdminOrder['lines'][number]

const unsentOf = ({ quantity, cancelled, sent }: Line) => quantity - cancelled - sent
/** Made to order, or a card: nothing stands on a shelf for it. */
const isSwappable = (line: Line) => !line.glasses && !line.partOf && line.kind !== 'gift-card' && unsentOf(line) > 0

/**
 * Pieces that have not left become another size or colour, for the shopper: what it costs less goes back, what it costs more they pay first, by the link of a mail.
 * One press is one swap.
 */
export function OrderSwap({ order }: { readonly order: AdminOrder }) {
  const words = useWords()
  const [lineId, setLine] = useState('')
  const [isOpen, setOpen] = useState(false)
  const [told, setTold] = useState('')
  const lines = order.lines.filter(isSwappable)
  const line = lines.find(({ id }) => id === lineId) ?? lines[0]
  const currency = order.totals.total.currency
  const product = useQuery({
    queryKey: ['/v1/products', line?.productId, currency],
    queryFn: ({ signal }) => ask<Product>(`/v1/products/${encodeURIComponent(line?.productId ?? '')}?currency=${currency}`, { signal }),
    enabled: isOpen && line !== undefined,
  })
  if (!told && (!order.allowed.includes('swap') || !line)) return null
  return (
    <details className="ofold" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className="oh">{words.swap}</summary>
      <p className="ink-2 owide">{words.swapHint}</p>
      {line && lines.length > 1 && (
        <label className="field owide">
          {words.swapLine}
          <select className="input" value={line.id} onChange={(event) => setLine(event.currentTarget.value)}>
            {lines.map((each) => (
              <option key={each.id} value={each.id}>
                {words.takeOutOf(nameOf(each), unsentOf(each))}
              </option>
            ))}
          </select>
        </label>
      )}
      {line && product.data && <Choice key={line.id} order={order} line={line} variants={product.data.variants} onTold={setTold} />}
      <p className="owide" role="status">
        {told}
      </p>
      {product.error && <p className="ink-2">{product.error instanceof Refused ? product.error.problem.title : words.offline}</p>}
    </details>
  )
}

const nameOf = ({ name, options }: Pick<Line, 'name' | 'options'>) => [name, ...options.map(({ text }) => text)].join(', ')

interface ChoiceProps {
  readonly order: AdminOrder
  readonly line: Line
  readonly variants: readonly Variant[]
  /** A line whose last piece was swapped goes from here, and its form with it: what came of it is said beside. */
  readonly onTold: (text: string) => void
}

function Choice({ order, line, variants, onTold }: ChoiceProps) {
  const [words, queries, id] = [useWords(), useQueryClient(), useId()]
  const [key, setKey] = useState(newKey)
  const others = variants.filter((variant) => variant.id !== line.variantId)
  const today = variants.find((variant) => variant.id === line.variantId)?.price.amountMinor ?? line.unitPrice.amountMinor
  const swap = useMutation({
    mutationFn: (body: object) => ask<Order>(`/v1/admin/orders/${order.id}/lines/${line.id}/swap`, { method: 'POST', key, body }),
    onMutate: () => onTold(''),
    onSuccess: (after) => {
      setKey(newKey())
      onTold(isUnpaid(after) ? words.swapAsked : words.swapDone)
    },
    onError: (error) => {
      if (error instanceof Refused) setKey(newKey()) // answered: another try is another swap
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ['/v1/admin/orders'] }),
  })
  if (others.length === 0) return <p className="ink-2">{words.swapNone}</p>
  const problem = swap.error instanceof Refused ? swap.error.problem : undefined
  const failed = swap.error && (problem?.status === 403 ? words.noRightFor : (problem?.detail ?? problem?.title ?? words.offline))
  return (
    <form
      className="oform"
      onSubmit={(event) => {
        event.preventDefault()
        const form = new FormData(event.currentTarget)
        if (!swap.isPending) swap.mutate({ quantity: Number(form.get(`${id}-pieces`)), variantId: String(form.get('variant')) })
      }}
    >
      <label className="field owide">
        {words.swapFor}
        <select
          className="input"
          name="variant"
          required
          aria-invalid={failed ? true : undefined}
          aria-describedby={failed ? `${id}-told` : undefined}
        >
          {others.map((variant) => (
            <VariantOption key={variant.id} variant={variant} today={today} />
          ))}
        </select>
      </label>
      <Field id={`${id}-pieces`} label={words.swapPieces} type="number" min={1} max={unsentOf(line)} defaultValue={1} required />
      <button className="ob" type="submit" aria-disabled={swap.isPending || undefined}>
        {words.swapButton}
      </button>
      <p className="owide" role="status" id={`${id}-told`}>
        {failed}
      </p>
    </form>
  )
}

const isUnpaid = ({ returns }: Order): boolean => returns.some(({ kind, state }) => kind === 'swap' && state === 'to-pay')

/** With what is there of it; what is sold out cannot be had, and what costs more says so. */
function VariantOption({ variant, today }: { readonly variant: Variant; readonly today: number }) {
  const [words, locale] = [useWords(), useLocale()]
  const { id, options, price, stock } = variant
  const there = stock.ready < 1 ? words.swapSoldOut : words.swapLeft(stock.ready)
  const dearer = price.amountMinor > today ? [words.swapDearer] : []
  return (
    <option value={id} disabled={stock.ready < 1}>
      {[options.map(({ text }) => text).join(', '), formatMoney(locale, price), ...dearer, there].join(' · ')}
    </option>
  )
}
