import { toMoney } from '@vitrine/contracts/money'
import { awaitsOptician } from '../domain/glasses.ts'
import { holdMs, type PaymentChoice } from '../domain/checkout.ts'
import { isRenewing, keptWayOf, withHeld, withPaymentAsked, withRenewal } from '../domain/awaiting-order.ts'
import { dueOf, type Order } from '../domain/order.ts'
import { editOrder, type Errand, type OrderChange } from './edit-order.ts'
import type { ClaimedErrand, ErrandNeeds, ErrandOutcome } from './run-errands.ts'
import { dropHold, setAsideAnew, type SetAnew } from './set-aside-anew.ts'

/** The change that has the money of an order set aside anew, with what was kept for that. `from`: where its checkout is; nothing is taken meanwhile. */
export function renewing(order: Order, from: 'paid-later' | 'capture', now: Date): OrderChange {
  return renewal(order, keptWayOf(order, now), 'payment-renewing', from, now)
}

/** The same, with what its shopper pays with now. */
export const renewingWith = (order: Order, way: PaymentChoice, now: Date): OrderChange =>
  renewal(order, way, 'payment-given', 'paid-later', now)

function renewal(
  order: Order,
  way: PaymentChoice,
  event: 'payment-given' | 'payment-renewing',
  from: 'paid-later' | 'capture',
  now: Date,
): OrderChange {
  const next = withRenewal(order, way, event, now.toISOString())
  const id = next.payments.at(-1)!.id // just added
  const errand: Errand = { id, kind: 'renew', amountMinor: dueOf(order.totals), reason: event, actor: '', payment: way }
  return { order: next, told: [], errands: [errand], checkout: { from, to: 'paid-later' } }
}

/**
 * Sets the money of an order aside anew: what was set aside before is dropped first, so that it never is twice. Then an order whose optician verified it
 * meanwhile is paid; one whose bank refuses asks its shopper. Repeated under one attempt until it is known; of an order that ended nothing is asked, and what
 * came too late is dropped with the order, whose payments name it.
 */
export async function renewingPayment(needs: ErrandNeeds, errand: ClaimedErrand): Promise<ErrandOutcome> {
  const order = await needs.orders.find(errand.orderId)
  if (!order || !errand.payment) throw new Error(`payment ${errand.id} is of no order`)
  await needs.failpoint('orders.errand.renew.before-call')
  const answer = isRenewing(order, errand.id) ? await settingAside(needs, errand, order, errand.payment) : 'over'
  await needs.failpoint('orders.errand.renew.after-call')
  if (answer === 'unknown') return 'open'
  if (answer !== 'over' && answer.is === 'open') return answer.action.url === '' ? 'open' : 'waits'
  const now = needs.clock()
  await needs.failpoint('orders.errand.renew.before-commit')
  if (answer !== 'over') await editOrder(needs.orders, order.id, now, (latest) => settled(needs, latest, errand, answer, now))
  await needs.errands.finish(errand.id, 'done', now)
  await needs.failpoint('orders.errand.renew.after-commit')
  needs.published()
  return 'done'
}

async function settingAside(needs: ErrandNeeds, errand: ClaimedErrand, order: Order, way: PaymentChoice): Promise<SetAnew | 'unknown'> {
  for (const { id } of order.payments.slice(0, -1)) if (!(await dropHold(needs, id))) return 'unknown'
  const amount = toMoney({ amountMinor: errand.amountMinor, currency: order.currency })
  const since = order.timeline.findLast(({ event }) => event === errand.reason)?.at ?? order.placedAt
  const isOverdue = needs.clock().getTime() >= new Date(since).getTime() + holdMs
  const hold = { attemptId: errand.id, orderId: order.id, customerId: order.customerId, amount }
  return setAsideAnew(needs, hold, way, { isWatched: errand.reason === 'payment-given', isOverdue, action: null })
}

function settled(
  { tellings }: ErrandNeeds,
  order: Order,
  { id, reason }: ClaimedErrand,
  answer: SetAnew,
  now: Date,
): OrderChange | undefined {
  if (!isRenewing(order, id)) return undefined
  if (answer.is === 'held') {
    const held = withHeld(order, now.toISOString())
    return { order: held, told: [], checkout: { from: 'paid-later', to: awaitsOptician(held.lines) ? 'paid-later' : 'capture' } }
  }
  if (answer.is === 'open') return undefined
  const asked = withPaymentAsked(order, answer.reason, now.toISOString())
  // Whoever has just tried is at the page, and reads it there.
  return { order: asked, told: reason === 'payment-given' ? [] : [tellings.paymentAsked(asked)] }
}
