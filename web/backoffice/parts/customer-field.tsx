import { useQuery } from '@tanstack/react-query'
import type { CustomerName } from '@vitrine/gateway/schemas/admin'
import { useDeferredValue, useId, useState } from 'react'
import { ask, query } from '../api.ts'
import { usePriceWords } from '../words/prices.ts'
import { Told } from './told.tsx'

interface CustomerFieldProps {
  readonly onChoose: (customer: { readonly id: string; readonly name: string }) => void
}

/** Finds a customer by e-mail or name as it is typed. */
export function CustomerField({ onChoose }: CustomerFieldProps) {
  const id = useId()
  const words = usePriceWords()
  const [typed, setTyped] = useState('')
  const wanted = useDeferredValue(typed.trim())
  const found = useQuery({
    queryKey: ['/v1/admin/customers', 'found', wanted],
    enabled: wanted.length > 2,
    queryFn: ({ signal }) => ask<{ items: CustomerName[] }>(`/v1/admin/customers${query({ q: wanted })}`, { signal }),
  })
  const customers = wanted.length > 2 ? (found.data?.items ?? []) : []
  return (
    <div className="of">
      <label htmlFor={id}>{words.findCustomer}</label>
      <input
        id={id}
        type="search"
        autoComplete="off"
        value={typed}
        onChange={({ target }) => setTyped(target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') event.preventDefault() // it stands in a form that is not meant
        }}
      />
      <p className="fine ink-3" role="status">
        {wanted.length > 2 && found.data && words.customersFound(customers.length)}
      </p>
      {wanted.length > 2 && found.error && <Told error={found.error} />}
      {customers.length > 0 && (
        <ul className="ofound">
          {customers.map(({ id: customerId, email, name }) => (
            <li key={customerId}>
              <button
                className="ob"
                type="button"
                onClick={() => {
                  setTyped('')
                  onChoose({ id: customerId, name: email || name })
                }}
              >
                {[name, email].filter(Boolean).join(', ')}
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
