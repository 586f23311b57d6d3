import { arrived, type HomeTrial, mayMove, movedTrial } from '../../domain/home-trial.ts'
import { hasLeft } from '../../domain/parcels.ts'
import { type ParcelNews, withParcel } from '../hear-parcel.ts'
import { editTrial, type TrialStore, type TrialTellings } from './trial-store.ts'

export interface HearTrialParcelNeeds {
  /** The store inside the transaction that remembers the event. */
  readonly trials: Pick<TrialStore, 'find' | 'change'>
  readonly trialTellings: TrialTellings
}

/** What delivery tells of the parcel of a trial. News that are late or come twice change nothing; of a trial that ended they are shown, and move nothing. */
export async function hearTrialParcel({ trials, trialTellings }: HearTrialParcelNeeds, news: ParcelNews): Promise<void> {
  await editTrial(trials, news.orderId, news.at, (trial) => {
    const deliveries = withParcel(trial.deliveries, news)
    if (deliveries === trial.deliveries) return undefined
    const after = following({ ...trial, deliveries }, news)
    return {
      trial: after,
      told: after.state === 'delivered' && trial.state !== 'delivered' ? [trialTellings.moved(after, 'delivered')] : [],
    }
  })
}

function following(trial: HomeTrial, { state, at }: ParcelNews): HomeTrial {
  const moment = at.toISOString()
  if (state === 'delivered' && mayMove(trial.state, 'delivered')) return arrived(trial, moment)
  if (hasLeft(state) && mayMove(trial.state, 'sent')) return movedTrial(trial, 'sent', moment)
  return trial
}
