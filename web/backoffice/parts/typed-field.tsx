import { useId, useState } from 'react'

interface TypedFieldProps<Value> {
  readonly label: string
  readonly hint?: string | undefined
  readonly text: string
  /** Undefined while what is typed is half of something. */
  readonly read: (typed: string) => Value | undefined
  readonly wrong: string
  readonly rows?: number
  readonly isCode?: boolean
  readonly onChange: (value: Value) => void
}

/** A value with a written form of its own: what is typed stays as typed, and counts as soon as it can be read. */
export function TypedField<Value>({ label, hint, text, read, wrong, rows = 2, isCode, onChange }: TypedFieldProps<Value>) {
  const id = useId()
  const [typed, setTyped] = useState(text)
  const isBad = read(typed) === undefined
  const described = [hint && `${id}-hint`, isBad && `${id}-bad`].filter(Boolean).join(' ')
  return (
    <div className="of owide">
      <label htmlFor={id}>{label}</label>
      {hint && (
        <p className="fine ink-3" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      <textarea
        id={id}
        className={isCode ? 'mono' : undefined}
        rows={rows}
        spellCheck={false}
        value={typed}
        aria-invalid={isBad || undefined}
        aria-describedby={described || undefined}
        onChange={({ target }) => {
          setTyped(target.value)
          const value = read(target.value)
          if (value !== undefined) onChange(value)
        }}
      />
      {isBad && (
        <p className="fine bad" id={`${id}-bad`}>
          {wrong}
        </p>
      )}
    </div>
  )
}
