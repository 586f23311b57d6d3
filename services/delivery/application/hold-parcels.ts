import type { Ids } from '@vitrine/platform/ids/ids'
import type { Parcel } from '../domain/parcel.ts'
import { announced, type Carrier, type PlannedScan } from './make-parcel.ts'

export interface HoldParcelsStore {
  /** Holds the order and its parcels to the end of the transaction: who records a scan of one at the same time waits for that. */
  meet(orderId: string): Promise<void>
  ofOrders(orderIds: readonly string[]): Promise<readonly Parcel[]>
  /** Remembers the change, unless it was begun before. False when it has ended. */
  begin(changeId: string, orderId: string): Promise<boolean>
  /** A parcel in the shop waits: its plan goes, and `ParcelRepacked` is told, in one statement. */
  hold(parcel: Parcel, eventId: string): Promise<void>
}

/**
 * Keeps the parcels of an order in the shop while what is in it is changed: from now on no carrier takes one. `left`: one is with the carrier, or none is there.
 * Nothing in between: a scan that comes at the same time is before or after. Twice is once, and once it has ended nothing is held.
 */
export async function holdParcels(ids: Ids, store: HoldParcelsStore, orderId: string, changeId: string): Promise<'held' | 'left'> {
  await store.meet(orderId)
  const parcels = await store.ofOrders([orderId])
  const inShop = parcels.filter(({ state }) => state === 'made')
  if (inShop.length === 0 || parcels.some(({ state }) => state !== 'made' && state !== 'stopped')) return 'left'
  if (!(await store.begin(changeId, orderId))) return 'held'
  for (const parcel of inShop) if (!parcel.waits) await store.hold({ ...parcel, waits: true }, ids())
  return 'held'
}

export interface FreeParcelsStore {
  /** Remembers that the change has ended, and holds the order's parcels until the transaction ends. Whether they wait for nothing else. */
  end(changeId: string, orderId: string): Promise<boolean>
  ofOrders(orderIds: readonly string[]): Promise<readonly Parcel[]>
  send(parcel: Parcel, plan: PlannedScan | undefined, eventId: string): Promise<void>
}

/** The change has ended, as its order told: its parcels go on, unless they wait for something else. Twice is once. */
export async function freeParcels(
  { carrier, clock, ids }: { readonly carrier: Carrier; readonly clock: () => Date; readonly ids: Ids },
  store: FreeParcelsStore,
  orderId: string,
  changeId: string,
): Promise<void> {
  if (!(await store.end(changeId, orderId))) return
  for (const parcel of await store.ofOrders([orderId])) {
    if (!parcel.waits || parcel.state !== 'made') continue
    const sent = { ...parcel, waits: false }
    await store.send(sent, announced(carrier, sent, clock()), ids())
  }
}
