import { useQuery } from '@tanstack/react-query'
import type { AccountRow } from '@vitrine/gateway/schemas/admin'
import { useDeferredValue, useId, useState } from 'react'
import { ask, query } from '../api.ts'
import { usePriceWords } from '../words/prices.ts'

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
    queryKey: ['/v1/admin/accounts', wanted],
    enabled: wanted.length > 2,
    queryFn: ({ signal }) => ask<{ items: AccountRow[] }>(`/v1/admin/accounts${query({ q: wanted, limit: 8 })}`, { signal }),
    retry: false,
  })
  const accounts = wanted.length > 2 ? (found.data?.items ?? []) : []
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
      {accounts.length > 0 && (
        <ul className="ofound">
          {accounts.map(({ id: accountId, email, name }) => (
            <li key={accountId}>
              <button
                className="ob"
                type="button"
                onClick={() => {
                  setTyped('')
                  onChoose({ id: accountId, name: email || name })
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
