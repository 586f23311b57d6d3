import { Fault } from '@vitrine/platform/rpc/fault'
import { mayAct, type Order } from '../domain/order.ts'
import { type MoveRefused, moveRefused } from './cancel-order.ts'
import { editOrder } from './edit-order.ts'
import { type ErrandNeeds, runErrand } from './run-errands.ts'

export interface Refund {
  /** Drawn by the caller: the same refund again refunds once. */
  readonly refundId: string
  readonly orderId: string
  readonly amount: { readonly amountMinor: number; readonly currency: string }
  readonly reason: string
  readonly actor: string
}

export type RefundOutcome =
  /** Also while the provider has not answered: it is asked until it does, and the order's timeline says when. */
  | { readonly outcome: 'refunded'; readonly order: Order }
  | { readonly outcome: 'above-captured'; readonly refundableMinor: number; readonly currency: string }
  | MoveRefused

/**
 * Gives money of an order back. The wish is written first, so a process that dies is finished by a job.
 * Refusals: more than is left (`above-captured`), a status that pays nothing back. Throws RangeError for no amount or a foreign currency.
 * Fault: `not-found`; `already-exists` when the refund id was used for another amount.
 */
export async function refundOrder(needs: ErrandNeeds, { refundId, orderId, amount, reason, actor }: Refund): Promise<RefundOutcome> {
  const { amountMinor, currency } = amount
  const order = await needs.orders.find(orderId)
  if (!order) throw new Fault('not-found', `no order ${orderId}`)
  if (refundId === '') throw new RangeError('refundId is missing')
  if (amountMinor <= 0) throw new RangeError('amount is not positive')
  if (currency !== order.currency) throw new RangeError(`amount is in ${currency}, the order in ${order.currency}`)
  const known = await needs.errands.find(refundId)
  if (known && (known.orderId !== orderId || known.amountMinor !== amountMinor))
    throw new Fault('already-exists', `refund ${refundId} is of another amount`)
  if (!known) {
    const refusal = whyNot(order, amountMinor, needs.clock())
    if (refusal) return refusal
    const errand = { id: refundId, kind: 'refund', amountMinor, reason, actor } as const
    await editOrder(needs.orders, orderId, needs.clock(), (latest) => ({ order: latest, told: [], errands: [errand] }), order)
  }
  const outcome = await runErrand(needs, refundId)
  if (typeof outcome === 'object') return { outcome: 'above-captured', refundableMinor: outcome.refundableMinor, currency }
  if (known?.outcome === 'above-captured')
    return { outcome: 'above-captured', refundableMinor: order.capturedMinor - order.refundedMinor, currency }
  return { outcome: 'refunded', order: (await needs.orders.find(orderId)) ?? order }
}

function whyNot(order: Order, amountMinor: number, now: Date): RefundOutcome | undefined {
  const refundableMinor = order.capturedMinor - order.refundedMinor
  if (!mayAct('refund', order.status)) return moveRefused(order, now)
  return amountMinor > refundableMinor ? { outcome: 'above-captured', refundableMinor, currency: order.currency } : undefined
}
