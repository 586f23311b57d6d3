import type { Parcel } from '../domain/parcel.ts'

export interface ParcelArchive {
  ofOrders(orderIds: readonly string[]): Promise<readonly Parcel[]>
  /** Newest first, after the parcel of that id. An empty state is any. */
  newest(filter: { state: string; after: string; limit: number }): Promise<readonly Parcel[]>
}

export interface ParcelPage {
  readonly parcels: readonly Parcel[]
  /** Empty at the end. */
  readonly nextCursor: string
}

/** Parcels of up to 100 orders; or, without orders, those of the shop, newest first. Throws RangeError for more, or a page outside 1 to 100. */
export async function listParcels(
  archive: ParcelArchive,
  { orderIds, state, cursor, limit }: { orderIds: readonly string[]; state: string; cursor: string; limit: number },
): Promise<ParcelPage> {
  if (orderIds.length > 100) throw new RangeError(`${orderIds.length} orders, at most 100`)
  if (orderIds.length > 0) return { parcels: await archive.ofOrders(orderIds), nextCursor: '' }
  if (limit < 1 || limit > 100) throw new RangeError(`limit is ${limit}, not 1 to 100`)
  const found = await archive.newest({ state, after: cursor, limit: limit + 1 })
  const parcels = found.slice(0, limit)
  return { parcels, nextCursor: found.length > limit ? (parcels.at(-1)?.id ?? '') : '' }
}
