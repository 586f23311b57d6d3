import type { WaitsFor, Parcel } from '../domain/parcel.ts'
import type { MakeParcelNeeds, PlannedScan } from './make-parcel.ts'

export interface SendParcelsStore {
  /**
   * Remembers that what the order waited for came, and holds its parcels as they are until the transaction ends. Whether it waits for nothing else.
   */
  came(orderId: string, what: WaitsFor): Promise<boolean>
  ofOrders(orderIds: readonly string[]): Promise<readonly Parcel[]>
  /** The parcel waits no more: writes that and its plan, and tells `ParcelRepacked`, in one statement. */
  send(parcel: Parcel, plan: PlannedScan | undefined, eventId: string): Promise<void>
}

/** What an order waited for has come, and it waits for nothing else: its parcels go on by themselves, announced to the carrier. Twice is once; one that is stopped stays. */
export async function sendParcels(
  { carrier, clock, ids }: Pick<MakeParcelNeeds, 'carrier' | 'clock' | 'ids'>,
  store: SendParcelsStore,
  orderId: string,
  what: WaitsFor,
): Promise<void> {
  if (!(await store.came(orderId, what))) return
  for (const parcel of await store.ofOrders([orderId])) {
    if (!parcel.waits || parcel.state !== 'made') continue
    const sent = { ...parcel, waits: false }
    await store.send(sent, carrier.announce(sent, clock()), ids())
  }
}
