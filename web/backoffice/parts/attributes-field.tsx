import type { AdminProduct } from '@vitrine/gateway/schemas/admin'
import { useId, useState } from 'react'
import { useWords } from '../words/words.tsx'

type Attributes = AdminProduct['attributes']

/** Simple values each in a field of their own; lists and tables as JSON below, checked while typing and again by the catalogue on saving. */
export function AttributesField({ value, onChange }: { readonly value: Attributes; readonly onChange: (next: Attributes) => void }) {
  const simple = Object.entries(value).filter(([, one]) => typeof one !== 'object')
  const rest = Object.fromEntries(Object.entries(value).filter(([, one]) => typeof one === 'object'))
  return (
    <div className="frn">
      {simple.map(([name, one]) => (
        <Simple key={name} name={name} value={one as string | number | boolean} onChange={(next) => onChange({ ...value, [name]: next })} />
      ))}
      <Json value={rest} onChange={(next) => onChange({ ...Object.fromEntries(simple), ...next })} />
    </div>
  )
}

interface SimpleProps<Value> {
  readonly name: string
  readonly value: Value
  readonly onChange: (next: Value) => void
}

function Simple({ name, value, onChange }: SimpleProps<string | number | boolean>) {
  const id = useId()
  return (
    <div className="of">
      <label htmlFor={id} className="mono">
        {name}
      </label>
      {typeof value === 'boolean' ? (
        <input id={id} type="checkbox" checked={value} onChange={({ target }) => onChange(target.checked)} />
      ) : typeof value === 'number' ? (
        <input id={id} type="number" step="any" value={value} onChange={({ target }) => onChange(target.valueAsNumber)} />
      ) : (
        <input id={id} value={value} onChange={({ target }) => onChange(target.value)} />
      )}
    </div>
  )
}

function Json({ value, onChange }: { readonly value: Attributes; readonly onChange: (next: Attributes) => void }) {
  const words = useWords()
  const id = useId()
  const [typed, setTyped] = useState(() => JSON.stringify(value, null, 2))
  const [isBad, setBad] = useState(false)
  const type = (text: string) => {
    setTyped(text)
    try {
      const read = JSON.parse(text) as unknown
      const isObject = typeof read === 'object' && read !== null && !Array.isArray(read)
      setBad(!isObject)
      if (isObject) onChange(read as Attributes)
    } catch {
      setBad(true) // half typed
    }
  }
  return (
    <div className="of owide">
      <label htmlFor={id}>{words.attributes} (JSON)</label>
      <textarea
        id={id}
        className="mono"
        rows={Object.keys(value).length > 0 ? 10 : 3}
        spellCheck={false}
        value={typed}
        aria-invalid={isBad || undefined}
        aria-describedby={isBad ? `${id}-bad` : undefined}
        onChange={({ target }) => type(target.value)}
      />
      {isBad && (
        <p className="fine bad" id={`${id}-bad`}>
          {words.badJson}
        </p>
      )}
    </div>
  )
}
