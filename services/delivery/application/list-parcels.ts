import type { Clock } from '@vitrine/platform/clock/clock'
import type { Parcel } from '../domain/parcel.ts'

export interface ParcelArchive {
  find(parcelId: string): Promise<Parcel | undefined>
  ofOrders(orderIds: readonly string[]): Promise<readonly Parcel[]>
  /** Newest first, after the parcel of that id. An empty state is any. `today`: of which day late is meant. */
  newest(filter: ParcelFilter & { after: string; limit: number; today: string }): Promise<readonly Parcel[]>
}

/**
 * What is to be done with parcels: get a number; be handed over; be awaited; be asked after, because the day it was promised for has passed; be made good.
 */
export const parcelViews = ['to-label', 'to-hand-over', 'under-way', 'late', 'lost'] as const
export type ParcelView = (typeof parcelViews)[number]

export interface ParcelFilter {
  readonly state: string
  readonly view: ParcelView | undefined
}

export interface ParcelPage {
  readonly parcels: readonly Parcel[]
  /** Empty at the end. */
  readonly nextCursor: string
}

interface AskedParcels {
  /** Empty when it is not one that is asked for. */
  readonly parcelId: string
  readonly orderIds: readonly string[]
  readonly state: string
  readonly view: string
  readonly cursor: string
  readonly limit: number
}

/** One parcel; those of up to 100 orders; or those of the shop, newest first. Throws RangeError for more, a page outside 1 to 100, a view nobody knows. */
export async function listParcels(
  { parcels: archive, clock }: { readonly parcels: ParcelArchive; readonly clock: Clock },
  { parcelId, orderIds, state, view: asked, cursor, limit }: AskedParcels,
): Promise<ParcelPage> {
  if (parcelId !== '') return { parcels: [await archive.find(parcelId)].filter((found) => found !== undefined), nextCursor: '' }
  if (orderIds.length > 100) throw new RangeError(`${orderIds.length} orders, at most 100`)
  if (orderIds.length > 0) return { parcels: await archive.ofOrders(orderIds), nextCursor: '' }
  if (limit < 1 || limit > 100) throw new RangeError(`limit is ${limit}, not 1 to 100`)
  const view = parcelViews.find((known) => known === asked)
  if (asked !== '' && !view) throw new RangeError(`view is ${asked}`)
  const today = clock().toISOString().slice(0, 10)
  const found = await archive.newest({ state, view, after: cursor, limit: limit + 1, today })
  const parcels = found.slice(0, limit)
  return { parcels, nextCursor: found.length > limit ? (parcels.at(-1)?.id ?? '') : '' }
}
