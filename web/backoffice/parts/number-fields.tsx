import type { Money } from '@vitrine/gateway/schemas/shapes'
import { useLocale } from '@vitrine/ui/locale'
import { useId, useState } from 'react'
import { usePriceWords } from '../words/prices.ts'
import { amountOf } from './amount.ts'
import { momentTyped, typedMoment } from './moment-typed.ts'
import { plainAmount } from './plain-amount.ts'

interface FieldProps<Value> {
  readonly label: string
  readonly hint?: string
  readonly value: Value | undefined
  readonly required?: boolean
  readonly onChange: (value: Value | undefined) => void
}

interface NumberProps extends FieldProps<number> {
  readonly min?: number
  readonly max?: number
  readonly step?: number | 'any'
}

export function NumberField({ label, hint, value, required, min, max, step = 1, onChange }: NumberProps) {
  const id = useId()
  return (
    <div className="of">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        type="number"
        {...{ min, max, step, required }}
        value={value ?? ''}
        aria-describedby={hint && `${id}-hint`}
        onChange={({ target }) => onChange(Number.isNaN(target.valueAsNumber) ? undefined : target.valueAsNumber)}
      />
      {hint && (
        <p className="fine ink-3" id={`${id}-hint`}>
          {hint}
        </p>
      )}
    </div>
  )
}

interface MoneyProps extends FieldProps<Money> {
  readonly currency: string
  /** In minor units; 1 unless said. */
  readonly least?: number
}

/** An amount as it is typed: what cannot be read is marked, and is none. */
export function MoneyField({ label, value, currency, least, required, onChange }: MoneyProps) {
  const id = useId()
  const [words, locale] = [usePriceWords(), useLocale()]
  const [typed, setTyped] = useState(() => (value ? String(plainAmount(value)).replace('.', locale === 'fr' ? ',' : '.') : ''))
  const isBad = typed !== '' && amountOf(typed, currency, least) === undefined
  return (
    <div className="of">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        inputMode="decimal"
        autoComplete="off"
        required={required}
        value={typed}
        aria-invalid={isBad || undefined}
        aria-describedby={isBad ? `${id}-bad` : undefined}
        onChange={({ target }) => {
          setTyped(target.value)
          const amountMinor = amountOf(target.value, currency, least)
          onChange(amountMinor === undefined ? undefined : { amountMinor, currency })
        }}
      />
      {isBad && (
        <p className="fine bad" id={`${id}-bad`}>
          {words.badAmount}
        </p>
      )}
    </div>
  )
}

/** A moment in the time zone of whoever types it. */
export function MomentField({ label, value, required, onChange }: FieldProps<string>) {
  const id = useId()
  return (
    <div className="of">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        type="datetime-local"
        required={required}
        value={value ? momentTyped(value) : ''}
        onChange={({ target }) => onChange(typedMoment(target.value))}
      />
    </div>
  )
}

interface CheckProps {
  readonly label: string
  readonly checked: boolean
  readonly onChange: (checked: boolean) => void
}

export const Check = ({ label, checked, onChange }: CheckProps) => (
  <label className="ocheck">
    <input type="checkbox" checked={checked} onChange={({ target }) => onChange(target.checked)} />
    {label}
  </label>
)
