import type { Clock } from '@vitrine/platform/clock/clock'
import type { Ids } from '@vitrine/platform/ids/ids'
import { Fault } from '@vitrine/platform/rpc/fault'
import type { Reserving } from '../domain/stock.ts'

/** `waitsUntil`: the day from which the last of its pieces leaves, `2026-12-24`, while it waits for some; else empty. */
export type Keeping = { readonly outcome: 'kept'; readonly waitsUntil: string } | Extract<Reserving, { outcome: 'out-of-stock' }>

/** What keeping needs of storage. */
export interface KeepingStore {
  keep(id: string, at: Date, eventId: string): Promise<Keeping | { readonly outcome: 'not-reserved' }>
}

/**
 * Makes a reservation last until it is fulfilled or released: the order is placed.
 *
 * When its time had run out, the pieces are taken again if they are there, else `out-of-stock`. Twice is once.
 * While pieces of it have not come, `ReservationReady` is told once they have; it may be told before this answer is read.
 * Fault: `not-found` when nobody reserved under this id, or it was given back on purpose.
 */
export async function keepReservation(
  { store, clock, ids }: { store: KeepingStore; clock: Clock; ids: Ids },
  id: string,
): Promise<Keeping> {
  const answer = await store.keep(id, clock(), ids())
  if (answer.outcome === 'not-reserved') throw new Fault('not-found', `nothing is put aside under ${id}`)
  return answer
}
