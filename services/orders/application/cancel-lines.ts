import { isHeld } from '../domain/awaiting-order.ts'
import { Fault } from '@vitrine/platform/rpc/fault'
import type { Viewer } from '../domain/cart.ts'
import { deliveryBackMinor } from '../domain/delivery-back.ts'
import { awaitsOptician, goodsOf } from '../domain/glasses.ts'
import { partBack, withBack } from '../domain/money-back.ts'
import { mayAct, type Order } from '../domain/order.ts'
import { checkedCounts, factOf, type LineCount, piecesOf, shareMinor, unsentOf, withParts, withPieces } from '../domain/pieces.ts'
import { refundIdOf } from '../domain/return-file.ts'
import { cancelling, type MoveRefused, moveRefused } from './cancel-order.ts'
import { followingParcels } from './hear-parcel.ts'
import { editOrder, type Errand, moneyErrands, type OrderChange } from './edit-order.ts'
import { findOrder } from './find-order.ts'
import { type ErrandNeeds, runErrandsOf } from './run-errands.ts'
import { tellingDroppedGlasses } from './tell-glasses.ts'
import type { OrderTellings } from './tell-order.ts'

export interface CancelLines {
  /** Drawn by the caller: the same pieces again are cancelled once. */
  readonly cancelId: string
  readonly orderId: string
  readonly lines: readonly LineCount[]
  readonly reason: string
  /** Who of the shop takes them out; empty for the shopper. */
  readonly actor: string
  readonly viewer: Viewer
}

export type LinesCancelled =
  | { readonly outcome: 'cancelled'; readonly order: Order }
  | MoveRefused
  | { readonly outcome: 'too-many'; readonly lineId: string; readonly left: number }

/**
 * Takes pieces out of an order that has not left: their share of the money goes back, the pieces are free again, the rest stays. The last pieces cancel the
 * order. What was bought, and its total, stay as they were: the invoice says them, a credit note says what went back.
 *
 * One statement, as cancelling the whole is; two at once cannot take the same piece, because the second sees what the first left.
 * What a person of the shop takes out may need a second one for its money (ask-second-person.ts). Refusals: a status in which nothing is taken out, more pieces than are left. Throws RangeError for no lines. Fault: `not-found`.
 */
export async function cancelLines(
  needs: ErrandNeeds,
  { cancelId, orderId, lines, reason, actor, viewer }: CancelLines,
): Promise<LinesCancelled> {
  if (cancelId === '') throw new RangeError('cancelId is missing')
  if (lines.length === 0) throw new RangeError('lines: none is named')
  const known = await findOrder(needs.orders, orderId, viewer)
  const counts = withParts(known.lines, checkedCounts(known.lines, lines))
  const now = needs.clock()
  let refusal: LinesCancelled | undefined
  const decide = (latest: Order): OrderChange | undefined => {
    refusal = undefined
    if (latest.timeline.some(({ facts }) => facts['cancelId'] === cancelId)) return undefined
    refusal = mayAct('cancel-lines', latest.status) ? tooMany(latest, counts) : moveRefused(latest, now)
    return refusal ? undefined : takingOut(needs.tellings, latest, { cancelId, counts, reason, actor }, now)
  }
  const order = await editOrder(needs.orders, orderId, now, decide, known)
  if (!order) throw new Fault('not-found', `no order ${orderId}`)
  if (refusal) return refusal
  needs.published()
  await runErrandsOf(needs, orderId)
  return { outcome: 'cancelled', order: (await needs.orders.find(orderId)) ?? order }
}

function tooMany({ lines }: Order, counts: readonly LineCount[]): LinesCancelled | undefined {
  const short = counts.find(({ lineId, quantity }) => quantity > left(lines, lineId))
  return short && { outcome: 'too-many', lineId: short.lineId, left: left(lines, short.lineId) }
}

const left = (lines: Order['lines'], lineId: string): number =>
  lines.reduce((sum, line) => sum + (line.id === lineId ? unsentOf(line) : 0), 0)

export interface TakenOut {
  readonly cancelId: string
  readonly counts: readonly LineCount[]
  readonly reason: string
  readonly actor?: string
}

/** The order without these pieces, with what follows from it; cancelled, when no others are left. */
export function takingOut(
  tellings: OrderTellings,
  order: Order,
  { cancelId, counts, reason, actor = '' }: TakenOut,
  now: Date,
): OrderChange {
  const countOf = (lineId: string) => counts.find((count) => count.lineId === lineId)?.quantity ?? 0
  if (order.lines.every((line) => unsentOf(line) === countOf(line.id) && piecesOf(line).sent === 0)) {
    const whole = cancelling(tellings, order, reason, now, actor)
    const timeline = whole.order.timeline.map((entry, n, all) =>
      n === all.length - 1 ? { ...entry, facts: { ...entry.facts, cancelId } } : entry,
    )
    return { ...whole, order: { ...whole.order, timeline } }
  }
  const shares = order.lines.reduce((sum, line) => sum + shareMinor(line, order.totals.taxIncluded, countOf(line.id)), 0)
  const lines = order.lines.map((line) => {
    const { cancelled, settled } = piecesOf(line)
    const count = countOf(line.id)
    return count === 0 ? line : withPieces(line, { cancelled: cancelled + count, settled: settled + count })
  })
  // Where only gift cards are left, nothing travels, and nobody pays for it.
  const back = partBack(order, refundIdOf(cancelId), shares + deliveryBackMinor(order, { ...order, lines }))
  const pieces = counts.reduce((sum, { quantity }) => sum + quantity, 0)
  const facts = { cancelId, pieces: String(pieces), lines: factOf(counts), ...(reason && { reason }) }
  const changed = {
    ...withBack(order, back),
    lines,
    timeline: [...order.timeline, { at: now.toISOString(), event: 'lines-cancelled', facts }],
  }
  const errand = { amountMinor: 0, reason: reason || 'cancelled', actor }
  const shelved = counts.filter(({ lineId }) => goodsOf(order.lines).some(({ id }) => id === lineId))
  const given = shelved.map(({ lineId, quantity }): Errand => {
    const { variantId } = order.lines.find(({ id }) => id === lineId)! // counts are of its lines
    return { ...errand, id: `${cancelId}-release-${lineId}`, kind: 'release-part', variantId, quantity }
  })
  const money = moneyErrands(back, { ...errand, kind: 'settle' })
  const followed = followingParcels(changed, now, tellings)
  // Without the last pair that waited for an optician nothing keeps the rest from being paid.
  const waitsNoMore = awaitsOptician(order.lines) && !awaitsOptician(lines) && (order.status === 'placed' || isHeld(order))
  const from = order.status === 'placed' ? 'await' : 'paid-later'
  return {
    ...(waitsNoMore && { checkout: { from, to: 'capture' } as const }),
    order: followed.order,
    told: [tellings.changed(followed.order, 'lines'), ...followed.told, ...tellingDroppedGlasses(tellings, order, changed, now)],
    errands: [...given, ...money],
    rewrites: true,
  }
}
