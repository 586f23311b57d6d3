import type { Recipes } from './domain/bundle.ts'
import type { Place } from './domain/place.ts'
import { type ReservationState, type ReservationStep, reservationMoves } from './domain/reservation.ts'
import {
  availabilityState,
  cover,
  demandOf,
  fulfil,
  type Holding,
  type Line,
  move,
  ready,
  release,
  reserve,
  type StockLevel,
  transfer,
} from './domain/stock.ts'

export type Command =
  | { readonly do: 'move'; readonly variantId: string; readonly placeId: string; readonly quantity: number }
  | { readonly do: 'count'; readonly variantId: string; readonly placeId: string; readonly onHand: number }
  | {
      readonly do: 'transfer'
      readonly variantId: string
      readonly fromPlaceId: string
      readonly toPlaceId: string
      readonly quantity: number
    }
  | { readonly do: 'offer'; readonly variantId: string; readonly cap: number }
  | { readonly do: 'reserve'; readonly id: string; readonly lines: Line[] }
  | { readonly do: 'keep' | 'release' | 'fulfil'; readonly id: string }
  | { readonly do: 'expire' }

interface Reservation {
  readonly state: ReservationState
  readonly lines: readonly Line[]
  readonly holdings: readonly Holding[]
  readonly turn: number
}

const isLive = ({ state }: Reservation) => state === 'held' || state === 'kept'

/** A shop in memory that knows the rules of `domain/` and nothing of SQL, for holding the statements against it. */
export function modelOf(shop: { readonly recipes: Recipes; readonly places: readonly Place[] }) {
  let levels: readonly StockLevel[] = []
  const reservations = new Map<string, Reservation>()
  const told: string[] = []
  let turns = 0

  function change(next: readonly StockLevel[]) {
    for (const level of next) {
      const before = levels.find(({ variantId }) => variantId === level.variantId)
      const [was, is] = [availabilityState(before ? ready(before) : 0), availabilityState(ready(level))]
      if (was !== is) told.push(`${level.variantId} ${is}`)
    }
    levels = next
    for (const { variantId } of next) coverWaiting(variantId)
  }

  function coverWaiting(variantId: string) {
    const waiting = [...reservations]
      .filter(([, one]) => isLive(one) && one.holdings.some((held) => held.variantId === variantId && held.awaited > 0))
      .toSorted(([, a], [, b]) => a.turn - b.turn)
    const level = levels.find((one) => one.variantId === variantId)
    if (!level || waiting.length === 0) return
    const held = waiting.flatMap(([, { holdings }]) => holdings.filter((one) => one.variantId === variantId))
    const covered = cover(level, held, shop.places)
    levels = levels.map((one) => (one.variantId === variantId ? covered.level : one))
    waiting.forEach(([id, one], n) => {
      const holdings = one.holdings.map((each) => (each.variantId === variantId ? (covered.holdings[n] ?? each) : each))
      reservations.set(id, { ...one, holdings })
    })
  }

  const levelOf = (variantId: string): StockLevel | undefined => levels.find((level) => level.variantId === variantId)
  const put = (level: StockLevel) =>
    change(
      [...levels.filter(({ variantId }) => variantId !== level.variantId), level].toSorted((a, b) => (a.variantId < b.variantId ? -1 : 1)),
    )

  function moved(variantId: string, by: (level: StockLevel) => number, placeId: string, word: string): string {
    const known = levelOf(variantId)
    const level = known ?? emptyLevel(variantId)
    if (!known && by(level) < 0) return 'belowPromised'
    const after = move(level, by(level), placeId)
    put(after ?? level)
    return after ? word : 'belowPromised'
  }

  function transferred({ variantId, quantity, fromPlaceId, toPlaceId }: Extract<Command, { do: 'transfer' }>): string {
    const level = levelOf(variantId)
    const after = level && transfer(level, quantity, fromPlaceId, toPlaceId)
    if (after) put(after)
    return after ? 'moved' : 'belowPromised'
  }

  function offered(variantId: string, cap: number): string {
    const level = levelOf(variantId) ?? emptyLevel(variantId)
    put(level.awaited > cap ? level : { ...level, cap })
    return level.awaited > cap ? 'belowPromised' : 'offered'
  }

  function take(id: string, lines: readonly Line[], state: ReservationState): string | undefined {
    const answer = reserve(levels, lines, shop)
    if (answer.outcome === 'out-of-stock') return `outOfStock ${JSON.stringify(answer.shortages)}`
    reservations.set(id, { state, lines, holdings: answer.holdings, turn: turns++ })
    change(answer.levels)
    return undefined
  }

  function step(id: string, which: ReservationStep, word: string): string {
    const found = reservations.get(id)
    if (!found) return which === 'release' ? word : 'NotFound'
    const moves: Partial<Record<ReservationState, ReservationState | 'same' | 'take'>> = reservationMoves[which]
    const to = moves[found.state]
    if (!to) return 'NotFound'
    if (to === 'same') return word
    if (to === 'take') return take(id, found.lines, which === 'keep' ? 'kept' : 'held') ?? word
    if (to === 'fulfilled' && found.holdings.some(({ awaited }) => awaited > 0)) return 'Unavailable'
    reservations.set(id, { ...found, state: to })
    if (isLive(found) && (to === 'released' || to === 'expired')) change(release(levels, found.holdings))
    if (isLive(found) && to === 'fulfilled') change(fulfil(levels, found.holdings))
    return word
  }

  function reserved(id: string, lines: Line[]): string {
    const found = reservations.get(id)
    if (!found) return take(id, demandOf(lines), 'held') ?? 'reserved'
    if (JSON.stringify(found.lines) !== JSON.stringify(demandOf(lines))) return 'AlreadyExists'
    return step(id, 'reserve', 'reserved')
  }

  return {
    levels: () => levels,
    told: () => told,
    /** What live reservations hold, by reservation and piece. */
    held: () =>
      [...reservations]
        .filter(([, one]) => isLive(one))
        .flatMap(([id, { holdings }]) => holdings.map((one) => ({ id, ...one })))
        .toSorted((a, b) => (`${a.id} ${a.variantId}` < `${b.id} ${b.variantId}` ? -1 : 1)),
    obey(asked: Command): string {
      switch (asked.do) {
        case 'move':
          return moved(asked.variantId, () => asked.quantity, asked.placeId, 'moved')
        case 'count':
          return moved(asked.variantId, ({ onHandAt }) => asked.onHand - (onHandAt[asked.placeId] ?? 0), asked.placeId, 'counted')
        case 'transfer':
          return transferred(asked)
        case 'offer':
          return offered(asked.variantId, asked.cap)
        case 'reserve':
          return reserved(asked.id, asked.lines)
        case 'keep':
          return step(asked.id, 'keep', 'kept')
        case 'release':
          return step(asked.id, 'release', 'released')
        case 'fulfil':
          return step(asked.id, 'fulfil', 'fulfilled')
        case 'expire': {
          // All at once, as the job does: what crosses a line twice meanwhile is told once.
          const held = [...reservations].filter(([, { state }]) => state === 'held')
          for (const [id, one] of held) reservations.set(id, { ...one, state: 'expired' })
          change(held.reduce((next, [, { holdings }]) => release(next, holdings), levels))
          return 'expired'
        }
      }
    },
  }
}

const emptyLevel = (variantId: string): StockLevel => ({
  ...{ variantId, onHand: 0, reserved: 0, awaited: 0, cap: 0, onHandAt: {}, reservedAt: {} },
})
