export type Stopped = 'stopped' | 'left'

export interface StopParcelStore {
  /** Holds the order and its parcels to the end of the transaction: who makes one, or records a scan of it, at the same time waits for that. */
  meet(orderId: string): Promise<void>
  /** Remembers the cancelled order and stops its parcel while the carrier has not got it, in one statement. `left`: the carrier has it. */
  stop(orderId: string, at: Date): Promise<Stopped>
}

/** Keeps the parcel of a cancelled order in the shop. One that was handed over travels on; the money is orders' business. Twice is once. */
export const stopParcel = (store: StopParcelStore, orderId: string, at: Date): Promise<Stopped> => store.stop(orderId, at)

/**
 * The same for who asks before they cancel, inside one transaction: the parcel stays in the shop from now on, and none is made later, or the carrier has it.
 * Nothing in between: the parcel's row goes from `made` to one or the other.
 */
export async function stopUnlessLeft(store: StopParcelStore, orderId: string, at: Date): Promise<Stopped> {
  await store.meet(orderId)
  return store.stop(orderId, at)
}
