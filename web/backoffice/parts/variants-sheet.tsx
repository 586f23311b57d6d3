import type { AdminProduct } from '@vitrine/gateway/schemas/admin'
import { useState } from 'react'
import { useWords } from '../words/words.tsx'
import { amountOf } from './amount.ts'

type Variant = AdminProduct['variants'][number]
const currency = 'EUR'
const text = (price: Variant['price']) => (price ? (price.amountMinor / 100).toFixed(2) : '')

/** Variants as a sheet: one row each, price and price before in euros. Options tell them apart; what else differs stands behind it. */
export function VariantsSheet({
  variants,
  onChange,
}: {
  readonly variants: readonly Variant[]
  readonly onChange: (next: Variant[]) => void
}) {
  const words = useWords()
  const axes = [...new Set(variants.flatMap(({ options }) => Object.keys(options)))]
  const set = (id: string, part: Partial<Variant>) => onChange(variants.map((one) => (one.id === id ? { ...one, ...part } : one)))
  return (
    <div className="scrollx" tabIndex={0} role="group" aria-label={words.variants}>
      <table className="ot sheet">
        <thead>
          <tr>
            <th scope="col">{words.sku}</th>
            {axes.map((axis) => (
              <th key={axis} scope="col" className="mono">
                {axis}
              </th>
            ))}
            <th scope="col" className="num">
              {words.price}
            </th>
            <th scope="col" className="num">
              {words.priceBefore}
            </th>
          </tr>
        </thead>
        <tbody>
          {variants.map((variant) => (
            <tr key={variant.id}>
              <td>
                <input aria-label={words.sku} value={variant.sku} onChange={({ target }) => set(variant.id, { sku: target.value })} />
              </td>
              {axes.map((axis) => (
                <td key={axis}>
                  <input
                    aria-label={`${axis}, ${variant.sku}`}
                    value={variant.options[axis] ?? ''}
                    onChange={({ target }) => set(variant.id, { options: { ...variant.options, [axis]: target.value } })}
                  />
                </td>
              ))}
              <PriceCell label={`${words.price}, ${variant.sku}`} price={variant.price} onChange={(price) => set(variant.id, { price })} />
              <PriceCell
                label={`${words.priceBefore}, ${variant.sku}`}
                price={variant.priceBefore}
                onChange={(priceBefore) => set(variant.id, { priceBefore })}
              />
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

interface PriceCellProps {
  readonly label: string
  readonly price: Variant['price']
  readonly onChange: (price: Variant['price']) => void
}

function PriceCell({ label, price, onChange }: PriceCellProps) {
  const [typed, setTyped] = useState(text(price))
  const amountMinor = amountOf(typed, currency)
  const isBad = typed !== '' && amountMinor === undefined
  return (
    <td className="num">
      <input
        aria-label={label}
        aria-invalid={isBad || undefined}
        inputMode="decimal"
        value={typed}
        onChange={({ target }) => {
          setTyped(target.value)
          const next = amountOf(target.value, currency)
          if (next !== undefined) onChange({ amountMinor: next, currency })
          else if (target.value === '') onChange(undefined)
        }}
      />
    </td>
  )
}
