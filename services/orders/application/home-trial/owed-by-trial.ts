import { withStatedVat } from '../state-vat.ts'
import { timestampFromDate } from '@bufbuild/protobuf/wkt'
import { Code, ConnectError } from '@connectrpc/connect'
import { toMoney } from '@vitrine/contracts/money'
import { holdMs, patienceMs, type PaymentAction } from '../../domain/checkout.ts'
import { keptMethodOf } from '../../domain/hold.ts'
import { attemptIdOf, chargedOf, depositOf, type HomeTrial, movedTrial, type Owed, type Refusal } from '../../domain/home-trial.ts'
import { trialInvoiceOf } from '../../domain/trial-invoice.ts'
import { isOpen } from '../checkout/saga.ts'
import { dropHold, setAsideAnew } from '../set-aside-anew.ts'
import type { TrialNeeds } from './run-trial.ts'
import type { TrialNews } from './trial-store.ts'

/** What follows from an answer: the trial without what it owed first, and what people are told. */
type Following = (trial: HomeTrial) => { readonly trial: HomeTrial; readonly told: readonly TrialNews[] }

/** `open`: no answer yet; `waits`: for money that nobody has set aside; `action`: for the customer, at their bank. */
export type Done = Following | 'open' | 'waits' | { readonly action: PaymentAction }

const timeoutMs = 4_000
const nothing: Following = (trial) => ({ trial, told: [] })

/** Asks another service for what the trial owes first. The ids are the trial's, so that twice is once. */
export async function doing(needs: TrialNeeds, trial: HomeTrial, owed: Owed): Promise<Done> {
  switch (owed) {
    case 'reserve':
      return reserving(needs, trial)
    case 'authorise':
    case 'renew':
      return settingAside(needs, trial, owed)
    case 'stop':
      return stopping(needs, trial)
    case 'keep':
      return keeping(needs, trial)
    case 'drop':
      return dropping(needs, trial, 'dropped')
    case 'give-back':
      return dropping(needs, trial, 'given-back')
    case 'take':
      return taking(needs, trial)
    case 'release':
      return (await answerOf(() => needs.stock.release({ reservationId: trial.id }, { timeoutMs }))) === 'open' ? 'open' : nothing
    case 'invoice':
      return invoicing(needs, trial)
    case 'put-back':
      return puttingBack(needs, trial)
    case 'forget-method':
      return forgetting(needs, trial)
  }
}

const refused = (refusal: Refusal, owes: readonly Owed[], at: Date): Following => {
  return (trial) => ({ trial: { ...movedTrial(trial, 'refused', at.toISOString()), refusal, owes, payment: null }, told: [] })
}

async function reserving({ stock, clock }: TrialNeeds, trial: HomeTrial): Promise<Done> {
  const [now, askedAt] = [clock(), new Date(trial.askedAt).getTime()]
  // Nobody waits for it any more.
  if (now.getTime() > askedAt + patienceMs) return refused({ code: 'unavailable' }, ['release'], now)
  const lines = trial.frames.map(({ variantId }) => ({ variantId, quantity: 1 }))
  const expiresAt = timestampFromDate(new Date(askedAt + holdMs))
  const answer = await answerOf(() => stock.reserve({ reservationId: trial.id, lines, expiresAt }, { timeoutMs }))
  if (answer === 'open') return 'open'
  if (answer?.result.case === 'reserved') return nothing
  const variantIds = answer?.result.case === 'outOfStock' ? answer.result.value.shortages.map(({ variantId }) => variantId) : []
  return refused({ code: 'out-of-stock', variantIds }, [], now)
}

/** What is promised ahead is not there to be lent. */
async function keeping({ stock, clock }: TrialNeeds, trial: HomeTrial): Promise<Done> {
  const answer = await answerOf(() => stock.keep({ reservationId: trial.id }, { timeoutMs }))
  if (answer === 'open') return 'open'
  const now = clock()
  if (answer?.result.case === 'kept' && answer.result.value.waitsUntil === '')
    return (latest) => ({ trial: movedTrial(latest, 'preparing', now.toISOString()), told: ['begun'] })
  return refused({ code: 'out-of-stock', variantIds: [] }, ['give-back', 'release', 'forget-method'], now)
}

