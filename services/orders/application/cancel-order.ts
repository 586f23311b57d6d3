import { isHeld } from '../domain/awaiting-order.ts'
import { Fault } from '@vitrine/platform/rpc/fault'
import { type Action, mayAct, type Order, type OrderStatus } from '../domain/order.ts'
import type { Viewer } from '../domain/cart.ts'
import { hasCardsOut } from '../domain/gift-cards.ts'
import { awaitsOptician } from '../domain/glasses.ts'
import { backableMinor, giveBackIdOf, partBack, withBack } from '../domain/money-back.ts'
import { allowedActions } from '../domain/allowed-actions.ts'
import { creditErrands, editOrder, moved, type OrderChange } from './edit-order.ts'
import { findOrder } from './find-order.ts'
import { type ErrandNeeds, runErrandsOf } from './run-errands.ts'
import { tellingDroppedGlasses } from './tell-glasses.ts'
import { endingSwap, tellingEnded } from './exchange/dearer-swap.ts'
import type { OrderTellings } from './tell-order.ts'

/** A move the order has gone past, with what is allowed instead. */
export interface MoveRefused {
  readonly outcome: 'refused'
  readonly status: OrderStatus
  readonly allowed: readonly Action[]
}

export type Cancelled = { readonly outcome: 'cancelled'; readonly order: Order } | MoveRefused

/**
 * Cancels an order that has not left: its money goes back, its pieces too. One whose gift cards are out has left.
 *
 * Status, `OrderCancelled` and the errands to payments and stock are one statement; the errands are run at once, and again by a job until both services have
 * answered. Twice is once. Refusal: the order's status, with what is allowed instead. Fault: `not-found`, also for somebody else's order.
 */
export async function cancelOrder(needs: ErrandNeeds, orderId: string, viewer: Viewer, reason: string): Promise<Cancelled> {
  const known = await findOrder(needs.orders, orderId, viewer)
  const now = needs.clock()
  const mayCancel = (latest: Order) => mayAct('cancel', latest.status) && !hasCardsOut(latest)
  const decide = (latest: Order) => (mayCancel(latest) ? cancelling(needs.tellings, latest, reason, now) : undefined)
  const order = await editOrder(needs.orders, orderId, now, decide, known)
  if (!order) throw new Fault('not-found', `no order ${orderId}`)
  if (order.status !== 'cancelled') return moveRefused(order, now)
  needs.published()
  await runErrandsOf(needs, orderId)
  return { outcome: 'cancelled', order: (await needs.orders.find(orderId)) ?? order }
}

export const moveRefused = (order: Order, now: Date): MoveRefused => ({
  outcome: 'refused',
  status: order.status,
  allowed: allowedActions(order, now),
})

/**
 * The order cancelled, with what follows from it. Whether a bank has the money or only set it aside, it goes back: the errand finds out. `actor`: who
 * of the shop has it go back alone; a person whom another one agreed with, and the shopper, is nobody here.
 */
export function cancelling(tellings: OrderTellings, known: Order, reason: string, now: Date, actor = ''): OrderChange {
  const { order, file: ended } = endingSwap(known, now)
  const back = partBack(order, giveBackIdOf(order.id), backableMinor(order))
  const cancelled = moved(withBack(order, back), 'cancelled', {
    at: now.toISOString(),
    event: 'cancelled',
    facts: reason ? { reason } : {},
  })
  const errand = { amountMinor: 0, reason: reason || 'cancelled', actor }
  const errands = [
    { ...errand, id: back.id, kind: 'give-back', amountMinor: back.bankMinor } as const,
    ...creditErrands(back, errand),
    { ...errand, id: `${order.id}-release`, kind: 'release' } as const,
  ]
  // Money that is still being taken is stopped with the order, or given back by the errand.
  const from = checkoutStepOf(order)
  const checkout = from ? { checkout: { from, to: 'cancelled' } as const } : {}
  return {
    order: cancelled,
    told: [
      tellings.cancelled(cancelled, reason),
      ...tellingEnded(tellings, cancelled, ended),
      ...tellingDroppedGlasses(tellings, order, cancelled, now),
    ],
    errands,
    rewrites: ended !== undefined,
    ...checkout,
  }
}

/** Where the checkout of an order is that was placed and not paid yet. */
function checkoutStepOf(order: Order): 'await' | 'capture' | 'paid-later' | undefined {
  const { status, lines } = order
  const waits = awaitsOptician(lines) || (status === 'awaiting-prescription' && !isHeld(order))
  if (status === 'placed') return waits ? 'await' : 'capture'
  if (status === 'awaiting-prescription') return waits ? 'paid-later' : 'capture'
  return undefined
}
