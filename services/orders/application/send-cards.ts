import { isGiftCard } from '../domain/gift-cards.ts'
import { type Order, stepsTo } from '../domain/order.ts'
import { awayOf, piecesOf, unsentOf } from '../domain/pieces.ts'
import { moved } from './edit-order.ts'
import type { OrderTellings, Telling } from './tell-order.ts'

/**
 * The cards of an order that was just paid: pricing makes them from what is told, once each, and notifications sends them. An order of nothing else is
 * delivered by it. Undefined when it has none.
 */
export function withCards(
  tellings: OrderTellings,
  order: Order,
  at: Date,
): { readonly order: Order; readonly told: readonly Telling[] } | undefined {
  const cards = order.lines.filter((line) => isGiftCard(line) && piecesOf(line).sent > 0)
  if (cards.length === 0) return undefined
  const pieces = cards.reduce((sum, line) => sum + piecesOf(line).sent, 0)
  const entry = { at: at.toISOString(), event: 'gift-cards-sent', facts: { pieces: String(pieces) } }
  const noted = { ...order, timeline: [...order.timeline, entry] }
  const followed = deliveredByMail(noted, at, tellings)
  return { order: followed.order, told: [tellings.cardsPaid(order, cards), ...followed.told] }
}

/** An order of which only cards are left has arrived with them. */
export function deliveredByMail(
  order: Order,
  at: Date,
  tellings: OrderTellings,
): { readonly order: Order; readonly told: readonly Telling[] } {
  const isByMail = order.lines.every((line) => unsentOf(line) === 0 && (isGiftCard(line) || piecesOf(line).sent === 0))
  const told: Telling[] = []
  if (!isByMail || !order.lines.some((line) => isGiftCard(line) && awayOf(line) > 0)) return { order, told }
  let next = order
  for (const status of stepsTo(order.status, 'delivered')) {
    next = moved(next, status, { at: at.toISOString(), event: 'gift-cards-sent', facts: {} })
    told.push(tellings.moved(next, status, at))
  }
  return { order: next, told }
}
