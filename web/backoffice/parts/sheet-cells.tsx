import type { AdminProduct } from '@vitrine/gateway/schemas/admin-products'
import { decimalOf } from '@vitrine/gateway/schemas/currency'
import { type Locale, useLocale } from '@vitrine/ui/locale'
import { useState } from 'react'
import { amountOf } from './amount.ts'
import { useCurrency } from '../session.ts'

type Variant = AdminProduct['variants'][number]
type Attribute = Variant['attributes'][string]

interface TextCellProps {
  readonly label: string
  readonly value: string
  readonly isRequired?: boolean
  readonly onChange: (text: string) => void
}

export function TextCell({ label, value, isRequired, onChange }: TextCellProps) {
  return (
    <td>
      <input aria-label={label} required={isRequired} value={value} onChange={({ target }) => onChange(target.value)} />
    </td>
  )
}

interface AttributeCellProps {
  readonly label: string
  readonly value: Attribute | undefined
  readonly onChange: (value: Attribute | undefined) => void
}

export function NumberCell({ label, value, onChange }: AttributeCellProps) {
  return (
    <td className="num narrow">
      <input
        aria-label={label}
        type="number"
        step="any"
        value={typeof value === 'number' ? value : ''}
        onChange={({ target }) => onChange(Number.isNaN(target.valueAsNumber) ? undefined : target.valueAsNumber)}
      />
    </td>
  )
}

interface ChoiceCellProps<Value extends string> {
  readonly label: string
  readonly value: Value
  readonly options: Readonly<Record<Value, string>>
  readonly onChange: (value: Value) => void
}

export function ChoiceCell<Value extends string>({ label, value, options, onChange }: ChoiceCellProps<Value>) {
  return (
    <td>
      <select aria-label={label} value={value} onChange={({ target }) => onChange(target.value as Value)}>
        {(Object.entries(options) as [Value, string][]).map(([one, text]) => (
          <option key={one} value={one}>
            {text}
          </option>
        ))}
      </select>
    </td>
  )
}

/** The colour a swatch is drawn in; without one the browser shows black, and nothing is kept until it is chosen. */
export function ColourCell({ label, value, onChange }: AttributeCellProps) {
  return (
    <td className="oswatch">
      <input
        aria-label={label}
        type="color"
        value={typeof value === 'string' ? value : '#000000'}
        onChange={({ target }) => onChange(target.value)}
      />
    </td>
  )
}

const priceText = (price: Variant['price'], locale: Locale) => (price ? decimalOf(price).replace('.', locale === 'fr' ? ',' : '.') : '')

interface PriceCellProps {
  readonly label: string
  readonly price: Variant['price']
  readonly onChange: (price: Variant['price']) => void
}

export function PriceCell({ label, price, onChange }: PriceCellProps) {
  const locale = useLocale()
  const [typed, setTyped] = useState(() => priceText(price, locale))
  const usual = useCurrency()
  const currency = price?.currency ?? usual
  const isBad = typed !== '' && amountOf(typed, currency) === undefined
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
