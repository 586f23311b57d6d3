import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { AdminOrder } from '@vitrine/gateway/schemas/admin-orders'
import { Field } from '@vitrine/ui/components/field'
import { formatMoney } from '@vitrine/ui/format'
import { useLocale } from '@vitrine/ui/locale'
import { useState } from 'react'
import { ask, isAnswered, newKey, Refused } from '../api.ts'
import { useWords } from '../words/words.tsx'
import { amountOf } from './amount.ts'

/** Gives money back. The button says how much; it cannot be undone. One press is one refund, however often it is sent. */
export function RefundForm({ order }: { readonly order: AdminOrder }) {
  const [words, locale, queries] = [useWords(), useLocale(), useQueryClient()]
  const [typed, setTyped] = useState('')
  const [key, setKey] = useState(newKey)
  const { currency, amountMinor: most } = order.refundable
  const amountMinor = amountOf(typed, currency)
  const refund = useMutation({
    mutationFn: (reason: string) =>
      ask<AdminOrder>(`/v1/admin/orders/${order.id}/refunds`, { method: 'POST', key, body: { amount: { amountMinor, currency }, reason } }),
    onSuccess: async () => {
      setTyped('')
      setKey(newKey())
      await queries.invalidateQueries({ queryKey: ['/v1/admin/orders'] })
    },
    onError: (error) => {
      if (isAnswered(error)) setKey(newKey()) // answered: another try is another refund
    },
  })
  if (most === 0) return <p className="ink-3">{words.nothingToRefund}</p>
  const problem = refund.error instanceof Refused ? refund.error.problem : undefined
  const isTooMuch = amountMinor !== undefined && amountMinor > most
  const wrong = typed && amountMinor === undefined ? words.badAmount : isTooMuch ? words.refundAbove : undefined
  const failed =
    refund.error &&
    (problem?.status === 409 ? words.refundAbove : problem?.status === 403 ? words.noRightFor : (problem?.detail ?? words.offline))
  return (
    <form
      className="oform"
      onSubmit={(event) => {
        event.preventDefault()
        if (amountMinor !== undefined && !isTooMuch) refund.mutate(String(new FormData(event.currentTarget).get('reason')))
      }}
    >
      <Field
        id="amount"
        label={words.amount}
        hint={words.refundHint(formatMoney(locale, order.refundable))}
        error={wrong ?? failed ?? undefined}
        inputMode="decimal"
        value={typed}
        onChange={({ target }) => setTyped(target.value)}
        required
      />
      {amountMinor === most && order.lines.some(({ quantity, cancelled, sent }) => cancelled + sent < quantity) && (
        <p className="ink-2 owide">{words.refundIsAll}</p>
      )}
      <Field id="reason" label={words.refundReason} maxLength={200} required />
      <button className="ob main" type="submit" aria-disabled={refund.isPending || amountMinor === undefined || isTooMuch || undefined}>
        {amountMinor === undefined ? words.refund : words.refundButton(formatMoney(locale, { amountMinor, currency }))}
      </button>
      <p role="status">{refund.isSuccess ? (refund.data.refundsAwaited.length > 0 ? words.pay.needsSecond : words.saved) : ''}</p>
    </form>
  )
}
