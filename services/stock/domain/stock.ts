import { partsOf, pieceDemand, type Recipes } from './bundle.ts'
import { defaultPlace, type Pieces, type Place, placesFor, plus, taking, total } from './place.ts'

export type Line = { readonly variantId: string; readonly quantity: number }

/**
 * Pieces of one variant. Always true: `0 <= reserved <= onHand`, in all and at each place, and `0 <= awaited <= cap`.
 *
 * `reserved` lies aside for reservations; `awaited` is promised to them without being there yet, up to the `cap` of a back-order or pre-order.
 */
export interface StockLevel {
  readonly variantId: string
  readonly onHand: number
  readonly reserved: number
  readonly awaited: number
  readonly cap: number
  readonly onHandAt: Pieces
  readonly reservedAt: Pieces
}

/** What a reservation holds of one piece: taken from places, and still waited for. */
export interface Holding {
  readonly variantId: string
  readonly taken: Pieces
  readonly awaited: number
}

/** `partId` is the short piece of a bundle, empty otherwise; `isCapped` when a back-order or pre-order is full. */
export interface Shortage {
  readonly variantId: string
  readonly available: number
  readonly partId: string
  readonly isCapped: boolean
}

export type Reserving = { readonly outcome: 'reserved' } | { readonly outcome: 'out-of-stock'; readonly shortages: readonly Shortage[] }

/** Why pieces came or went. `sold` is written by fulfilling alone, `transferred` by a transfer. */
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

/** Pieces that can leave now: those that lie there, are not aside for anybody and that nobody waits for. */
export const ready = ({ onHand, reserved, awaited }: StockLevel): number => Math.max(0, onHand - reserved - awaited)

/** Pieces that can be promised: what is ready, and what is left of the cap. */
export const available = (level: StockLevel): number => ready(level) + level.cap - level.awaited

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
    const sum = (totals.get(variantId) ?? 0) + quantity
    if (sum > mostAtOnce) throw new RangeError(`quantity of ${variantId} is more than ${mostAtOnce}`)
    totals.set(variantId, sum)
  }
  return [...totals].map(([variantId, quantity]) => ({ variantId, quantity })).toSorted((a, b) => (a.variantId < b.variantId ? -1 : 1))
}

/** What the shop knows beside its levels. */
export interface Shop {
  readonly recipes: Recipes
  readonly places: readonly Place[]
}

const oneRoom: Shop = { recipes: new Map(), places: [{ id: defaultPlace, name: defaultPlace, kind: 'warehouse', turn: 0 }] }

/**
 * The rule: every piece of every line is put aside or promised, or none is.
 *
 * The shop decides in SQL, where nobody can come between the question and the answer; this is what that statement is held against.
 */
export function reserve(
  levels: readonly StockLevel[],
  lines: readonly Line[],
  shop: Shop = oneRoom,
): Reserving & { readonly levels: readonly StockLevel[]; readonly holdings: readonly Holding[] } {
  const demand = demandOf(lines)
  const levelOf = new Map(levels.map((level) => [level.variantId, level]))
  const wanted = pieceDemand(demand, shop.recipes).map((line) => ({ ...line, level: levelOf.get(line.variantId) }))
  const short = wanted.filter(({ level, quantity }) => !level || available(level) < quantity)
  if (short.length > 0) return { outcome: 'out-of-stock', shortages: shortagesOf(demand, short, shop.recipes), levels, holdings: [] }
  const wants = wanted.flatMap(({ level, quantity }) =>
    level ? [{ level, quantity, leaves: Math.min(quantity, ready(level)), free: plus(level.onHandAt, level.reservedAt, -1) }] : [],
  )
  const places = placesFor(wants, shop.places)
  const holdings = wants.map(({ level, quantity, leaves, free }) => {
    return { variantId: level.variantId, taken: taking(free, leaves, places), awaited: quantity - leaves }
  })
  return { outcome: 'reserved', holdings, levels: withHoldings(levels, holdings, 1) }
}

function shortagesOf(demand: readonly Line[], short: readonly { variantId: string; level: StockLevel | undefined }[], recipes: Recipes) {
  return demand.flatMap(({ variantId }) => {
    const missing = partsOf(variantId, recipes)
      .flatMap((part) => short.filter((piece) => piece.variantId === part.variantId).map(({ level }) => ({ part, level })))
      .map(({ part, level }) => ({ partId: part.variantId, available: level ? Math.floor(available(level) / part.quantity) : 0, level }))
      .toSorted((a, b) => a.available - b.available || (a.partId < b.partId ? -1 : 1))
    const [least] = missing
    if (!least) return []
    const partId = least.partId === variantId ? '' : least.partId
    return [{ variantId, available: least.available, partId, isCapped: (least.level?.cap ?? 0) > 0 }]
  })
}

/** The levels once a reservation's pieces are given back. */
export const release = (levels: readonly StockLevel[], holdings: readonly Holding[]): readonly StockLevel[] =>
  withHoldings(levels, holdings, -1)

/** The levels once a reservation's pieces have left the shop. Of a reservation that still waits nothing may leave. */
export const fulfil = (levels: readonly StockLevel[], holdings: readonly Holding[]): readonly StockLevel[] =>
  withHoldings(levels, holdings, -1).map((level) => {
    const { taken } = holdings.find(({ variantId }) => variantId === level.variantId) ?? { taken: {} }
    return { ...level, onHand: level.onHand - total(taken), onHandAt: plus(level.onHandAt, taken, -1) }
  })

function withHoldings(levels: readonly StockLevel[], holdings: readonly Holding[], times: 1 | -1): readonly StockLevel[] {
  const heldOf = new Map(holdings.map((holding) => [holding.variantId, holding]))
  return levels.map((level) => {
    const held = heldOf.get(level.variantId)
    if (!held) return level
    const reservedAt = plus(level.reservedAt, held.taken, times)
    return { ...level, reserved: total(reservedAt), reservedAt, awaited: level.awaited + times * held.awaited }
  })
}

/** Pieces that lie free go to who waits longest. `waiting` is in order of their turn; answers what each holds afterwards. */
export function cover(level: StockLevel, waiting: readonly Holding[], places: readonly Place[]) {
  const inTurn = placesFor([], places)
  let now = level
  const holdings = waiting.map((holding) => {
    const n = Math.min(holding.awaited, now.onHand - now.reserved)
    const taken = taking(plus(now.onHandAt, now.reservedAt, -1), n, inTurn)
    const [after] = withHoldings([now], [{ variantId: now.variantId, taken, awaited: -n }], 1)
    now = after ?? now
    return { ...holding, taken: plus(holding.taken, taken), awaited: holding.awaited - n }
  })
  return { level: now, holdings }
}

/** The level after a movement at a place, or undefined: fewer would remain there than are promised. */
export function move(level: StockLevel, quantity: number, place: string = defaultPlace): StockLevel | undefined {
  const here = (level.onHandAt[place] ?? 0) + quantity
  if (here < (level.reservedAt[place] ?? 0)) return undefined
  return { ...level, onHand: level.onHand + quantity, onHandAt: plus(level.onHandAt, { [place]: quantity }) }
}

/** The level after pieces went from one place to another, or undefined: the first would keep fewer than are promised. Nothing is lost. */
export function transfer(level: StockLevel, quantity: number, from: string, to: string): StockLevel | undefined {
  const left = move(level, -quantity, from)
  return left && move(left, quantity, to)
}
