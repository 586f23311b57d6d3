import type { Clock } from '@vitrine/platform/clock/clock'
import type { Ids } from '@vitrine/platform/ids/ids'
import { Fault } from '@vitrine/platform/rpc/fault'
import type { Reserving } from '../domain/stock.ts'
import { checkedPart, type Part } from './release-part.ts'

/** What adding a part needs of storage. */
export interface PartAddingStore {
  addPart(part: Part, at: Date, eventId: string): Promise<Reserving | { readonly outcome: 'not-kept' }>
}

/**
 * Adds pieces to a reservation that is kept: all of them, from what can leave now, or none. Twice is once, also once they were given back.
 * Refusal: `out-of-stock`; what is sold ahead is not promised so. Throws RangeError for no pieces. Fault: `not-found` when nothing is kept under the id.
 */
export async function addPart({ store, clock, ids }: { store: PartAddingStore; clock: Clock; ids: Ids }, part: Part): Promise<Reserving> {
  const answer = await store.addPart(checkedPart(part), clock(), ids())
  if (answer.outcome === 'not-kept') throw new Fault('not-found', `nothing is kept under ${part.reservationId}`)
  return answer
}
