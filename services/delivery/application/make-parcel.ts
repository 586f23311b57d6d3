import type { Clock } from '@vitrine/platform/clock/clock'
import type { Ids } from '@vitrine/platform/ids/ids'
import { type WaitsFor, type PaidOrder, type Parcel, type ScanState } from '../domain/parcel.ts'
import { workingDaysAfter } from '../domain/working-days.ts'
import { daysOf, type MethodStore } from './list-options.ts'

/** What the simulated carrier is going to see next of a parcel it was announced. */
export interface PlannedScan {
  readonly state: ScanState
  readonly place: string
  readonly dueAt: Date
}

export interface Carrier {
  /** The number a new parcel gets, from an id nobody can guess; empty where the carrier gives it out on paper, and staff write it. */
  numberOf(id: string): string
  /** What it sees first; undefined where nobody plans that. */
  announce(parcel: Parcel, at: Date): PlannedScan | undefined
  /** What it sees after this one, of a parcel that goes to `city`. */
  after(seen: Omit<PlannedScan, 'place'>, city: string): PlannedScan | undefined
}

export interface MakeParcelStore {
  /** Remembers that the order waits. False when what it waits for has come meanwhile. */
  waitFor(orderId: string, what: WaitsFor): Promise<boolean>
  /** Writes the parcel, its plan and `ParcelMade` in one statement, unless the order has a parcel or was cancelled. */
  make(parcel: Parcel, plan: PlannedScan | undefined, eventId: string): Promise<void>
}

export interface MakeParcelNeeds {
  readonly methods: Pick<MethodStore, 'list'>
  readonly carrier: Carrier
  readonly clock: Clock
  readonly ids: Ids
}

/**
 * Makes the parcel of an order that was paid, and announces it to the carrier unless the order waits: for pieces, for lenses from the lab, or for the check of
 * the pieces it replaces. Twice is once; an order that was cancelled
 * gets none, and one whose pieces came does not wait, whatever is heard first.
 */
export async function makeParcel(
  { methods, carrier, clock, ids }: MakeParcelNeeds,
  store: MakeParcelStore,
  order: PaidOrder,
): Promise<void> {
  const method = (await methods.list()).find(({ id }) => id === order.methodId)
  const [id, now] = [ids(), clock()]
  const awaitsPieces = order.waitsUntil !== '' && (await store.waitFor(order.id, 'pieces'))
  const awaitsLenses = order.lensDays > 0 && (await store.waitFor(order.id, 'lenses'))
  const awaitsReturn = order.awaitsReturn && (await store.waitFor(order.id, 'return'))
  const waits = awaitsPieces || awaitsLenses || awaitsReturn
  const [first = '', from = first] = [
    awaitsPieces ? order.waitsUntil : '',
    awaitsLenses ? workingDaysAfter(now, order.lensDays) : '',
  ].toSorted()
  const leaves = from > now.toISOString() ? new Date(from) : now
  const days = method ? daysOf(method, leaves) : { earliest: '', latest: '' }
  const { lines, address } = order
  const made = { id, orderId: order.id, lines, address, ...days, state: 'made', waits, scans: [], createdAt: now.toISOString() } as const
  const of = { methodId: order.methodId, orderNumber: order.number, forTrial: order.forTrial, trackingUrl: '', label: 0 }
  const parcel: Parcel = { ...made, ...of, carrier: method?.carrier ?? '', trackingNumber: carrier.numberOf(ids()) }
  await store.make(parcel, announced(carrier, parcel, now), ids())
}

/** What the carrier plans for a parcel; of one that waits it is told nothing yet. */
export const announced = (carrier: Carrier, parcel: Parcel, now: Date): PlannedScan | undefined =>
  parcel.waits ? undefined : carrier.announce(parcel, now)
