import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { StockReason, StockRow } from '@vitrine/gateway/schemas/admin-stock'
import { Field } from '@vitrine/ui/components/field'
import { useLocale } from '@vitrine/ui/locale'
import { useState } from 'react'
import { ask, isAnswered, newKey, Refused } from '../api.ts'
import { stockWords } from '../words/stock.ts'
import { useWords } from '../words/words.tsx'
import { Choice } from './form-fields.tsx'
import { firstPlace, usePlaces } from './use-places.ts'

/** What a reason does with the number typed beside it: pieces come, pieces go, or it is what lies on the shelf. */
const effects = {
  received: 'add',
  returned: 'add',
  found: 'add',
  lost: 'take',
  sample: 'take',
  correction: 'set',
} as const satisfies Record<StockReason, 'add' | 'take' | 'set'>

/** Only pieces that come have a lot, and not all do. */
const lotOf = (reason: StockReason, lot: string) => (reason === 'received' && lot.trim() !== '' ? { lot: lot.trim() } : {})

/** Pieces that came, went, or were counted. The button says what the shelf will hold; one press is one movement. */
export function StockForm({ row }: { readonly row: StockRow }) {
  const [words, queries] = [useWords(), useQueryClient()]
  const mine = stockWords[useLocale()]
  const [reason, setReason] = useState<StockReason>('received')
  const [typed, setTyped] = useState('')
  const [lot, setLot] = useState('')
  const { places, names } = usePlaces()
  const [placeId, setPlaceId] = useState(firstPlace)
  const [key, setKey] = useState(newKey)
  const effect = effects[reason]
  const pieces = /^\d{1,6}$/.test(typed.trim()) ? Number(typed) : undefined
  const isReady = pieces !== undefined && (pieces > 0 || effect === 'set')
  const change = useMutation({
    mutationFn: (count: number) =>
      effect === 'set'
        ? ask(`/v1/admin/stock/${encodeURIComponent(row.variantId)}`, { method: 'PUT', key, body: { placeId, onHand: count, reason } })
        : ask('/v1/admin/stock/movements', {
            method: 'POST',
            key,
            body: { variantId: row.variantId, placeId, quantity: effect === 'take' ? -count : count, reason, ...lotOf(reason, lot) },
          }),
    onSuccess: async () => {
      setTyped('')
      setLot('')
      setKey(newKey())
      await queries.invalidateQueries()
    },
    onError: (error) => {
      if (isAnswered(error)) setKey(newKey()) // answered: another try is another movement
    },
  })
  const problem = change.error instanceof Refused ? change.error.problem : undefined
  const told =
    change.error &&
    (problem?.code === 'below-promised'
      ? words.belowPromised(row.reserved)
      : problem?.status === 403
        ? words.noRightFor
        : (problem?.detail ?? words.offline))
  return (
    <form
      className="oform"
      onSubmit={(event) => {
        event.preventDefault()
        if (isReady && !change.isPending) change.mutate(pieces)
      }}
    >
      <Choice
        label={words.reason}
        value={reason}
        options={words.countReasons}
        onChange={(next) => {
          setReason(next)
          change.reset()
        }}
      />
      {places.length > 1 && <Choice label={mine.place} value={placeId} options={names} onChange={setPlaceId} />}
      <Field
        id="pieces"
        label={words.stockPieces[effect]}
        error={typed !== '' && !isReady ? words.badPieces : (told ?? undefined)}
        inputMode="numeric"
        autoComplete="off"
        value={typed}
        onChange={({ target }) => setTyped(target.value)}
        required
      />
      {reason === 'received' && (
        <Field
          id="lot"
          label={mine.lotOptional}
          hint={mine.lotHint}
          autoComplete="off"
          maxLength={40}
          value={lot}
          onChange={({ target }) => setLot(target.value)}
        />
      )}
      <button className="ob main" type="submit" aria-disabled={!isReady || change.isPending || undefined}>
        {isReady ? words.stockButtons[effect](pieces) : words.save}
      </button>
      <p role="status">{change.isSuccess && typed === '' ? words.saved : ''}</p>
    </form>
  )
}
