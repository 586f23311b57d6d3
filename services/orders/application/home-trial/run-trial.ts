import type { OneFailed } from '@vitrine/platform/watch/log'
import type { Client } from '@connectrpc/connect'
import type { DeliveryService } from '@vitrine/contracts/delivery/v1'
import type { PaymentService } from '@vitrine/contracts/payments/v1'
import type { StockService } from '@vitrine/contracts/stock/v1'
import type { Clock } from '@vitrine/platform/clock/clock'
import { leaseMs, pauseMs } from '../../domain/checkout.ts'
import { afterTime, type HomeTrial, movedTrial, nextEvent, type Owed } from '../../domain/home-trial.ts'
import type { InvoiceStore } from '../issue-invoices.ts'
import { type Done, doing } from './owed-by-trial.ts'
import type { VatNeeds } from '../state-vat.ts'
import { editTrial, type TrialChange, type TrialStore, type TrialTellings } from './trial-store.ts'

/** Where a test may end the process: around the call to another service, and around the commit that says it is done. */
export type TrialPoint = `orders.trial.${Owed}.${'before' | 'after'}-${'call' | 'commit'}`

export interface TrialNeeds extends VatNeeds {
  readonly trials: TrialStore
  readonly stock: Pick<Client<typeof StockService>, 'reserve' | 'keep' | 'release' | 'releasePart' | 'fulfilPart'>
  readonly payments: Pick<Client<typeof PaymentService>, 'authorise' | 'getAttempt' | 'capture' | 'void' | 'refund' | 'removeSavedMethod'>
  readonly delivery: Pick<Client<typeof DeliveryService>, 'stopParcel'>
  readonly invoices: Pick<InvoiceStore, 'issue'>
  readonly seller: readonly string[]
  readonly timeZone: string
  readonly tellings: TrialTellings
  readonly clock: Clock
  readonly published: () => void
  readonly failpoint: (point: TrialPoint) => Promise<void>
}

/** Few at once: the job shares the pool with the shop's own traffic. */
const atOnce = 5
/** More than a trial can owe and meet at one time. */
const mostSteps = 30
const moneyPauseMs = 3_600_000

/**
 * Does what a trial owes, one after the other, and what time does to it, unless somebody else is at it. What gets no answer is asked again until it does,
 * under the same ids: doing it twice is doing it once. A process that dies is finished by the next one.
 */
export async function runTrial(needs: TrialNeeds, trialId: string): Promise<void> {
  const now = needs.clock()
  const claimed = await needs.trials.claim(trialId, now, new Date(now.getTime() + leaseMs))
  if (!claimed) return
  let trial: HomeTrial | undefined = claimed
  for (let step = 0; trial && step < mostSteps; step++) trial = await stepping(needs, trial)
  await needs.trials.free(trialId, needs.clock())
  needs.published()
}

/** Takes up trials whose time has come. Answers how many. Any number of processes may do so at once. */
export async function runDueTrials(needs: TrialNeeds, failed: OneFailed): Promise<number> {
  const due = await needs.trials.due(needs.clock(), atOnce)
  for (const trialId of due) await runTrial(needs, trialId).catch((error: unknown) => failed(trialId, error))
  return due.length
}

/** Undefined when there is nothing to do now. */
async function stepping(needs: TrialNeeds, trial: HomeTrial): Promise<HomeTrial | undefined> {
  const [owed] = trial.owes
  const now = needs.clock()
  if (owed) return paying(needs, trial, owed)
  const next = nextEvent(trial)
  if (!next || next.at > now) return undefined
  return editTrial(needs.trials, trial.id, now, (latest) => {
    const due = nextEvent(latest)
    if (latest.owes.length > 0 || !due || due.at > now) return undefined
    const after = afterTime(latest, due.event, now.toISOString())
    return { trial: after, told: due.event === 'notice' ? [needs.tellings.moved(after, 'noticed')] : [] }
  })
}

async function paying(needs: TrialNeeds, trial: HomeTrial, owed: Owed): Promise<HomeTrial | undefined> {
  await needs.failpoint(`orders.trial.${owed}.before-call`)
  const done = await doing(needs, trial, owed)
  await needs.failpoint(`orders.trial.${owed}.after-call`)
  const now = needs.clock()
  let isOver = false
  await needs.failpoint(`orders.trial.${owed}.before-commit`)
  const after = await editTrial(needs.trials, trial.id, now, (latest) => {
    // Somebody went ahead, or asked for something else of its deposit meanwhile.
    if (latest.owes[0] !== owed || latest.deposit.attempt !== trial.deposit.attempt) return undefined
    isOver = typeof done !== 'function'
    return changeBy(needs, latest, done, now)
  })
  await needs.failpoint(`orders.trial.${owed}.after-commit`)
  return isOver ? undefined : after
}

function changeBy(needs: TrialNeeds, trial: HomeTrial, done: Done, now: Date): TrialChange {
  if (typeof done === 'string') {
    const pause = done === 'waits' ? moneyPauseMs : pauseMs(trial.tries)
    return { trial: { ...trial, tries: trial.tries + 1 }, dueAt: new Date(now.getTime() + pause) }
  }
  if ('action' in done) {
    return { trial: { ...trial, action: done.action, tries: trial.tries + 1 }, dueAt: new Date(now.getTime() + pauseMs(trial.tries)) }
  }
  const [, ...owes] = trial.owes
  const { trial: next, told } = done({ ...trial, owes, action: null, tries: 0 })
  if (next.state !== 'settling' || next.owes.length > 0) return { trial: next, told: told.map((what) => needs.tellings.moved(next, what)) }
  const facts = { takenMinor: String(next.takenMinor), currency: next.currency }
  const closed = movedTrial(next, 'closed', now.toISOString(), facts)
  return { trial: closed, told: [...told, 'closed' as const].map((what) => needs.tellings.moved(closed, what)) }
}
