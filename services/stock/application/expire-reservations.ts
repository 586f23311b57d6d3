import type { Clock } from '@vitrine/platform/clock/clock'
import type { Ids } from '@vitrine/platform/ids/ids'

/** What ending reservations needs of storage. */
export interface ExpiringStore {
  /** Gives back what is held past its moment, up to 100 reservations. Those somebody is changing are left for the next turn. */
  expire(at: Date, eventId: string): Promise<number>
}

/** Gives back the pieces of reservations whose time has run out; answers how many. Safe in several processes at once. */
export const expireReservations = ({ store, clock, ids }: { store: ExpiringStore; clock: Clock; ids: Ids }): Promise<number> =>
  store.expire(clock(), ids())