/**
 * Has the deposit set aside, the first time or anew. Anew it is tried with the means of payment that was kept for that; where its bank wants to see the
 * customer, they are asked by mail.
 */
async function settingAside(needs: TrialNeeds, trial: HomeTrial, owed: 'authorise' | 'renew'): Promise<Done> {
  const now = needs.clock()
  const failed = (refusal: Refusal): Following => (owed === 'authorise' ? refused(refusal, ['give-back', 'release'], now) : unset(refusal))
  const { deposit, payment, customerId, currency } = trial
  const { provider, method, savedMethodId, attemptId } = deposit
  const way = payment ?? { provider, method, token: '', returnUrl: '', save: false, savedMethodId }
  const hold = { attemptId, orderId: trial.id, customerId, amount: toMoney({ amountMinor: depositOf(trial), currency }) }
  const waiting = { isWatched: payment !== null, isOverdue: isOverdue(trial, now), action: trial.action }
  const answer = await setAsideAnew(needs, hold, way, waiting)
  switch (answer.is) {
    case 'held':
      return (latest) => ({ trial: held(latest, now), told: [] })
    case 'failed':
      return failed({ code: answer.code, reason: answer.reason })
    case 'open':
      return { action: answer.action }
  }
}

function held(trial: HomeTrial, now: Date): HomeTrial {
  const { deposit, payment } = trial
  const savedMethodId = (payment && keptMethodOf(payment, deposit.attemptId)) || deposit.savedMethodId
  const at = now.toISOString()
  const entry = { at, event: 'trial-deposit-held', facts: { amountMinor: String(depositOf(trial)), currency: trial.currency } }
  const { provider, method } = payment ?? deposit
  const next = { ...deposit, state: 'held', heldAt: at, savedMethodId, provider, method } as const
  return { ...trial, deposit: next, payment: null, refusal: null, timeline: [...trial.timeline, entry] }
}

/** It is not set aside now: what may still be open at the bank is dropped, and the customer is asked, by mail unless they just tried. */
const unset =
  (refusal: Refusal): Following =>
  (trial) => ({
    trial: { ...trial, refusal, payment: null, deposit: { ...trial.deposit, state: 'dropped' }, owes: ['drop', ...trial.owes] },
    told: trial.payment ? [] : ['deposit-asked'],
  })

const isOverdue = ({ timeline, askedAt }: HomeTrial, now: Date): boolean => {
  const since = timeline.findLast(({ event }) => event === 'trial-deposit-asked')?.at ?? askedAt
  return now.getTime() >= new Date(since).getTime() + holdMs
}

/**
 * Has its parcel stay in the shop, and only then calls it off: what the carrier has is not called off, and its pieces stay reserved. One word of delivery
 * decides, which nothing takes back.
 */
async function stopping({ delivery, clock }: TrialNeeds, trial: HomeTrial): Promise<Done> {
  const answer = await answerOf(() => delivery.stopParcel({ orderId: trial.id }, { timeoutMs }))
  if (answer === 'open' || answer === undefined) return 'open'
  const at = clock().toISOString()
  return answer.left
    ? (latest) => ({ trial: { ...latest, timeline: [...latest.timeline, { at, event: 'trial-not-called-off', facts: {} }] }, told: [] })
    : (latest) => ({
        trial: { ...movedTrial(latest, 'cancelled', at), owes: ['give-back', 'release', 'forget-method'] },
        told: ['cancelled'],
      })
}

