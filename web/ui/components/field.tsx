import { type InputHTMLAttributes, useState } from 'react'
import { Icon } from './icon.tsx'

interface FieldProps extends InputHTMLAttributes<HTMLInputElement> {
  readonly id: string
  readonly label: string
  readonly hint?: string | undefined
  readonly error?: string | undefined
  readonly span?: 'c2' | 'c3' | 'c4'
}

/** A text field with its label above, its hint, and its error in the same words as the summary; typing takes the error away. */
export function Field({ id, label, hint, error: found, span, ...input }: FieldProps) {
  const [mended, setMended] = useState<string>()
  const error = found === mended ? undefined : found
  const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ')
  return (
    <div className={span ? `field ${span}` : 'field'}>
      <label htmlFor={id}>{label}</label>
      {hint && (
        <p className="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {error && (
        <p className="error" id={`${id}-error`}>
          <Icon name="warning" />
          {error}
        </p>
      )}
      <input
        {...input}
        onInput={() => found && setMended(found)}
        id={id}
        name={input.name ?? id}
        className="input"
        aria-invalid={error ? true : undefined}
        aria-describedby={described || undefined}
      />
    </div>
  )
}
