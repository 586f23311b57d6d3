import type { Ids } from '@vitrine/platform/ids/ids'
import type { PaidOrder, Parcel, ParcelLine } from '../domain/parcel.ts'

export interface ChangeParcelsStore {
  /** Remembers how far the order was heard of. False when that is known, or more. */
  isNews(orderId: string, version: number): Promise<boolean>
  ofOrders(orderIds: readonly string[]): Promise<readonly Parcel[]>
  /** Writes contents and address of a parcel that is still in the shop, and tells `ParcelRepacked`; one without contents stays there for good. */
  repack(parcel: Parcel, eventId: string): Promise<void>
}

export interface ChangedOrder extends Pick<PaidOrder, 'id' | 'lines' | 'address'> {
  /** Grows with each change of the order; 0 from an orders service that did not tell it. */
  readonly version: number
}

/**
 * Follows an order that changed before its parcels left: other pieces, another address. What has left stays as it was. Pieces that were taken out are taken
 * from the youngest parcel first; what is in none yet goes into the first that is in the shop. Twice is once, and what is heard late is not followed.
 */
export async function changeParcels(ids: Ids, store: ChangeParcelsStore, { id, lines, address, version }: ChangedOrder): Promise<void> {
  if (version > 0 && !(await store.isNews(id, version))) return
  const left = new Map<string, ParcelLine>()
  for (const line of lines) left.set(line.variantId, { ...line, quantity: line.quantity + (left.get(line.variantId)?.quantity ?? 0) })
  const take = ({ variantId, quantity, ...line }: ParcelLine): ParcelLine => {
    const wanted = left.get(variantId)
    const taken = Math.min(quantity, wanted?.quantity ?? 0)
    if (wanted) left.set(variantId, { ...wanted, quantity: wanted.quantity - taken })
    return { ...line, variantId, quantity: taken }
  }
  const parcels = await store.ofOrders([id])
  for (const parcel of parcels) if (parcel.state !== 'made' && parcel.state !== 'stopped') parcel.lines.map(take)
  const repacked = parcels.filter(({ state }) => state === 'made').map((parcel) => ({ ...parcel, lines: parcel.lines.map(take) }))
  for (const [n, parcel] of repacked.entries()) {
    const more = n === 0 && version > 0 ? [...left.values()] : []
    const held = together([...parcel.lines, ...more])
    await store.repack({ ...parcel, lines: held, address, state: held.length === 0 ? 'stopped' : 'made' }, ids())
  }
}

/** One line for each variant, and none without pieces. */
function together(lines: readonly ParcelLine[]): ParcelLine[] {
  const byVariant = new Map<string, ParcelLine>()
  for (const line of lines) {
    const quantity = line.quantity + (byVariant.get(line.variantId)?.quantity ?? 0)
    if (quantity > 0) byVariant.set(line.variantId, { ...line, quantity })
  }
  return [...byVariant.values()]
}
