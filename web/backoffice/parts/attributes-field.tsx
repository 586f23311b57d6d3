import type { AdminProduct } from '@vitrine/gateway/schemas/admin-products'
import { useId } from 'react'
import { useWords } from '../words/words.tsx'
import { type AttributeField, productFields } from './attribute-fields.ts'
import { fibresFrom, fibresText, listFrom, listText, notesFrom, notesText, tiers } from './attribute-text.ts'
import { TypedField } from './typed-field.tsx'

type Attributes = AdminProduct['attributes']
type Attribute = Attributes[string]

interface AttributesFieldProps {
  readonly kind: AdminProduct['kind']
  readonly value: Attributes
  readonly onChange: (next: Attributes) => void
}

/** What a kind of product is described by, a field each; what only some products have is text for those who know it. */
export function AttributesField({ kind, value, onChange }: AttributesFieldProps) {
  const words = useWords()
  const fields = productFields[kind]
  const known = new Set(fields.map(({ name }) => name))
  const rest = Object.fromEntries(Object.entries(value).filter(([name]) => !known.has(name)))
  /** A field left blank is none. */
  const set = (name: string, next: Attribute | undefined) => {
    const { [name]: _, ...others } = value
    const isBlank = next === undefined || next === '' || (Array.isArray(next) && next.length === 0)
    onChange(isBlank ? others : { ...value, [name]: next })
  }
  return (
    <div className="frn">
      {fields.map(
        (field) =>
          !field.isDrawn && <One key={field.name} field={field} value={value[field.name]} onChange={(next) => set(field.name, next)} />,
      )}
      <details className="owide">
        <summary className="link">{words.otherAttributes(Object.keys(rest).length)}</summary>
        <TypedField
          label={`${words.otherAttributesLabel} (JSON)`}
          text={JSON.stringify(rest, null, 2)}
          read={objectFrom}
          wrong={words.badJson}
          rows={10}
          isCode
          onChange={(next) => onChange({ ...Object.fromEntries(Object.entries(value).filter(([name]) => known.has(name))), ...next })}
        />
      </details>
    </div>
  )
}

function objectFrom(typed: string): Attributes | undefined {
  try {
    const read = JSON.parse(typed) as unknown
    return typeof read === 'object' && read !== null && !Array.isArray(read) ? (read as Attributes) : undefined
  } catch {
    return undefined // half typed
  }
}

interface OneProps {
  readonly field: AttributeField
  readonly value: Attribute | undefined
  readonly onChange: (next: Attribute | undefined) => void
}

function One({ field, value, onChange }: OneProps) {
  const words = useWords()
  const label = words.attributeNames[field.name as keyof typeof words.attributeNames] ?? field.name
  switch (field.type) {
    case 'list':
      return <TypedField label={label} hint={words.listHint} text={listText(value)} read={listFrom} wrong="" onChange={onChange} />
    case 'fibres':
      return (
        <TypedField
          label={label}
          hint={words.fibresHint}
          text={fibresText(value)}
          read={fibresFrom}
          wrong={words.badFibres}
          onChange={onChange}
        />
      )
    case 'notes':
      return tiers.map((tier) => (
        <TypedField
          key={tier}
          label={words.tiers[tier]}
          hint={words.listHint}
          text={notesText(value, tier)}
          read={(typed) => notesFrom(value, tier, typed)}
          wrong=""
          rows={1}
          onChange={onChange}
        />
      ))
    default:
      return <Simple label={label} field={field} value={value} onChange={onChange} />
  }
}

function Simple({ label, field, value, onChange }: OneProps & { readonly label: string }) {
  const words = useWords()
  const id = useId()
  const unit = field.type === 'number' ? field.unit : undefined
  return (
    <div className="of">
      <label htmlFor={id}>
        {label}
        {unit && <span className="ink-3"> {unit}</span>}
      </label>
      {field.type === 'choice' ? (
        <select id={id} value={String(value ?? '')} onChange={({ target }) => onChange(target.value)}>
          <option value="">{words.notSaid}</option>
          {field.values.map((one) => (
            <option key={one} value={one}>
              {words.attributeValues[one as keyof typeof words.attributeValues] ?? one}
            </option>
          ))}
        </select>
      ) : field.type === 'yes-no' ? (
        <input id={id} type="checkbox" checked={value === true} onChange={({ target }) => onChange(target.checked)} />
      ) : field.type === 'number' ? (
        <input
          id={id}
          type="number"
          step="any"
          value={typeof value === 'number' ? value : ''}
          onChange={({ target }) => onChange(Number.isNaN(target.valueAsNumber) ? undefined : target.valueAsNumber)}
        />
      ) : (
        <input id={id} value={String(value ?? '')} onChange={({ target }) => onChange(target.value)} />
      )}
    </div>
  )
}
