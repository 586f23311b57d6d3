import { areMade, wantedGlasses } from '../domain/glasses.ts'
import type { Order } from '../domain/order.ts'
import type { OrderTellings, Telling } from './tell-order.ts'

/** Optics hears that pairs may be made; of an order without any nothing is told. */
export function tellingPaidGlasses(tellings: OrderTellings, order: Order, at: Date): readonly Telling[] {
  const ids = wantedGlasses(order.lines)
  return ids.length === 0 ? [] : [tellings.glassesPaid(order, ids, at)]
}

/**
 * Optics hears of pairs that were wanted before and are no longer; `after` is cancelled as a whole, or some of its lines are. Delivery hears when the
 * lenses that are left are all there: nobody waits for those that were dropped.
 */
export function tellingDroppedGlasses(tellings: OrderTellings, before: Order, after: Order, at: Date): readonly Telling[] {
  const left = after.status === 'cancelled' ? [] : wantedGlasses(after.lines)
  const ids = wantedGlasses(before.lines).filter((id) => !left.includes(id))
  if (ids.length === 0) return []
  const isLastMade = after.status !== 'cancelled' && areMade(after.lines)
  return [tellings.glassesDropped(after, ids, at), ...(isLastMade ? [tellings.glassesMade(after, at)] : [])]
}
