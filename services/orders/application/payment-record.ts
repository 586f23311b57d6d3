import { fromMoney } from '@vitrine/contracts/money'
import type { Attempt } from '@vitrine/contracts/payments/v1'
import type { Order, OrderPayment } from '../domain/order.ts'
import type { OrderChange } from './edit-order.ts'

/** How far an attempt is; events and answers may come in any order, and an older one changes nothing. */
const furthest = [
  'created',
  'pending',
  'action-required',
  'authorised',
  'captured',
  'partially-refunded',
  'refunded',
  'voided',
  'failed',
  'expired',
  'disputed',
  'charged-back',
]

/** The payments of an order with what payments says of one of them now. `ofDispute`: a dispute opened or ended, which is the one way back from `disputed`. */
export function withAttempt(payments: readonly OrderPayment[], attempt: Attempt, ofDispute = false): readonly OrderPayment[] {
  const minor = (money: Attempt['amount']) => (money ? fromMoney(money).amountMinor : 0)
  const { id, provider, method, state } = attempt
  const told = {
    id,
    provider,
    method,
    state,
    amountMinor: minor(attempt.amount),
    capturedMinor: minor(attempt.captured),
    refundedMinor: minor(attempt.refunded),
  }
  const known = payments.find((payment) => payment.id === id)
  if (!known) return [...payments, told]
  const isFurther = ofDispute || furthest.indexOf(state) > furthest.indexOf(known.state)
  const next = {
    ...known,
    state: isFurther ? state : known.state,
    capturedMinor: Math.max(known.capturedMinor, told.capturedMinor),
    refundedMinor: Math.max(known.refundedMinor, told.refundedMinor),
  }
  const isSame = next.state === known.state && next.capturedMinor === known.capturedMinor && next.refundedMinor === known.refundedMinor
  return isSame ? payments : payments.map((payment) => (payment === known ? next : payment))
}

/** The order shows what payments says of an attempt now; undefined where it does. What was captured counts once it is paid: that step tells everybody. */
export function showing(order: Order, attempt: Attempt): OrderChange | undefined {
  const payments = withAttempt(order.payments, attempt)
  return payments === order.payments ? undefined : { order: { ...order, payments }, told: [] }
}
