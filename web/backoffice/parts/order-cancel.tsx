import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { AdminOrder } from '@vitrine/gateway/schemas/admin-orders'
import { Field } from '@vitrine/ui/components/field'
import { formatMoney } from '@vitrine/ui/format'
import { useLocale } from '@vitrine/ui/locale'
import { ask, Refused } from '../api.ts'
import { useWords } from '../words/words.tsx'

/** Undoes an order that has not left. It cannot be undone, so it stands folded, and the button says what happens to the money. */
export function OrderCancel({ order }: { readonly order: AdminOrder }) {
  const [words, locale, queries] = [useWords(), useLocale(), useQueryClient()]
  const cancel = useMutation({
    mutationFn: (reason: string) => ask<AdminOrder>(`/v1/admin/orders/${order.id}/cancel`, { method: 'POST', body: { reason } }),
    onSettled: () => queries.invalidateQueries({ queryKey: ['/v1/admin/orders'] }),
  })
  if (order.status === 'cancelled') return null
  const mayNot = !order.allowed.includes('cancel') && order.actions.find(({ name }) => name === 'cancel')?.reason
  const problem = cancel.error instanceof Refused ? cancel.error.problem : undefined
  const told =
    cancel.error &&
    (problem?.status === 403 ? words.noRightFor : problem?.status === 409 ? words.cancelLate : (problem?.detail ?? words.offline))
  const button = order.refundable.amountMinor > 0 ? words.cancelAndRefund(formatMoney(locale, order.refundable)) : words.cancelOrder
  return (
    <details className="ofold">
      <summary className="oh">{words.cancelOrder}</summary>
      {mayNot ? (
        <p className="ink-2">{mayNot}</p>
      ) : (
        <form
          className="oform"
          onSubmit={(event) => {
            event.preventDefault()
            if (!cancel.isPending) cancel.mutate(String(new FormData(event.currentTarget).get('cancel-reason')).trim())
          }}
        >
          <p className="ink-2 owide">{words.cancelHint}</p>
          <Field id="cancel-reason" label={words.refundReason} error={told ?? undefined} maxLength={500} required />
          <button className="ob danger" type="submit" aria-disabled={cancel.isPending || undefined}>
            {button}
          </button>
          <p role="status">{(cancel.data?.refundsAwaited.length ?? 0) > 0 ? words.pay.cancelNeedsSecond : ''}</p>
        </form>
      )}
    </details>
  )
}
