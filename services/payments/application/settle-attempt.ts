import type { Clock } from '@vitrine/platform/clock/clock'
import type { InStep } from '@vitrine/platform/in-step'
import type { Ids } from '@vitrine/platform/ids/ids'
import { Fault } from '@vitrine/platform/rpc/fault'
import type { UnderWay } from '@vitrine/platform/under-way'
import type { Log } from '@vitrine/platform/watch/log'
import { type Attempt, isOpen, termMs } from '../domain/attempt.ts'
import type { AttemptStore } from './attempt-store.ts'
import type { PaymentFailpoint } from './failpoints.ts'
import { type Asked, type Provider, type Providers, ProviderSilent, type Standing } from './provider.ts'

export interface SettleNeeds {
  readonly store: AttemptStore
  readonly providers: Providers
  /** What it asks providers just now, by attempt. */
  readonly asks: UnderWay
  /** Answers of providers that come at one time are written together. */
  readonly inStep: InStep
  readonly clock: Clock
  readonly ids: Ids
  readonly failpoint: (name: PaymentFailpoint) => Promise<void>
  readonly log: Log
}

/** Whether somebody waits for the answer to what they asked; once they have gone, nobody does. */
export type IsAwaited = () => boolean
const byNobody: IsAwaited = () => false

/**
 * Asks the provider what it knows, then finishes what was begun: an authorisation it never heard, a capture, a void or a refund that was
 * asked for. Every step has its own key, so a repeat by any process moves nothing twice. A provider that stays silent changes nothing.
 */
export async function settleAttempt(needs: SettleNeeds, attempt: Attempt): Promise<Attempt> {
  return orAsItWas(attempt, await settleOrSilent(needs, attempt))
}

/** The same, for who has to know that the provider did not say how the attempt stands. */
export async function settleOrSilent(needs: SettleNeeds, attempt: Attempt): Promise<Attempt | 'silent'> {
  const known = await ask(needs, attempt, 'read', (provider) => provider.read(askedOf(attempt, 'read')))
  if (known === 'silent') return 'silent'
  let now = known
  const isLate = needs.clock().getTime() >= attempt.createdAt.getTime() + termMs
  if (isOpen(now) && (now.isVoidAsked || isLate)) return voiding(needs, now)
  if (now.state === 'pending') now = await authorising(needs, now)
  if (now.state === 'authorised' && now.isVoidAsked) return voiding(needs, now)
  if (now.state === 'authorised' && now.isCaptureAsked) now = await capturing(needs, now)
  // What a bank took back for good is not given back a second time.
  if (now.refundAskedMinor > now.refundedMinor && now.state !== 'charged-back') now = await refunding(needs, now)
  return now
}

/**
 * Sends the authorisation, or finishes one the shopper approved. The attempt as it was when the provider stays silent.
 * What moved is told as `answered` where it is awaited.
 */
export async function authorising(needs: SettleNeeds, attempt: Attempt, isAwaited?: IsAwaited): Promise<Attempt> {
  const asking: Asking = (provider) => provider.authorise(askedOf(attempt, 'authorise'))
  return orAsItWas(attempt, await ask(needs, attempt, 'authorise', asking, isAwaited))
}

export async function capturing(needs: SettleNeeds, attempt: Attempt, isAwaited?: IsAwaited): Promise<Attempt> {
  const amountMinor = attempt.captureAskedMinor ?? attempt.amountMinor
  const asking: Asking = (provider) => provider.capture(askedOf(attempt, 'capture'), amountMinor)
  return orAsItWas(attempt, await ask(needs, attempt, 'capture', asking, isAwaited))
}

export async function voiding(needs: SettleNeeds, attempt: Attempt): Promise<Attempt> {
  return orAsItWas(attempt, await ask(needs, attempt, 'void', (provider) => provider.void(askedOf(attempt, 'void'))))
}

/** Sends every refund that was asked for and did not move yet. */
export async function refunding(needs: SettleNeeds, attempt: Attempt): Promise<Attempt> {
  let now = attempt
  for (const { id, amountMinor } of await needs.store.openRefunds(attempt.id)) {
    const asked = askedOf(attempt, `refund:${id}`)
    now = orAsItWas(now, await ask(needs, attempt, 'refund', (provider) => provider.refund(asked, { refundId: id, amountMinor })))
  }
  return now
}

function askedOf(attempt: Attempt, step: string): Asked {
  const { id, orderId, amountMinor, currency, method, token, returnUrl, reference, customerId, customerReference, saves, isSaved } = attempt
  return {
    ...{ key: `${id}:${step}`, attemptId: id, orderId, amountMinor, currency, method, token: token ?? '', returnUrl, reference },
    ...(customerId && { customer: { id: customerId, reference: customerReference, saves, paysWithKept: isSaved } }),
  }
}

const orAsItWas = (attempt: Attempt, answer: Attempt | 'silent'): Attempt => (answer === 'silent' ? attempt : answer)

type Step = 'authorise' | 'capture' | 'void' | 'refund' | 'read'
type Asking = (provider: Provider) => Promise<Standing | undefined>

/** One question to the provider, between statements and never inside one; what it says is written at once. */
const ask = (needs: SettleNeeds, attempt: Attempt, step: Step, asking: Asking, isAwaited = byNobody): Promise<Attempt | 'silent'> =>
  needs.asks.during(attempt.id, askAndHear(needs, attempt, step, asking, isAwaited))

async function askAndHear(
  needs: SettleNeeds,
  attempt: Attempt,
  step: Step,
  asking: Asking,
  isAwaited: IsAwaited,
): Promise<Attempt | 'silent'> {
  const { store, failpoint, clock, ids, log } = needs
  await failpoint(`payments.${step}.before-provider-call`)
  const standing = await answerOf(needs, attempt, asking)
  if (standing === 'silent') {
    log.warn({ attemptId: attempt.id, step }, 'the payment provider did not answer')
    return 'silent'
  }
  await failpoint(`payments.${step}.after-provider-call`)
  if (!standing) return attempt
  await failpoint(`payments.${step}.before-commit`)
  if (standing.kept && attempt.saves) await store.keepMethod(attempt, standing.kept)
  const heard = await store.hear(attempt.id, standing, clock(), ids(), isAwaited())
  await failpoint(`payments.${step}.after-commit`)
  if (!heard) throw new Fault('not-found', `no attempt ${attempt.id}`)
  return heard
}

async function answerOf(needs: SettleNeeds, attempt: Attempt, asking: Asking): Promise<Standing | undefined | 'silent'> {
  const provider = needs.providers.get(attempt.provider)
  if (!provider) return 'silent' // its key was taken away: the attempt waits until it is back
  try {
    return await needs.inStep(() => asking(provider))
  } catch (error) {
    if (error instanceof ProviderSilent) return 'silent'
    throw error
  }
}
