import { type HomeTrial, type LotSpan, mayHold } from '../../domain/home-trial.ts'
import type { Recall, TrialStore, TrialTellings } from './trial-store.ts'

export interface RecallNeeds {
  /** The store inside the transaction that remembers the event. */
  readonly trials: Pick<TrialStore, 'outWith' | 'among' | 'tell'>
  readonly trialTellings: TrialTellings
}

/** Trials that have, or may have, a frame of a lot (STK-8). */
export const holdersOf = async (trials: Pick<TrialStore, 'outWith'>, variantId: string, span: LotSpan): Promise<readonly HomeTrial[]> =>
  (await trials.outWith(variantId)).filter((trial) => mayHold(trial, variantId, span))

/** A lot was recalled: whoever has a frame of it at home, or may have, is told as buyers are. */
export async function hearCalledBack(needs: RecallNeeds, recall: Recall, span: LotSpan): Promise<void> {
  await telling(needs, await holdersOf(needs.trials, recall.variantId, span), recall)
}

/** Pieces of it went to a trial: a frame was kept. Of what is an order nothing is told, orders are heard of by their own event. */
export const hearKeptOf = async (needs: RecallNeeds, trialId: string, recall: Recall): Promise<void> =>
  telling(needs, await needs.trials.among([trialId]), recall)

async function telling({ trials, trialTellings }: RecallNeeds, found: readonly HomeTrial[], recall: Recall): Promise<void> {
  // Who was forgotten has no address.
  const told = found.filter(({ email }) => email !== '')
  if (told.length > 0) await trials.tell(told.map((trial) => ({ trialId: trial.id, telling: trialTellings.recalled(trial, recall) })))
}
