import { Fault } from '@vitrine/platform/rpc/fault'
import type { Viewer } from '../../domain/cart.ts'
import { type HomeTrial, nextEvent, type TrialState } from '../../domain/home-trial.ts'
import type { Telling } from '../tell-order.ts'

/** What happened to a trial: `noticed`, nothing came back in time; `deposit-asked`, it is not set aside any more. */
export type TrialNews = 'begun' | 'delivered' | 'noticed' | 'deposit-asked' | 'closed' | 'cancelled'

/** What orders tells of trials. */
export interface TrialTellings {
  moved(trial: HomeTrial, what: TrialNews): Telling
  recalled(trial: HomeTrial, recall: Recall): Telling
}

/** A lot that was recalled, as the shop says it. */
export interface Recall {
  readonly variantId: string
  readonly lot: string
  readonly note: string
}

export interface TrialChange {
  readonly trial: HomeTrial
  readonly told?: readonly Telling[]
  /** When it is looked at next, where that is later than what it owes and time say. */
  readonly dueAt?: Date
}

export interface TrialFilter {
  readonly customerId: string
  /** Empty is any. */
  readonly state: TrialState | ''
  /** Those alone whose frames should be back by then. */
  readonly lateAt?: Date
}

export interface TrialStore {
  find(trialId: string): Promise<HomeTrial | undefined>
  /** Writes a trial that is new, unless its customer has one that has not ended: then that one's id. The same id again is the one there is. */
  begin(trial: HomeTrial): Promise<{ readonly begun: boolean; readonly openId: string }>
  /** Takes away one that may begin again, of which nothing was asked of anybody. */
  makeRoom(trialId: string): Promise<void>
  /** Takes one that nobody works on, and frees it. */
  claim(trialId: string, at: Date, leaseUntil: Date): Promise<HomeTrial | undefined>
  free(trialId: string, at: Date): Promise<void>
  /** Ids of those to be looked at, oldest first. */
  due(at: Date, limit: number): Promise<readonly string[]>
  /** Makes one that waits for its customer at the bank due now. */
  wake(trialId: string, at: Date): Promise<void>
  /** Writes it over the version it was made from, with what is told, in one statement. False when somebody else wrote meanwhile. */
  change(change: Omit<TrialChange, 'dueAt'> & { readonly dueAt: Date | null }): Promise<boolean>
  /** Those out of the shop with this frame among them, at most 1,000. */
  outWith(variantId: string): Promise<readonly HomeTrial[]>
  /** Those of these ids that are trials. */
  among(ids: readonly string[]): Promise<readonly HomeTrial[]>
  /** Tells something of trials that stay as they are. */
  tell(about: readonly { readonly trialId: string; readonly telling: Telling }[]): Promise<void>
  /** Newest first, by position. */
  list(
    filter: TrialFilter,
    before: number | undefined,
    limit: number,
  ): Promise<readonly { readonly position: number; readonly trial: HomeTrial }[]>
}

const attempts = 20

/** When a trial is looked at next: at once for what it owes, or when time does something to it. */
export const dueAtOf = (trial: HomeTrial, at: Date): Date | null => (trial.owes.length > 0 ? at : (nextEvent(trial)?.at ?? null))

/** Changes a trial, or leaves it when `decide` says so. Two changes at once both hold, one after the other. Answers the trial as it is afterwards. */
export async function editTrial(
  store: Pick<TrialStore, 'find' | 'change'>,
  trialId: string,
  at: Date,
  decide: (trial: HomeTrial) => TrialChange | undefined,
): Promise<HomeTrial | undefined> {
  for (let attempt = 0; attempt < attempts; attempt++) {
    const trial = await store.find(trialId)
    if (!trial) return undefined
    const change = decide(trial)
    if (!change) return trial
    if (await store.change({ dueAt: dueAtOf(change.trial, at), ...change })) return { ...change.trial, version: trial.version + 1 }
  }
  throw new Fault('unavailable', `home trial ${trialId} changes too fast`)
}

/** Of its customer, or for staff. Fault: `not-found`, also for somebody else's. */
export async function trialFor(store: Pick<TrialStore, 'find'>, trialId: string, viewer: Viewer): Promise<HomeTrial> {
  const trial = await store.find(trialId)
  if (!trial || (!viewer.isStaff && trial.customerId !== viewer.customerId)) throw new Fault('not-found', `no home trial ${trialId}`)
  return trial
}
