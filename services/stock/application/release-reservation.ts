import type { Clock } from '@vitrine/platform/clock/clock'
import type { Ids } from '@vitrine/platform/ids/ids'

/** What giving back needs of storage. */
export interface ReleasingStore {
  release(id: string, at: Date, eventId: string): Promise<void>
}

/** Gives the pieces of a reservation back. Of one that is unknown, released or fulfilled nothing changes. Twice is once. */
export const releaseReservation = ({ store, clock, ids }: { store: ReleasingStore; clock: Clock; ids: Ids }, id: string): Promise<void> =>
  store.release(id, clock(), ids())
