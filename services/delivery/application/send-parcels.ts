import type { Parcel } from '../domain/parcel.ts'
import type { MakeParcelNeeds, PlannedScan } from './make-parcel.ts'

export interface SendParcelsStore {
  /** Remembers that the pieces of the order came, and holds its parcels as they are until the transaction ends. */
  piecesCame(orderId: string): Promise<void>
  ofOrders(orderIds: readonly string[]): Promise<readonly Parcel[]>
  /** The parcel waits no more: writes that and its plan, and tells `ParcelRepacked`, in one statement. */
  send(parcel: Parcel, plan: readonly PlannedScan[], eventId: string): Promise<void>
}

/** The pieces an order waited for have come: its parcels go on by themselves, announced to the carrier. Twice is once; one that is stopped stays. */
export async function sendParcels(
  { carrier, clock, ids }: Pick<MakeParcelNeeds, 'carrier' | 'clock' | 'ids'>,
  store: SendParcelsStore,
  orderId: string,
): Promise<void> {
  await store.piecesCame(orderId)
  for (const parcel of await store.ofOrders([orderId])) {
    if (!parcel.waits || parcel.state !== 'made') continue
    const sent = { ...parcel, waits: false }
    await store.send(sent, carrier.announce(sent, clock()), ids())
  }
}