/** Drops what is set aside; the next time is another attempt. What was taken is given back: it cannot be, but for a hand at the provider's own page. */
async function dropping(needs: TrialNeeds, trial: HomeTrial, to: 'dropped' | 'given-back'): Promise<Done> {
  const { attemptId, state, attempt } = trial.deposit
  if (!(await dropHold(needs, attemptId))) return 'open'
  const at = needs.clock().toISOString()
  return (latest) => {
    const next = to === 'dropped' ? { attempt: attempt + 1, attemptId: attemptIdOf(trial.id, attempt + 1) } : {}
    const { heldAt: _, ...rest } = latest.deposit
    const entry = state === 'held' ? [{ at, event: `trial-deposit-${to}`, facts: {} }] : []
    return { trial: { ...latest, deposit: { ...rest, ...next, state: to }, timeline: [...latest.timeline, ...entry] }, told: [] }
  }
}

/** Takes what the frames cost that did not come back, once; the bank drops the rest. */
async function taking(needs: TrialNeeds, trial: HomeTrial): Promise<Done> {
  if (trial.deposit.state !== 'held') return 'waits'
  const amountMinor = chargedOf(trial)
  const amount = toMoney({ amountMinor, currency: trial.currency })
  const answer = await answerOf(() => needs.payments.capture({ attemptId: trial.deposit.attemptId, amount }, { timeoutMs }))
  if (answer === 'open' || answer?.result.case === 'pending') return 'open'
  const at = needs.clock().toISOString()
  // The bank let go of it before its time: it is set aside anew, and then taken.
  if (answer?.result.case !== 'captured')
    return (latest) => ({ trial: { ...latest, owes: ['drop', 'renew', 'take', ...latest.owes] }, told: [] })
  const facts = { amountMinor: String(amountMinor), currency: trial.currency }
  return (latest) => ({
    trial: {
      ...latest,
      takenMinor: amountMinor,
      deposit: { ...latest.deposit, state: 'taken' },
      timeline: [...latest.timeline, { at, event: 'trial-deposit-taken', facts }],
    },
    told: [],
  })
}

/** The invoice of what was taken, once: its cause is the trial. One of before taxes were kept has none, and the shop writes it. */
async function invoicing(needs: TrialNeeds, trial: HomeTrial): Promise<Done> {
  const { invoices, seller, timeZone, clock } = needs
  const due = trialInvoiceOf(trial, seller, timeZone)
  if (due) await invoices.issue({ trialId: trial.id }, await withStatedVat(needs, due, []), clock(), 0)
  return nothing
}

/** Frames that are back stand on their shelves again; the others leave the shop's count. */
async function puttingBack({ stock }: TrialNeeds, { id: reservationId, frames }: HomeTrial): Promise<Done> {
  for (const { variantId, outcome } of frames) {
    const piece = { reservationId, variantId, quantity: 1 }
    const partId = `${reservationId}-${variantId}`
    const call = () =>
      outcome === 'back'
        ? stock.releasePart({ ...piece, releaseId: partId }, { timeoutMs })
        : stock.fulfilPart({ ...piece, fulfilId: partId }, { timeoutMs })
    if ((await answerOf<unknown>(call)) === 'open') return 'open'
  }
  return nothing
}

/** The means of payment was kept for this trial alone; one the customer kept before stays. */
async function forgetting({ payments }: TrialNeeds, { id, customerId, deposit }: HomeTrial): Promise<Done> {
  if (!deposit.savedMethodId.startsWith(`${id}-deposit-`)) return nothing
  const asked = { customerId, methodId: deposit.savedMethodId }
  return (await answerOf(() => payments.removeSavedMethod(asked, { timeoutMs }))) === 'open' ? 'open' : nothing
}

/** Undefined when the other service never heard of what is to be undone. */
async function answerOf<T>(call: () => Promise<T>): Promise<T | 'open' | undefined> {
  try {
    return await call()
  } catch (error) {
    if (isOpen(error)) return 'open'
    if (error instanceof ConnectError && error.code === Code.NotFound) return undefined
    throw error
  }
}
