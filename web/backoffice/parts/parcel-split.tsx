import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { AdminOrder } from '@vitrine/gateway/schemas/admin-orders'
import { Field } from '@vitrine/ui/components/field'
import { useState } from 'react'
import { ask, isAnswered, newKey, Refused } from '../api.ts'
import { useWords } from '../words/words.tsx'

type Parcel = AdminOrder['deliveries'][number]

/** Packs some pieces of a parcel into another one. Folded, and absent where there is nothing to part. One press is one parcel, however often it is sent. */
export function ParcelSplit({ order, parcel }: { readonly order: AdminOrder; readonly parcel: Parcel }) {
  const [words, queries] = [useWords(), useQueryClient()]
  const [key, setKey] = useState(newKey)
  const [wrong, setWrong] = useState<string>()
  const split = useMutation({
    mutationFn: (lines: Parcel['lines']) =>
      ask(`/v1/admin/orders/${order.id}/parcels/${parcel.id}/split`, { method: 'POST', key, body: { lines } }),
    onSuccess: async () => {
      setKey(newKey())
      await queries.invalidateQueries({ queryKey: ['/v1/admin/orders'] })
    },
    onError: (error) => {
      if (isAnswered(error)) setKey(newKey()) // answered: another try is another parcel
    },
  })
  const held = parcel.lines.reduce((sum, { quantity }) => sum + quantity, 0)
  if (held < 2) return null
  const problem = split.error instanceof Refused ? split.error.problem : undefined
  const failed = split.error && (problem?.status === 403 ? words.noRightFor : (problem?.title ?? words.offline))
  const send = (form: FormData) => {
    const lines = parcel.lines.flatMap(({ lineId }) => {
      const quantity = Number(form.get(`split-${parcel.id}-${lineId}`))
      return quantity > 0 ? [{ lineId, quantity }] : []
    })
    const taken = lines.reduce((sum, { quantity }) => sum + quantity, 0)
    setWrong(taken === 0 ? words.splitNone : taken >= held ? words.splitAll : undefined)
    if (taken > 0 && taken < held) split.mutate(lines)
  }
  return (
    <details className="ofold">
      <summary>{words.splitParcel}</summary>
      <form
        className="oform"
        onSubmit={(event) => {
          event.preventDefault()
          if (!split.isPending) send(new FormData(event.currentTarget))
        }}
      >
        <p className="ink-2 owide">{words.splitHint}</p>
        {parcel.lines.map(({ lineId, quantity }, n) => (
          <Field
            key={lineId}
            id={`split-${parcel.id}-${lineId}`}
            label={words.splitOf(order.lines.find(({ id }) => id === lineId)?.name ?? '', quantity)}
            error={n === 0 ? (wrong ?? failed ?? undefined) : undefined}
            type="number"
            min={0}
            max={quantity}
            defaultValue={0}
          />
        ))}
        <button className="ob" type="submit" aria-disabled={split.isPending || undefined}>
          {words.splitButton}
        </button>
      </form>
    </details>
  )
}
