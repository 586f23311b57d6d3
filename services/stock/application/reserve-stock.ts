import type { Clock } from '@vitrine/platform/clock/clock'
import type { Ids } from '@vitrine/platform/ids/ids'
import { Fault } from '@vitrine/platform/rpc/fault'
import { demandOf, type Line, type Reserving } from '../domain/stock.ts'

/** What reserving needs of storage. */
export interface ReservationStore {
  /**
   * Puts the demand aside, or says what is short, or that this id was used with another demand. `demand` names each variant once.
   * Asked again it extends what is held and takes again what was given back; what is kept or fulfilled stays as it is.
   */
  reserve(reservation: Reservation): Promise<Reserving | { readonly outcome: 'other-lines' }>
}

export interface Reservation {
  readonly id: string
  readonly demand: readonly Line[]
  readonly expiresAt: Date
  readonly reservedAt: Date
  readonly eventId: string
}

/**
 * Puts all lines aside until a moment, or none of them.
 *
 * Asking twice for one id reserves once; a later call with the same lines extends it. Lines of one variant count together. Rows are
 * locked in order of variant id. Refusal: `out-of-stock`, with what is left of each short variant. Throws RangeError for a quantity
 * that is not whole and positive or a moment that is past. Fault: `already-exists` when the id was used with other lines.
 */
export async function reserveStock(
  { store, clock, ids }: { store: ReservationStore; clock: Clock; ids: Ids },
  asked: { id: string; lines: readonly Line[]; expiresAt: Date },
): Promise<Reserving> {
  const now = clock()
  if (asked.id === '') throw new RangeError('a reservation needs an id')
  if (!(asked.expiresAt > now)) throw new RangeError('a reservation cannot end before it begins')
  const reservation = { id: asked.id, demand: demandOf(asked.lines), expiresAt: asked.expiresAt, reservedAt: now, eventId: ids() }
  const answer = await store.reserve(reservation)
  if (answer.outcome === 'other-lines') throw new Fault('already-exists', `reservation ${asked.id} has other lines`)
  return answer
}
