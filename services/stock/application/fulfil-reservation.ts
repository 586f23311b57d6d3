import type { Clock } from '@vitrine/platform/clock/clock'
import { Fault } from '@vitrine/platform/rpc/fault'

/** What fulfilling needs of storage. */
export interface FulfillingStore {
  /** Answers false when nothing is put aside under this id. */
  fulfil(id: string, at: Date): Promise<boolean>
}

/** The pieces leave the shop: a movement `sold` per line, and the promise ends. Twice is once. Fault: `not-found` when nothing is put aside. */
export async function fulfilReservation({ store, clock }: { store: FulfillingStore; clock: Clock }, id: string): Promise<void> {
  if (!(await store.fulfil(id, clock()))) throw new Fault('not-found', `nothing is put aside under ${id}`)
}
