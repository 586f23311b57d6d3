import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { AdminOrder } from '@vitrine/gateway/schemas/admin-orders'
import { Field } from '@vitrine/ui/components/field'
import { useState } from 'react'
import { ask, isAnswered, newKey, Refused } from '../api.ts'
import { useWords } from '../words/words.tsx'

/** Takes pieces that have not left out of an order, for the shopper: their share goes back as it was paid. One press is one change. */
export function OrderTakeOut({ order }: { readonly order: AdminOrder }) {
  const [words, queries] = [useWords(), useQueryClient()]
  const [key, setKey] = useState(newKey)
  const [isNone, setNone] = useState(false)
  const takeOut = useMutation({
    mutationFn: (body: object) => ask<AdminOrder>(`/v1/admin/orders/${order.id}/lines/cancel`, { method: 'POST', key, body }),
    onSuccess: () => setKey(newKey()),
    onError: (error) => {
      if (isAnswered(error)) setKey(newKey()) // answered: another try is another change
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ['/v1/admin/orders'] }),
  })
  if (!order.allowed.includes('cancel-lines')) return null
  const held = order.lines
    .map(({ id, name, quantity, cancelled, sent }) => ({ id, name, unsent: quantity - cancelled - sent }))
    .filter(({ unsent }) => unsent > 0)
  const problem = takeOut.error instanceof Refused ? takeOut.error.problem : undefined
  const failed = takeOut.error && (problem?.status === 403 ? words.noRightFor : (problem?.title ?? words.offline))
  const send = (form: FormData) => {
    const lines = held.flatMap(({ id }) => {
      const quantity = Number(form.get(`take-out-${id}`))
      return quantity > 0 ? [{ lineId: id, quantity }] : []
    })
    setNone(lines.length === 0)
    if (lines.length > 0) takeOut.mutate({ lines, reason: String(form.get('take-out-reason')).trim() })
  }
  return (
    <details className="ofold">
      <summary className="oh">{words.takeOut}</summary>
      <form
        className="oform"
        onSubmit={(event) => {
          event.preventDefault()
          if (!takeOut.isPending) send(new FormData(event.currentTarget))
        }}
      >
        <p className="ink-2 owide">{words.takeOutHint}</p>
        {held.map(({ id, name, unsent }, n) => (
          <Field
            key={id}
            id={`take-out-${id}`}
            label={words.takeOutOf(name, unsent)}
            error={n === 0 ? (isNone ? words.takeOutNone : (failed ?? undefined)) : undefined}
            type="number"
            min={0}
            max={unsent}
            defaultValue={0}
          />
        ))}
        <Field id="take-out-reason" label={words.refundReason} maxLength={500} required />
        <button className="ob" type="submit" aria-disabled={takeOut.isPending || undefined}>
          {words.takeOutButton}
        </button>
      </form>
    </details>
  )
}
