import type { AdminProduct } from '@vitrine/gateway/schemas/admin'
import { type Locale, useLocale } from '@vitrine/ui/locale'
import { useState } from 'react'
import { newKey } from '../api.ts'
import { Icon } from '@vitrine/ui/components/icon'
import { useWords } from '../words/words.tsx'
import { amountOf } from './amount.ts'

type Variant = AdminProduct['variants'][number]
const currency = 'EUR'
const text = (price: Variant['price'], locale: Locale) =>
  price ? (price.amountMinor / 100).toFixed(2).replace('.', locale === 'fr' ? ',' : '.') : ''

/** What tells variants of a kind apart, when none does yet. */
const usualAxes: Readonly<Record<AdminProduct['kind'], readonly string[]>> = {
  eyewear: ['colour', 'size'],
  perfume: ['volumeMl'],
  apparel: ['colour', 'size'],
  other: [],
}

/** Variants as a sheet: one row each, price and price before in euros. Options tell them apart; what else differs stands behind it. */
export function VariantsSheet({
  kind,
  variants,
  onChange,
}: {
  readonly kind: AdminProduct['kind']
  readonly variants: readonly Variant[]
  readonly onChange: (next: Variant[]) => void
}) {
  const words = useWords()
  const named = [...new Set(variants.flatMap(({ options }) => Object.keys(options)))]
  const axes = named.length > 0 ? named : usualAxes[kind]
  const nameOf = (axis: string) => words.axes[axis as keyof typeof words.axes] ?? axis
  const set = (id: string, part: Partial<Variant>) => onChange(variants.map((one) => (one.id === id ? { ...one, ...part } : one)))
  return (
    <>
      <div className="scrollx" tabIndex={0} role="group" aria-label={words.variants}>
        <table className="ot sheet">
          <thead>
            <tr>
              <th scope="col">{words.sku}</th>
              {axes.map((axis) => (
                <th key={axis} scope="col">
                  {nameOf(axis)}
                </th>
              ))}
              <th scope="col" className="num">
                {words.price}
              </th>
              <th scope="col" className="num">
                {words.priceBefore}
              </th>
              <td />
            </tr>
          </thead>
          <tbody>
            {variants.map((variant) => (
              <tr key={variant.id}>
                <td>
                  <input
                    aria-label={words.sku}
                    required
                    value={variant.sku}
                    onChange={({ target }) => set(variant.id, { sku: target.value })}
                  />
                </td>
                {axes.map((axis) => (
                  <td key={axis}>
                    <input
                      aria-label={`${nameOf(axis)}, ${variant.sku}`}
                      value={variant.options[axis] ?? ''}
                      onChange={({ target }) => set(variant.id, { options: withOption(variant.options, axis, target.value) })}
                    />
                  </td>
                ))}
                <PriceCell
                  label={`${words.price}, ${variant.sku}`}
                  price={variant.price}
                  onChange={(price) => set(variant.id, { price })}
                />
                <PriceCell
                  label={`${words.priceBefore}, ${variant.sku}`}
                  price={variant.priceBefore}
                  onChange={(priceBefore) => set(variant.id, { priceBefore })}
                />
                <td className="oless">
                  {variants.length > 1 && (
                    <button
                      type="button"
                      aria-label={words.removeVariant(variant.sku)}
                      onClick={() => onChange(variants.filter(({ id }) => id !== variant.id))}
                    >
                      <Icon name="close" />
                    </button>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <button
        className="ob omore"
        type="button"
        onClick={() => onChange([...variants, { id: newKey(), sku: '', options: {}, attributes: {} }])}
      >
        {words.addVariant}
      </button>
    </>
  )
}

/** An option left blank is none. */
function withOption(options: Variant['options'], axis: string, value: string): Variant['options'] {
  const { [axis]: _, ...others } = options
  return value === '' ? others : { ...options, [axis]: value }
}

interface PriceCellProps {
  readonly label: string
  readonly price: Variant['price']
  readonly onChange: (price: Variant['price']) => void
}

function PriceCell({ label, price, onChange }: PriceCellProps) {
  const locale = useLocale()
  const [typed, setTyped] = useState(() => text(price, locale))
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
