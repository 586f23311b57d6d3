import type { Attempt } from '@vitrine/contracts/payments/v1'
import type { CheckoutStore } from './checkout/saga.ts'
import type { Order } from '../domain/order.ts'
import { editOrder, type OrderChange, type OrderStore } from './edit-order.ts'
import { withAttempt } from './payment-record.ts'
import { refundChange } from './record-refund.ts'
import type { ErrandStore } from './run-errands.ts'
import type { OrderTellings } from './tell-order.ts'

/** Stores inside the transaction that remembers the event. */
export interface HearPaymentNeeds {
  readonly checkouts: Pick<CheckoutStore, 'wake'>
  readonly orders: OrderStore
  readonly errands: Pick<ErrandStore, 'find' | 'finish'>
  readonly tellings: OrderTellings
}

/**
 * What payments tells of an attempt: the order shows it, and a checkout that waits for it goes on at once.
 *
 * Money moves by asking payments, never by an event: an event that is late, early or comes twice only makes the checkout ask again. An order nobody here
 * knows has not been placed yet, or never will be.
 */
export async function hearPayment(
  { checkouts, orders }: Pick<HearPaymentNeeds, 'checkouts' | 'orders'>,
  attempt: Attempt,
  at: Date,
): Promise<void> {
  const placed = await checkouts.wake(attempt.orderId, at)
  if (!placed) return
  const decide = (order: Order): OrderChange | undefined => {
    const payments = withAttempt(order.payments, attempt)
    // What was captured counts once the order is paid: that step tells everybody.
    return payments === order.payments ? undefined : { order: { ...order, payments }, told: [] }
  }
  await editOrder(orders, attempt.orderId, at, decide, placed)
}

/** Money went back: by a refund that was asked for here, whose answer was lost, or by one that was made at the provider. */
export async function hearRefund(needs: HearPaymentNeeds, attempt: Attempt, refundId: string, at: Date): Promise<void> {
  const reason = (await needs.errands.find(refundId))?.reason ?? ''
  await editOrder(needs.orders, attempt.orderId, at, (order) => refundChange(needs.tellings, order, { refundId, reason, attempt, at }))
  await needs.errands.finish(refundId, 'done', at)
}
