import type { Attempt } from '@vitrine/contracts/payments/v1'
import { mayMove, type Order } from '../domain/order.ts'
import { moved, type OrderChange } from './edit-order.ts'
import { withAttempt } from './payment-record.ts'
import type { OrderTellings } from './tell-order.ts'

export interface Refunded {
  readonly refundId: string
  readonly reason: string
  /** As payments says it is now; undefined when nothing was to be given back. */
  readonly attempt: Attempt | undefined
  readonly at: Date
}

/**
 * The order once money went back: what payments says, the entry that says so, and, when nothing is left, the status. One refund id counts once, whoever
 * notices first: the answer, the event, or the job. What goes back because an order was cancelled was told by `OrderCancelled`.
 */
export function refundChange(tellings: OrderTellings, order: Order, { refundId, reason, attempt, at }: Refunded): OrderChange | undefined {
  const payments = attempt ? withAttempt(order.payments, attempt) : order.payments
  const refundedMinor = payments.reduce((sum, payment) => sum + payment.refundedMinor, 0)
  const capturedMinor = payments.reduce((sum, payment) => sum + payment.capturedMinor, 0)
  const amountMinor = refundedMinor - order.refundedMinor
  const paidBack = { ...order, payments, refundedMinor, capturedMinor }
  if (amountMinor === 0 || order.timeline.some(({ facts }) => facts['refundId'] === refundId)) {
    return payments === order.payments ? undefined : { order: paidBack, told: [] }
  }
  const facts = { refundId, amountMinor: String(amountMinor), currency: order.currency, ...(reason && { reason }) }
  const entry = { at: at.toISOString(), event: 'refunded', facts }
  const isWhole = refundedMinor >= capturedMinor && mayMove(order.status, 'refunded')
  const noted = isWhole ? moved(paidBack, 'refunded', entry) : { ...paidBack, timeline: [...order.timeline, entry] }
  return { order: noted, told: order.status === 'cancelled' ? [] : [tellings.refunded(noted, amountMinor, reason)] }
}
