import { Fault } from '@vitrine/platform/rpc/fault'
import { byHandMinor, creditErrandIdOf, partBack, withBack } from '../domain/money-back.ts'
import { mayAct, type Order, wasPaid } from '../domain/order.ts'
import { type MoveRefused, moveRefused } from './cancel-order.ts'
import { editOrder, moneyErrands, type OrderChange } from './edit-order.ts'
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
 * Gives money of an order back, as it was paid: by the bank, and by gift cards and store credit. The wish is written first, so a process that dies is finished
 * by a job; two at once give back no more than there is, because the second sees what the first decided. The last of the money frees pieces that have not left.
 * Refusals: more than is left (`above-captured`), a status that pays nothing back. Throws RangeError for no amount or a foreign currency.
 * Fault: `not-found`; `already-exists` when the refund id was used for another amount.
 */
export async function refundOrder(needs: ErrandNeeds, wish: Refund): Promise<RefundOutcome> {
  const { refundId, orderId, amount } = wish
  const order = await needs.orders.find(orderId)
  if (!order) throw new Fault('not-found', `no order ${orderId}`)
  if (refundId === '') throw new RangeError('refundId is missing')
  if (amount.amountMinor <= 0) throw new RangeError('amount is not positive')
  if (amount.currency !== order.currency) throw new RangeError(`amount is in ${amount.currency}, the order in ${order.currency}`)
  const errandIds = [refundId, creditErrandIdOf(refundId)]
  const known = (await Promise.all(errandIds.map((id) => needs.errands.find(id)))).filter((errand) => errand !== undefined)
  const knownMinor = known.reduce((sum, { amountMinor }) => sum + amountMinor, 0)
  if (known.length > 0 && (known[0]?.orderId !== orderId || knownMinor !== amount.amountMinor))
    throw new Fault('already-exists', `refund ${refundId} is of another amount`)
  if (known.length === 0) {
    const now = needs.clock()
    let refusal: RefundOutcome | undefined
    const decide = (latest: Order): OrderChange | undefined => {
      const isTwin = latest.backs.some(({ id }) => id === refundId)
      refusal = isTwin ? undefined : whyNot(latest, amount.amountMinor, now)
      return isTwin || refusal ? undefined : refunding(latest, wish)
    }
    await editOrder(needs.orders, orderId, now, decide, order)
    if (refusal) return refusal
  }
  for (const id of errandIds) await runErrand(needs, id)
  return { outcome: 'refunded', order: (await needs.orders.find(orderId)) ?? order }
}

function refunding(order: Order, { refundId, amount, reason, actor }: Refund): OrderChange {
  const back = partBack(order, refundId, amount.amountMinor)
  return { order: withBack(order, back), told: [], errands: moneyErrands(back, { kind: 'refund', reason, actor }) }
}

function whyNot(order: Order, amountMinor: number, now: Date): RefundOutcome | undefined {
  if (!mayAct('refund', order.status) || !wasPaid(order)) return moveRefused(order, now)
  const refundableMinor = byHandMinor(order)
  return amountMinor > refundableMinor ? { outcome: 'above-captured', refundableMinor, currency: order.currency } : undefined
}
