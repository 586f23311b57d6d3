import type { Viewer } from '../../domain/cart.ts'
import type { PaymentChoice } from '../../domain/checkout.ts'
import { decided, type FrameOutcome, type HomeTrial, type TrialAction, trialActions, type TrialState } from '../../domain/home-trial.ts'
import { runTrial, type TrialNeeds } from './run-trial.ts'
import { editTrial, type TrialChange, trialFor } from './trial-store.ts'

export type ChangedTrial =
  | { readonly outcome: 'changed'; readonly trial: HomeTrial }
  | { readonly outcome: 'refused'; readonly state: TrialState; readonly allowed: readonly TrialAction[] }

export interface FrameReport {
  readonly variantId: string
  readonly outcome: FrameOutcome
}

/** What people may do with a trial as it is. */
export function allowedOf(trial: Pick<HomeTrial, 'state' | 'deposit' | 'owes'>): readonly TrialAction[] {
  const byState = (Object.keys(trialActions) as TrialAction[]).filter((action) =>
    (trialActions[action] as readonly TrialState[]).includes(trial.state),
  )
  const left: Partial<Record<TrialAction, boolean>> = { deposit: trial.deposit.state === 'dropped', cancel: !isCallingOff(trial) }
  return byState.filter((action) => left[action] ?? true)
}

const isCallingOff = ({ owes }: Pick<HomeTrial, 'owes'>): boolean => owes.includes('stop')

/**
 * Calls a trial off before its parcel left: the pieces are on sale again, the deposit is dropped. Twice is once. It is called off once delivery has stopped the
 * parcel, which is asked until it answers; refused, where the carrier has it.
 */
export async function cancelTrial(needs: TrialNeeds, trialId: string, viewer: Viewer): Promise<ChangedTrial> {
  const isDone = (trial: HomeTrial) => trial.state === 'cancelled' || isCallingOff(trial)
  const outcome = await changing(needs, { trialId, viewer, action: 'cancel', isDone }, (trial, at) => ({
    trial: {
      ...{ ...trial, owes: ['stop', ...trial.owes], action: null, tries: 0 },
      timeline: [...trial.timeline, { at, event: 'trial-calling-off', facts: {} }],
    },
  }))
  if (outcome.outcome === 'refused' || isDone(outcome.trial)) return outcome
  return { outcome: 'refused', state: outcome.trial.state, allowed: allowedOf(outcome.trial) }
}

/** The customer keeps frames: their prices are taken from the deposit once it is known what becomes of the others. */
export const keepFrames = (needs: TrialNeeds, trialId: string, variantIds: readonly string[], viewer: Viewer): Promise<ChangedTrial> =>
  reporting(
    needs,
    { trialId, viewer, action: 'keep' },
    variantIds.map((variantId) => ({ variantId, outcome: 'kept' })),
  )

/** What staff found in the parcel that came back. Only what time does makes a frame missing. */
export function recordReturn(needs: TrialNeeds, trialId: string, frames: readonly FrameReport[], viewer: Viewer): Promise<ChangedTrial> {
  if (frames.some(({ outcome }) => outcome === 'missing')) throw new RangeError('frames: none is missing before two notices')
  return reporting(needs, { trialId, viewer, action: 'return' }, frames)
}

/** The customer has the deposit set aside again, where the bank would have let go of it. */
export const setDeposit = (needs: TrialNeeds, trialId: string, payment: PaymentChoice, viewer: Viewer): Promise<ChangedTrial> =>
  changing(needs, { trialId, viewer, action: 'deposit', isDone: () => false }, (trial, at) => ({
    trial: {
      ...trial,
      payment,
      deposit: { ...trial.deposit, state: 'asking' },
      owes: ['renew', ...trial.owes],
      timeline: [...trial.timeline, { at, event: 'trial-deposit-asked', facts: {} }],
    },
  }))

interface Asked {
  readonly trialId: string
  readonly viewer: Viewer
  readonly action: TrialAction
  /** It was done before: nothing changes. */
  readonly isDone: (trial: HomeTrial) => boolean
}

function reporting(needs: TrialNeeds, asked: Omit<Asked, 'isDone'>, reports: readonly FrameReport[]): Promise<ChangedTrial> {
  if (reports.length === 0) throw new RangeError('frames: none is named')
  const isDone = ({ frames }: HomeTrial) =>
    reports.every(({ variantId, outcome }) => frames.some((frame) => frame.variantId === variantId && frame.outcome === outcome))
  return changing(needs, { ...asked, isDone }, (trial, at) => {
    const next = decided(trial, reports, at)
    const facts = Object.fromEntries(reports.map(({ variantId, outcome }) => [variantId, outcome]))
    const event = asked.action === 'keep' ? 'trial-kept' : 'trial-received'
    const before = trial.timeline.length
    return { trial: { ...next, timeline: next.timeline.toSpliced(before, 0, { at, event, facts }) } }
  })
}

/** Fault: `not-found`, also for somebody else's trial. */
async function changing(needs: TrialNeeds, asked: Asked, change: (trial: HomeTrial, at: string) => TrialChange): Promise<ChangedTrial> {
  await trialFor(needs.trials, asked.trialId, asked.viewer)
  const now = needs.clock()
  let refused: HomeTrial | undefined
  await editTrial(needs.trials, asked.trialId, now, (trial) => {
    refused = undefined
    if (asked.isDone(trial)) return undefined
    if (allowedOf(trial).includes(asked.action)) return change(trial, now.toISOString())
    refused = trial
    return undefined
  })
  if (refused) return { outcome: 'refused', state: refused.state, allowed: allowedOf(refused) }
  await runTrial(needs, asked.trialId)
  return { outcome: 'changed', trial: await trialFor(needs.trials, asked.trialId, asked.viewer) }
}
