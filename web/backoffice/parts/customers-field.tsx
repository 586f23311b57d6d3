import { useQuery } from '@tanstack/react-query'
import type { CustomerName } from '@vitrine/gateway/schemas/admin'
import { Icon } from '@vitrine/ui/components/icon'
import { useState } from 'react'
import { ask } from '../api.ts'
import { shortId } from '../session.ts'
import { usePriceWords } from '../words/prices.ts'
import { CustomerField } from './customer-field.tsx'

interface CustomersFieldProps {
  readonly value: readonly string[]
  readonly onChange: (next: string[]) => void
}

/** Customers, each once, by name; whose account is no more by the beginning of their id. */
export function CustomersField({ value, onChange }: CustomersFieldProps) {
  const words = usePriceWords()
  const [names, setNames] = useState<Readonly<Record<string, string>>>({})
  const [saved] = useState(value) // whom the promotion named already
  const known = useQuery({
    queryKey: ['/v1/admin/customers', 'named', saved],
    enabled: saved.length > 0,
    queryFn: async ({ signal }) => {
      const asked = new URLSearchParams(saved.slice(0, 100).map((id) => ['ids', id]))
      return (await ask<{ items: CustomerName[] }>(`/v1/admin/customers?${asked}`, { signal })).items
    },
  })
  const nameOf = (id: string) => {
    const one = known.data?.find((customer) => customer.id === id)
    return names[id] ?? (one?.email || one?.name || shortId(id))
  }
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
