import { Code, ConnectError } from '@connectrpc/connect'
import { awaitsPayment, holdOf } from '../domain/awaiting-order.ts'
import type { Viewer } from '../domain/cart.ts'
import type { PaymentAction, PaymentChoice } from '../domain/checkout.ts'
import type { Order } from '../domain/order.ts'
import { type MoveRefused, moveRefused } from './cancel-order.ts'
import { editOrder } from './edit-order.ts'
import { findOrder } from './find-order.ts'
import { renewingWith } from './renew-payment.ts'
import { type ErrandNeeds, runErrand } from './run-errands.ts'

export type PaidAgain =
  | { readonly outcome: 'order'; readonly order: Order }
  /** The bank wants to see the shopper, or has not answered. */
  | { readonly outcome: 'action'; readonly action: PaymentAction }
  | { readonly outcome: 'declined'; readonly reason: string }
  | MoveRefused

/**
 * The shopper of an order that waits for an optician sets its money aside again, where the bank let go of it. Nothing is taken by this, but of an order that
 * was verified meanwhile. Fault: `not-found`, also for somebody else's order.
 */
export async function payAgain(needs: ErrandNeeds, orderId: string, payment: PaymentChoice, viewer: Viewer): Promise<PaidAgain> {
  await findOrder(needs.orders, orderId, viewer)
  const now = needs.clock()
  let isAsked = false
  const order = await editOrder(needs.orders, orderId, now, (latest) => {
    isAsked = awaitsPayment(latest)
    return isAsked ? renewingWith(latest, payment, now) : undefined
  })
  if (!order) throw new Error(`order ${orderId} was there and is gone`)
  const attemptId = order.payments.at(-1)?.id
  if (!isAsked || attemptId === undefined) return moveRefused(order, now)
  await runErrand(needs, attemptId)
  const after = (await needs.orders.find(orderId)) ?? order
  switch (holdOf(after)?.state) {
    case 'renewing':
      return { outcome: 'action', action: await actionOf(needs, attemptId) }
    case 'asked':
      return { outcome: 'declined', reason: after.timeline.findLast(({ event }) => event === 'payment-asked')?.facts['reason'] ?? '' }
    default:
      return { outcome: 'order', order: after }
  }
}

async function actionOf({ payments }: ErrandNeeds, attemptId: string): Promise<PaymentAction> {
  try {
    const { kind = '', url = '' } = (await payments.getAttempt({ attemptId }, { timeoutMs: 1_000 })).attempt?.action ?? {}
    return { kind: url === '' ? 'wait' : kind === 'redirect' ? 'redirect' : 'three-d-secure', url }
  } catch (error) {
    // The page asks again by itself.
    if (error instanceof ConnectError && error.code !== Code.InvalidArgument) return { kind: 'wait', url: '' }
    throw error
  }
}
