import type { Clock } from '@vitrine/platform/clock/clock'
import type { Ids } from '@vitrine/platform/ids/ids'
import { Fault } from '@vitrine/platform/rpc/fault'
import { type Parcel, type ParcelLine, taking } from '../domain/parcel.ts'
import { announced, type Carrier, type PlannedScan } from './make-parcel.ts'

export interface SplitParcelStore {
  find(parcelId: string): Promise<Parcel | undefined>
  /** Lessens the one, makes the other and tells both, in one statement. False when the parcel is not as it was read, or the other one is there. */
  split(
    source: Parcel,
    left: readonly ParcelLine[],
    made: Parcel,
    plan: PlannedScan | undefined,
    eventIds: readonly [string, string],
  ): Promise<boolean>
}

export interface SplitParcelNeeds {
  readonly parcels: SplitParcelStore
  readonly carrier: Carrier
  readonly clock: Clock
  readonly ids: Ids
  readonly published: () => void
}

export interface Split {
  readonly parcelId: string
  /** Drawn by the caller: the same split again makes one parcel. */
  readonly newParcelId: string
  readonly lines: readonly Pick<ParcelLine, 'variantId' | 'quantity'>[]
}

export type SplitOutcome =
  | { readonly outcome: 'split'; readonly parcel: Parcel }
  | { readonly outcome: 'left'; readonly state: string }
  | { readonly outcome: 'too-many'; readonly variantId: string; readonly held: number }

const attempts = 20

/**
 * Takes pieces out of a parcel that is still in the shop, and makes another parcel of them, to the same address, with a number of its own.
 *
 * Nothing is lost or doubled: both are written over the parcel as it was read, so of two that take the same piece at once one is refused. Twice is once.
 * Refusals: the parcel left, or is stopped; more pieces than it holds. Throws RangeError for no pieces, or for all of them. Fault: `not-found`.
 */
export async function splitParcel(needs: SplitParcelNeeds, { parcelId, newParcelId, lines }: Split): Promise<SplitOutcome> {
  if (newParcelId === '' || newParcelId === parcelId) throw new RangeError('newParcelId is missing')
  for (let attempt = 0; attempt < attempts; attempt++) {
    const [source, twin] = [await needs.parcels.find(parcelId), await needs.parcels.find(newParcelId)]
    if (!source || (twin && twin.orderId !== source.orderId)) throw new Fault('not-found', `no parcel ${parcelId}`)
    if (twin) return { outcome: 'split', parcel: twin }
    if (source.state !== 'made') return { outcome: 'left', state: source.state }
    const taken = taking(source.lines, lines)
    if ('tooMany' in taken) return { outcome: 'too-many', ...taken.tooMany }
    const [now, at] = [needs.clock(), needs.ids()]
    const made = {
      ...source,
      id: newParcelId,
      lines: taken.out,
      scans: [],
      ...{ trackingNumber: needs.carrier.numberOf(at), trackingUrl: '', label: 0 },
      createdAt: now.toISOString(),
    }
    if (await needs.parcels.split(source, taken.left, made, announced(needs.carrier, made, now), [needs.ids(), needs.ids()])) {
      needs.published()
      return { outcome: 'split', parcel: made }
    }
  }
  throw new Fault('unavailable', `parcel ${parcelId} changes too fast`)
}
