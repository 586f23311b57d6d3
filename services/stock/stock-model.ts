import { type ReservationState, type ReservationStep, reservationMoves } from './domain/reservation.ts'
import { availabilityState, demandOf, fulfil, type Line, move, release, reserve, type StockLevel } from './domain/stock.ts'

export type Command =
  | { readonly do: 'move'; readonly variantId: string; readonly quantity: number }
  | { readonly do: 'count'; readonly variantId: string; readonly onHand: number }
  | { readonly do: 'reserve'; readonly id: string; readonly lines: Line[] }
  | { readonly do: 'keep' | 'release' | 'fulfil'; readonly id: string }
  | { readonly do: 'expire' }

/** A shop in memory that knows the rules of `domain/` and nothing of SQL, for holding the statements against it. */
export function modelOf() {
  let levels: readonly StockLevel[] = []
  const reservations = new Map<string, { state: ReservationState; lines: readonly Line[] }>()
  const told: string[] = []

  function change(next: readonly StockLevel[]) {
    for (const { variantId, onHand, reserved } of next) {
      const before = levels.find((level) => level.variantId === variantId)
      const [was, is] = [availabilityState(before ? before.onHand - before.reserved : 0), availabilityState(onHand - reserved)]
      if (was !== is) told.push(`${variantId} ${is}`)
    }
    levels = next
  }

  function moved(variantId: string, by: (level: StockLevel) => number, word: string): string {
    const known = levels.find((level) => level.variantId === variantId)
    const level = known ?? { variantId, onHand: 0, reserved: 0 }
    if (!known && by(level) < 0) return 'belowPromised'
    const after = move(level, by(level))
    const others = levels.filter((one) => one.variantId !== variantId)
    change([...others, after ?? level].toSorted((a, b) => (a.variantId < b.variantId ? -1 : 1)))
    return after ? word : 'belowPromised'
  }

  function take(id: string, lines: readonly Line[], state: ReservationState): boolean {
    const { outcome, levels: next } = reserve(levels, lines)
    if (outcome === 'out-of-stock') return false
    change(next)
    reservations.set(id, { state, lines })
    return true
  }

  function step(id: string, which: ReservationStep, word: string): string {
    const found = reservations.get(id)
    if (!found) return which === 'release' ? word : 'NotFound'
    const moves: Partial<Record<ReservationState, ReservationState | 'same' | 'take'>> = reservationMoves[which]
    const to = moves[found.state]
    if (!to) return 'NotFound'
    if (to === 'same') return word
    if (to === 'take') return take(id, found.lines, which === 'keep' ? 'kept' : 'held') ? word : 'outOfStock'
    const live = found.state === 'held' || found.state === 'kept'
    if (live && (to === 'released' || to === 'expired')) change(release(levels, found.lines))
    if (live && to === 'fulfilled') change(fulfil(levels, found.lines))
    reservations.set(id, { ...found, state: to })
    return word
  }

  function reserved(id: string, lines: Line[]): string {
    const found = reservations.get(id)
    if (!found) return take(id, demandOf(lines), 'held') ? 'reserved' : 'outOfStock'
    if (JSON.stringify(found.lines) !== JSON.stringify(demandOf(lines))) return 'AlreadyExists'
    return step(id, 'reserve', 'reserved')
  }

  return {
    levels: () => levels,
    told: () => told,
    obey(asked: Command): string {
      switch (asked.do) {
        case 'move':
          return moved(asked.variantId, () => asked.quantity, 'moved')
        case 'count':
          return moved(asked.variantId, ({ onHand }) => asked.onHand - onHand, 'counted')
        case 'reserve':
          return reserved(asked.id, asked.lines)
        case 'keep':
          return step(asked.id, 'keep', 'kept')
        case 'release':
          return step(asked.id, 'release', 'released')
        case 'fulfil':
          return step(asked.id, 'fulfil', 'fulfilled')
        case 'expire': {
          for (const [id, { state }] of reservations) if (state === 'held') step(id, 'expire', 'expired')
          return 'expired'
        }
      }
    },
  }
}
