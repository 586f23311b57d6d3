import type { Ids } from '@vitrine/platform/ids/ids'
import type { PaidOrder, Parcel, ParcelLine } from '../domain/parcel.ts'

export interface ChangeParcelsStore {
  ofOrders(orderIds: readonly string[]): Promise<readonly Parcel[]>
  /** Writes contents and address of a parcel that is still in the shop, and tells `ParcelRepacked`; one without contents stays there for good. */
  repack(parcel: Parcel, eventId: string): Promise<void>
}

/**
 * Follows an order that changed before its parcels left: other pieces, another address. What has left stays as it was. Pieces that were taken out are taken
 * from the youngest parcel first. Twice is once.
 */
export async function changeParcels(
  ids: Ids,
  store: ChangeParcelsStore,
  { id, lines, address }: Omit<PaidOrder, 'methodId' | 'waitsUntil' | 'awaitsReturn' | 'lensDays'>,
): Promise<void> {
  const left = new Map(lines.map(({ variantId, quantity }) => [variantId, quantity]))
  const take = ({ variantId, quantity, ...line }: ParcelLine): ParcelLine => {
    const taken = Math.min(quantity, left.get(variantId) ?? 0)
    left.set(variantId, (left.get(variantId) ?? 0) - taken)
    return { ...line, variantId, quantity: taken }
  }
  const parcels = await store.ofOrders([id])
  for (const parcel of parcels) if (parcel.state !== 'made' && parcel.state !== 'stopped') parcel.lines.map(take)
  for (const parcel of parcels) {
    if (parcel.state !== 'made') continue
    const held = parcel.lines.map(take).filter(({ quantity }) => quantity > 0)
    await store.repack({ ...parcel, lines: held, address, state: held.length === 0 ? 'stopped' : 'made' }, ids())
  }
}
