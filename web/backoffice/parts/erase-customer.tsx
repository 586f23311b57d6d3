import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { AccountRow } from '@vitrine/gateway/schemas/admin'
import { formatList } from '@vitrine/ui/format'
import { useLocale } from '@vitrine/ui/locale'
import { useEffect, useRef, useState } from 'react'
import { ask, Refused } from '../api.ts'
import { useCustomerWords } from '../words/customers.ts'
import { Text } from './form-fields.tsx'
import { Told } from './told.tsx'

/** Erases one person, for a reason and after a tick. `onEnd` hears whether it happened. */
export function EraseCustomer({ account, onEnd }: { readonly account: AccountRow; readonly onEnd: (isErased: boolean) => void }) {
  const [words, locale, queries] = [useCustomerWords(), useLocale(), useQueryClient()]
  const heading = useRef<HTMLHeadingElement>(null)
  const [reason, setReason] = useState('')
  const [isSure, setSure] = useState(false)
  const isReady = isSure && reason.trim().length >= 3
  const erase = useMutation({
    mutationFn: () =>
      ask<{ erased: true }>(`/v1/admin/accounts/${encodeURIComponent(account.id)}/erase`, { method: 'POST', body: { reason } }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['/v1/admin/accounts'] })
      onEnd(true)
    },
  })
  useEffect(() => heading.current?.focus(), [])
  const underWay = erase.error instanceof Refused ? erase.error.problem['orders'] : undefined
  return (
    <section aria-labelledby="erase">
      <h2 className="oh" id="erase" tabIndex={-1} ref={heading}>
        {words.title(account.name || account.email)}
      </h2>
      <p>{words.goes}</p>
      <p className="ink-2">{words.stays}</p>
      <form
        className="oform"
        onSubmit={(event) => {
          event.preventDefault()
          if (isReady && !erase.isPending) erase.mutate()
        }}
      >
        <Text label={words.reason} value={reason} required onChange={setReason} />
        <label className="tick">
          <input type="checkbox" checked={isSure} onChange={({ target }) => setSure(target.checked)} />
          {words.sure}
        </label>
        <button className="ob danger" type="submit" aria-disabled={!isReady || erase.isPending || undefined}>
          {words.confirm}
        </button>
        <button className="ob" type="button" onClick={() => onEnd(false)}>
          {words.back}
        </button>
      </form>
      {Array.isArray(underWay) ? (
        <p role="alert">{words.underWay(formatList(locale, underWay.map(String)))}</p>
      ) : (
        erase.error && <Told error={erase.error} />
      )}
    </section>
  )
}
