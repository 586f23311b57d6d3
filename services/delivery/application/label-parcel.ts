import type { Ids } from '@vitrine/platform/ids/ids'
import { Fault } from '@vitrine/platform/rpc/fault'
import { trackingUrlOf } from '../domain/delivery-method.ts'
import { checkedNumber, type Parcel, takesNumber } from '../domain/parcel.ts'
import type { MethodStore } from './list-options.ts'

export interface LabelParcelStore {
  find(parcelId: string): Promise<Parcel | undefined>
  /** Writes the label over the one before and tells `ParcelLabelled`, in one statement. `changed`: the parcel is not as it was read. */
  label(parcel: Parcel, eventId: string): Promise<'labelled' | 'changed' | 'taken'>
}

export interface LabelParcelNeeds {
  readonly methods: Pick<MethodStore, 'list'>
  readonly parcels: LabelParcelStore
  readonly ids: Ids
  readonly published: () => void
}

export type LabelOutcome =
  | { readonly outcome: 'labelled'; readonly parcel: Parcel }
  | { readonly outcome: 'ended'; readonly state: string }
  | { readonly outcome: 'taken' }

const attempts = 20

/**
 * Writes the carrier's number on a parcel, and where it is followed by it, by what its method says now; an empty number takes it off. Twice is once.
 *
 * Refusals: the parcel has ended; another one has this number. Throws RangeError for what is no number. Fault: `not-found`.
 */
export async function labelParcel(needs: LabelParcelNeeds, parcelId: string, typed: string): Promise<LabelOutcome> {
  const trackingNumber = checkedNumber(typed)
  for (let attempt = 0; attempt < attempts; attempt++) {
    const parcel = await needs.parcels.find(parcelId)
    if (!parcel) throw new Fault('not-found', `no parcel ${parcelId}`)
    const method = (await needs.methods.list()).find(({ id }) => id === parcel.methodId)
    const label = { trackingNumber, trackingUrl: trackingUrlOf(method, trackingNumber) }
    if (parcel.trackingNumber === trackingNumber && parcel.trackingUrl === label.trackingUrl) return { outcome: 'labelled', parcel }
    if (!takesNumber(parcel.state)) return { outcome: 'ended', state: parcel.state }
    const labelled = { ...parcel, ...label, label: parcel.label + 1 }
    const outcome = await needs.parcels.label(labelled, needs.ids())
    if (outcome === 'taken') return { outcome }
    if (outcome === 'changed') continue
    needs.published()
    return { outcome: 'labelled', parcel: labelled }
  }
  throw new Fault('unavailable', `parcel ${parcelId} changes too fast`)
}
