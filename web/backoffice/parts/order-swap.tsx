import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { AdminOrder } from '@vitrine/gateway/schemas/admin-orders'
import type { Product, Variant } from '@vitrine/gateway/schemas/catalogue'
import type { Order, SwapPrices } from '@vitrine/gateway/schemas/order'
import { Field } from '@vitrine/ui/components/field'
import { formatMoney } from '@vitrine/ui/format'
import { useLocale } from '@vitrine/ui/locale'
import { useId, useState } from 'react'
import { ask, isAnswered, newKey, Refused } from '../api.ts'
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
  const [pieces, setPieces] = useState(1)
  const others = variants.filter((variant) => variant.id !== line.variantId)
  const isCount = Number.isInteger(pieces) && pieces >= 1 && pieces <= unsentOf(line)
  const path = `/v1/admin/orders/${order.id}/lines/${line.id}/swap`
  const prices = useQuery({
    queryKey: ['/v1/admin/orders', order.id, 'swap', line.id, pieces],
    queryFn: ({ signal }) => ask<SwapPrices>(`${path}?quantity=${pieces}`, { signal }),
    enabled: isCount,
  })
  const swap = useMutation({
    mutationFn: (body: object) => ask<Order>(path, { method: 'POST', key, body }),
    onMutate: () => onTold(''),
    onSuccess: (after) => {
      setKey(newKey())
      onTold(isUnpaid(after) ? words.swapAsked : words.swapDone)
    },
    onError: (error) => {
      if (isAnswered(error)) setKey(newKey()) // answered: another try is another swap
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
        const variantId = String(new FormData(event.currentTarget).get('variant'))
        if (!swap.isPending) swap.mutate({ quantity: pieces, variantId })
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
            <VariantOption key={variant.id} variant={variant} pieces={pieces} prices={isCount ? prices.data?.items : undefined} />
          ))}
        </select>
      </label>
      <Field
        id={`${id}-pieces`}
        label={words.swapPieces}
        type="number"
        min={1}
        max={unsentOf(line)}
        value={Number.isNaN(pieces) ? '' : pieces}
        onChange={({ currentTarget }) => setPieces(currentTarget.valueAsNumber)}
        required
      />
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

interface VariantOptionProps {
  readonly variant: Variant
  readonly pieces: number
  /** What so many of each cost its shopper, or give back; undefined until it is known. */
  readonly prices: SwapPrices['items'] | undefined
}

/** With what is there of it, and what its shopper pays first or is paid back; what cannot be had says why. */
function VariantOption({ variant, pieces, prices }: VariantOptionProps) {
  const [words, locale] = [useWords(), useLocale()]
  const { id, options, stock } = variant
  const difference = prices?.find(({ variantId }) => variantId === id)?.difference
  const amount = difference && formatMoney(locale, { ...difference, amountMinor: Math.abs(difference.amountMinor) })
  const cost =
    amount && difference.amountMinor !== 0 ? [difference.amountMinor > 0 ? words.swapDearer(amount) : words.swapBack(amount)] : []
  const isHad = !prices || difference !== undefined
  const there = stock.ready < 1 ? words.swapSoldOut : words.swapLeft(stock.ready)
  return (
    <option value={id} disabled={stock.ready < pieces || !isHad}>
      {[options.map(({ text }) => text).join(', '), ...cost, isHad ? there : words.swapNotHad].join(' · ')}
    </option>
  )
}
