import type { Parcel, ParcelLine } from '../domain/parcel.ts'
import type { MakeParcelNeeds } from './make-parcel.ts'

export interface RemakeParcelStore {
  /** Its lenses are waited for, as if they had not come before; its parcels are held as they are until the transaction ends. */
  waitAgain(orderId: string): Promise<void>
  ofOrders(orderIds: readonly string[]): Promise<readonly Parcel[]>
  /** A parcel in the shop waits: its plan goes, and `ParcelRepacked` is told, in one statement. */
  hold(parcel: Parcel, eventId: string): Promise<void>
  /** One more parcel of an order, and `ParcelMade`, in one statement. */
  makeAnother(parcel: Parcel, eventId: string): Promise<void>
}

/**
 * Lenses of an order are made again (OPT-10): what of it is in the shop waits for them. Where all has left another parcel brings them, to where the last
 * one went and in the same way. Sent once they are there, by `sendParcels`.
 */
export async function remakeParcel(
  { carrier, clock, ids }: Pick<MakeParcelNeeds, 'carrier' | 'clock' | 'ids'>,
  store: RemakeParcelStore,
  orderId: string,
  lines: readonly ParcelLine[],
): Promise<void> {
  await store.waitAgain(orderId)
  const parcels = await store.ofOrders([orderId])
  const last = parcels.at(-1)
  if (!last) return // none was made: it will wait when it is
  const inShop = parcels.filter(({ state }) => state === 'made')
  for (const parcel of inShop) if (!parcel.waits) await store.hold({ ...parcel, waits: true }, ids())
  if (inShop.length > 0 || last.state === 'stopped') return
  const [id, now] = [ids(), clock().toISOString()]
  const made = { ...last, id, lines, state: 'made', waits: true, scans: [], createdAt: now, earliest: '', latest: '' } as const
  await store.makeAnother({ ...made, trackingNumber: carrier.numberOf(ids()), trackingUrl: '', label: 0 }, ids())
}
