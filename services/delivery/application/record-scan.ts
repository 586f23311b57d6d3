import type { Clock } from '@vitrine/platform/clock/clock'
import type { Ids } from '@vitrine/platform/ids/ids'
import { Fault } from '@vitrine/platform/rpc/fault'
import { isScanState, type ScanState } from '../domain/parcel.ts'
import type { Carrier, PlannedScan } from './make-parcel.ts'

export interface HeardScan {
  readonly id: string
  /** One of both is empty. */
  readonly trackingNumber: string
  readonly parcelId: string
  readonly state: ScanState
  readonly at: Date
  readonly place: string
}

/** `kept`: the parcel was there or further. `waits`: refused, because no carrier can have a parcel whose order waits for pieces. */
export type Recorded = 'moved' | 'kept' | 'waits'

export interface ScanStore {
  /** Keeps the scan, moves the parcel and tells `ParcelMoved`, in one statement. */
  record(scan: HeardScan, heardAt: Date, eventId: string): Promise<Recorded | 'unknown-parcel'>
}

export interface RecordScanNeeds {
  readonly scans: ScanStore
  readonly clock: Clock
  readonly ids: Ids
  readonly published: () => void
}

/**
 * What the carrier saw. Answers what became of it.
 *
 * One scan id counts once. A scan older than the parcel's state is kept and moves nothing, so the order of arrival does not matter (DLV-3).
 * Throws RangeError for a state no carrier sees, and for a parcel named in no way or in two. Fault: `not-found` for one nobody knows.
 */
export async function recordScan(needs: RecordScanNeeds, scan: Omit<HeardScan, 'state'> & { state: string }): Promise<Recorded> {
  const { state } = scan
  if (!isScanState(state)) throw new RangeError(`${state} is not what a carrier sees`)
  if (scan.id === '') throw new RangeError('scanId is missing')
  if ((scan.trackingNumber === '') === (scan.parcelId === '')) throw new RangeError('one of trackingNumber and parcelId names the parcel')
  const outcome = await needs.scans.record({ ...scan, state }, needs.clock(), needs.ids())
  if (outcome === 'unknown-parcel') throw new Fault('not-found', `no parcel ${scan.trackingNumber || scan.parcelId}`)
  if (outcome === 'moved') needs.published()
  return outcome
}

export interface PlanStore {
  /** Scans of the simulated carrier that are due, oldest first, at most 100, each with the town its parcel goes to. */
  due(at: Date): Promise<readonly (Omit<HeardScan, 'id' | 'trackingNumber'> & { readonly city: string })[]>
  /** The scan is planned no more, and the next one is, in one statement; nothing is where it was done before, or its parcel was stopped. */
  done(parcelId: string, state: ScanState, next: PlannedScan | undefined): Promise<void>
}

/**
 * Lets the simulated carrier see what it planned to see by now, of each parcel one scan. Answers how many it made.
 * Two processes at once, or one that dies half-way, record a scan twice under one id, which counts once.
 */
export async function makeDueScans(needs: RecordScanNeeds & { plan: PlanStore; carrier: Carrier }): Promise<number> {
  const due = await needs.plan.due(needs.clock())
  for (const { city, ...scan } of due) {
    await recordScan(needs, { ...scan, id: `${scan.parcelId}-${scan.state}`, trackingNumber: '' })
    await needs.plan.done(scan.parcelId, scan.state, needs.carrier.after({ state: scan.state, dueAt: scan.at }, city))
  }
  return due.length
}
