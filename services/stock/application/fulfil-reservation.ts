import type { Clock } from '@vitrine/platform/clock/clock'
import { Fault } from '@vitrine/platform/rpc/fault'

/** What fulfilling needs of storage. */
export interface FulfillingStore {
  /** `not-reserved` when nothing is put aside under this id, `waiting` when some of its pieces have not come yet. */
  fulfil(id: string, at: Date): Promise<'fulfilled' | 'waiting' | 'not-reserved'>
}

/**
 * The pieces leave the shop, from the places they were taken from: a movement `sold` for each, and the promise ends. Twice is once.
 * Faults: `not-found` when nothing is put aside; `unavailable` while pieces of a back-order or pre-order have not come: ask again.
 */
export async function fulfilReservation({ store, clock }: { store: FulfillingStore; clock: Clock }, id: string): Promise<void> {
  const outcome = await store.fulfil(id, clock())
  if (outcome === 'not-reserved') throw new Fault('not-found', `nothing is put aside under ${id}`)
  if (outcome === 'waiting') throw new Fault('unavailable', `pieces of ${id} have not come yet`)
}
