import { Icon } from '@vitrine/ui/components/icon'
import { useState } from 'react'
import { shortId } from '../session.ts'
import { usePriceWords } from '../words/prices.ts'
import { CustomerField } from './customer-field.tsx'

interface CustomersFieldProps {
  readonly value: readonly string[]
  readonly onChange: (next: string[]) => void
}

/** Customers, each once: by name as they are chosen, later by the beginning of their id. */
export function CustomersField({ value, onChange }: CustomersFieldProps) {
  const words = usePriceWords()
  const [names, setNames] = useState<Readonly<Record<string, string>>>({})
  const nameOf = (id: string) => names[id] ?? shortId(id)
  return (
    <fieldset className="ogoods owide">
      <legend>{words.customers}</legend>
      {value.length === 0 ? (
        <p className="ink-3">{words.noCustomers}</p>
      ) : (
        <ul className="ochips">
          {value.map((id) => (
            <li key={id}>
              <button
                className="ochip"
                type="button"
                aria-label={words.remove(nameOf(id))}
                onClick={() => onChange(value.filter((one) => one !== id))}
              >
                {nameOf(id)}
                <Icon name="close" />
              </button>
            </li>
          ))}
        </ul>
      )}
      <CustomerField
        onChoose={({ id, name }) => {
          setNames({ ...names, [id]: name })
          onChange([...new Set([...value, id])])
        }}
      />
    </fieldset>
  )
}
