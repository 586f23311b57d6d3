export interface StopParcelStore {
  /** Remembers the cancelled order and stops its parcel while the carrier has not got it, in one statement. */
  stop(orderId: string, at: Date): Promise<void>
}

/** Keeps the parcel of a cancelled order in the shop. One that was handed over travels on; the money is orders' business. Twice is once. */
export const stopParcel = (store: StopParcelStore, orderId: string, at: Date): Promise<void> => store.stop(orderId, at)
