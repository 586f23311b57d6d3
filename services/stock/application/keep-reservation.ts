import type { Clock } from '@vitrine/platform/clock/clock'
import type { Ids } from '@vitrine/platform/ids/ids'
import { Fault } from '@vitrine/platform/rpc/fault'
import type { Reserving } from '../domain/stock.ts'

/** What keeping needs of storage. */
export interface KeepingStore {
  keep(id: string, at: Date, eventId: string): Promise<Reserving | { readonly outcome: 'not-reserved' }>
}

/**
 * Makes a reservation last until it is fulfilled or released: the order is placed.
 *
 * When its time had run out, the pieces are taken again if they are there, else `out-of-stock`. Twice is once.
 * Fault: `not-found` when nobody reserved under this id, or it was given back on purpose.
 */
export async function keepReservation(
  { store, clock, ids }: { store: KeepingStore; clock: Clock; ids: Ids },
  id: string,
): Promise<Reserving> {
  const answer = await store.keep(id, clock(), ids())
  if (answer.outcome === 'not-reserved') throw new Fault('not-found', `nothing is put aside under ${id}`)
  return answer
}
