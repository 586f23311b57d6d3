import type { Clock } from '@vitrine/platform/clock/clock'
import { Fault } from '@vitrine/platform/rpc/fault'
import { checkedPart, type Part } from './release-part.ts'

/** What fulfilling a part needs of storage. */
export interface PartFulfillingStore {
  /** `waiting` when some of these pieces have not come yet. */
  fulfilPart(part: Part, at: Date): Promise<'fulfilled' | 'waiting'>
}

/**
 * Some pieces of a reservation leave the shop in a parcel of their own: a movement `sold`, and the promise is lowered by them; the rest stays put aside.
 * Of a reservation that is not live, or has fewer, nothing changes. Throws RangeError for no pieces.
 * Fault: `unavailable` while pieces of a back-order or pre-order have not come: ask again.
 */
export async function fulfilPart({ store, clock }: { store: PartFulfillingStore; clock: Clock }, part: Part): Promise<void> {
  const outcome = await store.fulfilPart(checkedPart(part), clock())
  if (outcome === 'waiting') throw new Fault('unavailable', `pieces of ${part.reservationId} have not come yet`)
}
