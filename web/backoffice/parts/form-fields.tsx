import { useId } from 'react'

interface TextProps {
  readonly label: string
  readonly hint?: string
  readonly value: string
  readonly required?: boolean
  readonly onChange: (text: string) => void
}

export function Text({ label, hint, value, required, onChange }: TextProps) {
  const id = useId()
  return (
    <div className="of">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        value={value}
        required={required}
        aria-describedby={hint && `${id}-hint`}
        onChange={({ target }) => onChange(target.value)}
      />
      {hint && (
        <p className="fine ink-3" id={`${id}-hint`}>
          {hint}
        </p>
      )}
    </div>
  )
}

export function Area({ label, value, rows = 6, onChange }: TextProps & { readonly rows?: number }) {
  const id = useId()
  return (
    <div className={value ? 'of' : 'of miss'}>
      <label htmlFor={id}>{label}</label>
      <textarea id={id} rows={rows} value={value} onChange={({ target }) => onChange(target.value)} />
    </div>
  )
}

interface ChoiceProps<Value extends string> {
  readonly label: string
  readonly value: Value
  readonly options: Readonly<Record<Value, string>>
  readonly disabled?: boolean
  readonly onChange: (value: Value) => void
}

export function Choice<Value extends string>({ label, value, options, disabled, onChange }: ChoiceProps<Value>) {
  const id = useId()
  return (
    <div className="of">
      <label htmlFor={id}>{label}</label>
      <select id={id} value={value} disabled={disabled} onChange={({ target }) => onChange(target.value as Value)}>
        {(Object.entries(options) as [Value, string][]).map(([one, text]) => (
          <option key={one} value={one}>
            {text}
          </option>
        ))}
      </select>
    </div>
  )
}
