import type { Attempt } from '@vitrine/contracts/payments/v1'
import { mayMove, type Order } from '../domain/order.ts'
import { refundIdOf, type ReturnFile, stepped } from '../domain/return-file.ts'
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
export function refundChange(tellings: OrderTellings, before: Order, refund: Refunded): OrderChange | undefined {
  const { refundId, reason, attempt, at } = refund
  const order = withFileRefunded(before, refund)
  const rewrites = order !== before
  const payments = attempt ? withAttempt(order.payments, attempt) : order.payments
  const refundedMinor = payments.reduce((sum, payment) => sum + payment.refundedMinor, 0)
  const capturedMinor = payments.reduce((sum, payment) => sum + payment.capturedMinor, 0)
  const amountMinor = refundedMinor - order.refundedMinor
  const paidBack = { ...order, payments, refundedMinor, capturedMinor }
  if (amountMinor === 0 || order.timeline.some(({ facts }) => facts['refundId'] === refundId)) {
    return payments === order.payments && !rewrites ? undefined : { order: paidBack, told: [], rewrites }
  }
  const facts = { refundId, amountMinor: String(amountMinor), currency: order.currency, ...(reason && { reason }) }
  const entry = { at: at.toISOString(), event: 'refunded', facts }
  const isWhole = refundedMinor >= capturedMinor && mayMove(order.status, 'refunded')
  const noted = isWhole ? moved(paidBack, 'refunded', entry) : { ...paidBack, timeline: [...order.timeline, entry] }
  return { order: noted, told: order.status === 'cancelled' ? [] : [tellings.refunded(noted, amountMinor, reason)], rewrites }
}

/** A file whose money went back has come to its end. That of a withdrawal from all of an order goes back as that of a cancelled order. */
function withFileRefunded(order: Order, { refundId, at }: Refunded): Order {
  const isOf = ({ id, state, hadNotLeft }: ReturnFile) =>
    state === 'checked' && (refundId === refundIdOf(id) || (hadNotLeft && refundId === `${order.id}-give-back`))
  if (!order.returns.some(isOf)) return order
  return { ...order, returns: order.returns.map((file) => (isOf(file) ? stepped(file, 'refunded', at.toISOString()) : file)) }
}
