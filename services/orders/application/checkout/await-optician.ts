import { awaitsOptician } from '../../domain/glasses.ts'
import { editOrder, moved } from '../edit-order.ts'
import { waitsUntilOf } from '../../domain/awaiting-order.ts'
import { published } from './place-and-capture.ts'
import type { Run, SagaNeeds, Stepped } from './saga.ts'

/**
 * Leaves the money set aside: lenses made to a prescription are paid once an optician verified it (ORD-14). Status, `OrderAwaits` and the end of the checkout
 * are one statement; whoever hears of the last verification moves it on to `capture` (hear-lenses.ts).
 */
export async function awaitOptician(needs: SagaNeeds, run: Run): Promise<Stepped> {
  const now = needs.clock()
  await needs.failpoint('orders.checkout.await.before-commit')
  const order = await editOrder(needs.orders, run.orderId, now, (placed) => {
    if (placed.status !== 'placed' || !awaitsOptician(placed.lines)) return undefined
    const waiting = moved(placed, 'awaiting-prescription', { at: now.toISOString(), event: 'prescription-awaited', facts: {} })
    return { order: waiting, told: [needs.tellings.awaits(waiting, waitsUntilOf(waiting))], checkout: { from: 'await', to: 'paid-later' } }
  })
  await needs.failpoint('orders.checkout.await.after-commit')
  if (!order) throw new Error(`order ${run.orderId} was placed and is not there`)
  // Cancelled meanwhile, or without glasses now: the checkout went on with that.
  if (order.status !== 'awaiting-prescription') return 'stands'
  await published(needs, 'await')
  return { run: { ...run, step: 'paid-later' }, order }
}
