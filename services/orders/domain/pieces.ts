import type { OrderLine } from './order.ts'

/** What became of the pieces of a line. Migration 003 holds the same sums as a constraint: cancelled + sent <= bought, returned <= sent. */
export interface Pieces {
  /** Taken out before they left. */
  readonly cancelled: number
  /** Handed to the carrier. */
  readonly sent: number
  /** Came back, or are awaited back. */
  readonly returned: number
  /** Their money went back. */
  readonly settled: number
}

/** Nothing is kept of a line to whose pieces nothing happened. */
export const piecesOf = ({ cancelled = 0, sent = 0, returned = 0, settled = 0 }: OrderLine): Pieces => ({
  cancelled,
  sent,
  returned,
  settled,
})

export const withPieces = (line: OrderLine, more: Partial<Pieces>): OrderLine => ({ ...line, ...piecesOf(line), ...more })

/** Pieces that are still in the shop. */
export const unsentOf = (line: OrderLine): number => line.quantity - piecesOf(line).cancelled - piecesOf(line).sent

/** Pieces that are with the shopper, or on their way. */
export const awayOf = (line: OrderLine): number => piecesOf(line).sent - piecesOf(line).returned

/** What the shopper paid for a whole line. */
export const paidMinor = ({ totalMinor, discountMinor, taxMinor }: OrderLine, taxIncluded: boolean): number =>
  totalMinor - discountMinor + (taxIncluded ? 0 : taxMinor)

/**
 * The money of the next `count` pieces of a line that are given back, in minor units. Shares are cut from one running sum, so that those of all pieces are
 * what was paid for the line, to the cent, in whatever portions they go back.
 */
export function shareMinor(line: OrderLine, taxIncluded: boolean, count: number): number {
  const paid = paidMinor(line, taxIncluded)
  const { settled } = piecesOf(line)
  const upTo = (pieces: number) => Math.floor((paid * pieces) / line.quantity)
  return upTo(settled + count) - upTo(settled)
}

/** How many pieces of a line are meant. */
export interface LineCount {
  readonly lineId: string
  readonly quantity: number
}

/** A frame that is taken out takes its lenses with it. */
export function withParts(lines: readonly OrderLine[], counts: readonly LineCount[]): readonly LineCount[] {
  const isCounted = (lineId: string) => counts.some((count) => count.lineId === lineId)
  const parts = lines.filter((line) => line.partOf !== undefined && isCounted(line.partOf) && !isCounted(line.id) && unsentOf(line) > 0)
  return [...counts, ...parts.map((line) => ({ lineId: line.id, quantity: unsentOf(line) }))]
}

/** Counts of one line are summed; none of them is kept. Throws RangeError for a line the order does not have, or a number of pieces that is none. */
export function checkedCounts(lines: readonly OrderLine[], counts: readonly LineCount[]): LineCount[] {
  const sums = new Map<string, number>()
  for (const { lineId, quantity } of counts) {
    if (!lines.some(({ id }) => id === lineId)) throw new RangeError(`lines: the order has no line ${lineId}`)
    if (!Number.isInteger(quantity) || quantity < 1) throw new RangeError(`lines: quantity is ${quantity}, not positive`)
    sums.set(lineId, (sums.get(lineId) ?? 0) + quantity)
  }
  return [...sums].map(([lineId, quantity]) => ({ lineId, quantity }))
}

/** Which pieces an entry of the timeline is about, as `[["line-a",2]]`. The credit note of their money reads it. */
export const factOf = (counts: readonly LineCount[]): string => JSON.stringify(counts.map(({ lineId, quantity }) => [lineId, quantity]))
