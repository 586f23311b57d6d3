import type { Order, OrderDelivery, OrderLine, Reached } from './order.ts'
import { piecesOf, unsentOf, withPieces } from './pieces.ts'

/** The way of a parcel, in order; one that is stopped holds nothing and goes nowhere, and of what is lost or sent back delivery says what may follow. */
const way = ['stopped', 'made', 'handed-over', 'in-transit', 'out-for-delivery', 'lost', 'returned', 'delivered']

export const isFurther = (state: string, than: string): boolean => way.indexOf(state) > way.indexOf(than)
export const hasLeft = (state: string): boolean => isFurther(state, 'made')

/** How far an order is by its pieces and parcels: it left whole once nothing of it is in the shop, and arrived with the last parcel that left. */
export function reached({ lines, deliveries }: Pick<Order, 'lines' | 'deliveries'>): Reached {
  const left = deliveries.filter(({ state }) => hasLeft(state))
  if (left.length === 0) return 'packed'
  if (lines.some((line) => unsentOf(line) > 0)) return 'partly-shipped'
  return left.every(({ state }) => state === 'delivered') ? 'delivered' : 'shipped'
}

/** Pieces of variants as pieces of lines, first line first; of each no more than `most` allows. */
function byLine(
  lines: readonly OrderLine[],
  pieces: NonNullable<OrderDelivery['lines']>,
  most: (line: OrderLine) => number,
): { readonly line: OrderLine; readonly quantity: number }[] {
  const wanted = new Map<string, number>()
  for (const { variantId, quantity } of pieces) wanted.set(variantId, (wanted.get(variantId) ?? 0) + quantity)
  return lines.map((line) => {
    const quantity = Math.min(most(line), wanted.get(line.variantId) ?? 0)
    wanted.set(line.variantId, (wanted.get(line.variantId) ?? 0) - quantity)
    return { line, quantity }
  })
}

/** The pieces that leave with a parcel, of those still in the shop. A parcel that does not say what is in it takes all of them. */
export const leavingWith = (lines: readonly OrderLine[], pieces: OrderDelivery['lines']): readonly OrderLine[] =>
  pieces
    ? byLine(lines, pieces, unsentOf).map(({ line, quantity }) =>
        quantity === 0 ? line : withPieces(line, { sent: piecesOf(line).sent + quantity }),
      )
    : lines.map((line) => (unsentOf(line) === 0 ? line : withPieces(line, { sent: piecesOf(line).sent + unsentOf(line) })))

/** What is in a parcel, by line of its order. */
export const contentsOf = ({ lines }: Pick<Order, 'lines'>, { lines: pieces }: OrderDelivery): { lineId: string; quantity: number }[] =>
  byLine(lines, pieces ?? lines, ({ quantity }) => quantity).flatMap(({ line, quantity }) =>
    quantity > 0 ? [{ lineId: line.id, quantity }] : [],
  )
