export type Line = { readonly variantId: string; readonly quantity: number }

/** Always true: `0 <= reserved <= onHand`. */
export type StockLevel = { readonly variantId: string; readonly onHand: number; readonly reserved: number }

export type Shortage = { readonly variantId: string; readonly available: number }

export type Reserving = { readonly outcome: 'reserved' } | { readonly outcome: 'out-of-stock'; readonly shortages: readonly Shortage[] }

/** Why pieces came or went. `sold` is written by fulfilling alone. */
export const reasons = ['received', 'returned', 'lost', 'found', 'sample', 'correction'] as const
export type Reason = (typeof reasons)[number]

/** A level is told to others only when it crosses from one of these to another. Source: settled.md 10. */
export type AvailabilityState = 'available' | 'low' | 'sold-out'

/** From this many pieces down a variant is low. Source: settled.md 10. */
export const lowAtMost = 5

/** More than this in one line or movement is a typing error. Shop rule. */
export const mostAtOnce = 1_000_000

/** What a shopper is told about this many pieces. */
export function availabilityState(available: number): AvailabilityState {
  if (available <= 0) return 'sold-out'
  return available <= lowAtMost ? 'low' : 'available'
}

/**
 * What a reservation wants of each variant: lines of one variant count together, sorted by variant id.
 * Throws RangeError unless there is a line, and quantities are whole, positive and at most `mostAtOnce`.
 */
export function demandOf(lines: readonly Line[]): Line[] {
  if (lines.length === 0) throw new RangeError('nothing is asked for')
  const totals = new Map<string, number>()
  for (const { variantId, quantity } of lines) {
    if (variantId === '') throw new RangeError('a line names no variant')
    if (!Number.isSafeInteger(quantity) || quantity < 1) throw new RangeError(`quantity of ${variantId} is ${quantity}`)
    const total = (totals.get(variantId) ?? 0) + quantity
    if (total > mostAtOnce) throw new RangeError(`quantity of ${variantId} is more than ${mostAtOnce}`)
    totals.set(variantId, total)
  }
  return [...totals].map(([variantId, quantity]) => ({ variantId, quantity })).toSorted((a, b) => (a.variantId < b.variantId ? -1 : 1))
}

/**
 * The rule: every line is put aside, or none is.
 *
 * The shop decides in SQL, where nobody can come between the question and the answer; this is what that statement is held against.
 */
export function reserve(levels: readonly StockLevel[], lines: readonly Line[]): Reserving & { readonly levels: readonly StockLevel[] } {
  const demand = demandOf(lines)
  const availableOf = new Map(levels.map(({ variantId, onHand, reserved }) => [variantId, onHand - reserved]))
  const shortages = demand
    .map(({ variantId, quantity }) => ({ variantId, quantity, available: availableOf.get(variantId) ?? 0 }))
    .filter(({ quantity, available }) => available < quantity)
    .map(({ variantId, available }) => ({ variantId, available }))
  if (shortages.length > 0) return { outcome: 'out-of-stock', shortages, levels }
  return { outcome: 'reserved', levels: levelsAfter(levels, demand, ({ onHand, reserved }, n) => ({ onHand, reserved: reserved + n })) }
}

/** The levels once a reservation's pieces are given back. */
export const release = (levels: readonly StockLevel[], lines: readonly Line[]): readonly StockLevel[] =>
  levelsAfter(levels, demandOf(lines), ({ onHand, reserved }, n) => ({ onHand, reserved: reserved - n }))

/** The levels once a reservation's pieces have left the shop. */
export const fulfil = (levels: readonly StockLevel[], lines: readonly Line[]): readonly StockLevel[] =>
  levelsAfter(levels, demandOf(lines), ({ onHand, reserved }, n) => ({ onHand: onHand - n, reserved: reserved - n }))

/** The level after a movement, or undefined: fewer would remain than are promised. */
export function move(level: StockLevel, quantity: number): StockLevel | undefined {
  const onHand = level.onHand + quantity
  return onHand < level.reserved ? undefined : { ...level, onHand }
}

type Counts = Pick<StockLevel, 'onHand' | 'reserved'>

function levelsAfter(levels: readonly StockLevel[], demand: readonly Line[], change: (level: Counts, n: number) => Counts) {
  const quantityOf = new Map(demand.map(({ variantId, quantity }) => [variantId, quantity]))
  return levels.map((level) => ({ variantId: level.variantId, ...change(level, quantityOf.get(level.variantId) ?? 0) }))
}
