import type { Attempt } from '@vitrine/contracts/payments/v1'
import type { Money } from '@vitrine/contracts/money'
import type { CheckoutStore } from './checkout/saga.ts'
import { editOrder, type OrderStore } from './edit-order.ts'
import { showing, withAttempt } from './payment-record.ts'
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
 * What payments tells of an attempt that nobody here was answered with: the order shows it, and a checkout that waits for it goes on at once.
 *
 * Money moves by asking payments, never by an event: an event that is late, early or comes twice only makes the checkout ask again. An order nobody here
 * knows has not been placed yet, or never will be.
 */
export async function hearPayment(
  { checkouts, orders }: Pick<HearPaymentNeeds, 'checkouts' | 'orders'>,
  attempt: Attempt,
  at: Date,
): Promise<void> {
  const shown = await checkouts.wake(attempt.orderId, at)
  if (!shown || withAttempt(shown, attempt) === shown) return
  await editOrder(orders, attempt.orderId, at, (order) => showing(order, attempt))
}

const disputeEvents: Readonly<Record<string, string>> = { opened: 'payment-disputed', won: 'dispute-won', lost: 'dispute-lost' }

/**
 * The shopper's bank took the money back, or the dispute about it ended: the order says so. What was to go back meanwhile waits, and is asked again by its
 * errand within a minute. Throws RangeError for an outcome nobody knows.
 */
export async function hearDispute(
  { orders }: Pick<HearPaymentNeeds, 'orders'>,
  attempt: Attempt,
  outcome: string,
  amount: Money,
  at: Date,
) {
  const event = disputeEvents[outcome]
  if (event === undefined) throw new RangeError(`outcome: ${outcome} is none of a dispute`)
  const facts = { attemptId: attempt.id, amountMinor: String(amount.amountMinor), currency: amount.currency }
  await editOrder(orders, attempt.orderId, at, (order) => ({
    order: {
      ...order,
      payments: withAttempt(order.payments, attempt, true),
      timeline: [...order.timeline, { at: at.toISOString(), event, facts }],
    },
    told: [],
  }))
}

/** Money went back: by a refund that was asked for here, whose answer was lost, or by one that was made at the provider. */
export async function hearRefund(needs: HearPaymentNeeds, attempt: Attempt, refundId: string, at: Date): Promise<void> {
  const reason = (await needs.errands.find(refundId))?.reason ?? ''
  await editOrder(needs.orders, attempt.orderId, at, (order) => refundChange(needs.tellings, order, { refundId, reason, attempt, at }))
  await needs.errands.finish(refundId, 'done', at)
}
