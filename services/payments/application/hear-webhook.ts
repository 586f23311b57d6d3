import type { Clock } from '@vitrine/platform/clock/clock'
import type { UnderWay } from '@vitrine/platform/under-way'
import { oneFailed } from '@vitrine/platform/watch/log'
import type { Attempt } from '../domain/attempt.ts'
import type { AttemptStore } from './attempt-store.ts'
import type { Providers, WebhookEvent } from './provider.ts'
import { type SettleNeeds, settleOrSilent } from './settle-attempt.ts'

/** Source: reliability.md 4.3. */
const mostBytes = 256 * 1024

const outcomes = ['done', 'given-up', 'dropped'] as const
type Outcome = (typeof outcomes)[number]

/** What hearing needs of storage. */
export interface WebhookStore {
  /** Writes the event; one of this id that was written before changes nothing, and one of no attempt, or that tells what is known, is done with that. */
  keepWebhook(provider: string, event: WebhookEvent, at: Date): Promise<void>
  /** Events that are due, at most 20: those that tell what is known are done, others claimed for a while so that no other process works on them. */
  claimWebhooks(at: Date): Promise<readonly ClaimedWebhook[]>
  /** One that was given up or dropped is due again, once more. False for one that was not. */
  replayWebhook(provider: string, eventId: string, at: Date): Promise<boolean>
  /** Their work is done, or is given up; or there is none for us to do. */
  closeWebhooks(webhooks: readonly ClaimedWebhook[], outcome: Outcome, at: Date): Promise<void>
}

/** What finding an attempt by what a provider calls it needs of storage. */
export interface ReferenceStore {
  /** By the provider's own id of an attempt or of one of its movements. */
  findByReference(provider: string, reference: string): Promise<Attempt | undefined>
}

export interface ClaimedWebhook {
  readonly provider: string
  readonly id: string
  readonly attemptId: string
  readonly reference: string
  /** What it tells is known already, and so it is done. */
  readonly isKnown: boolean
  readonly heardAt: Date
}

export type Hearing = 'heard' | 'forged' | 'not-configured'

/**
 * A webhook as it arrived. The signature over the raw bytes comes first: what is forged is written nowhere. Then the row, then the answer;
 * work starts from the row (`workWebhooks`), so an event told twice has one effect. One that overtakes the answer to our own question waits a
 * moment for it: then it tells what is known, and its row is all there is to do.
 */
export async function hearWebhook(
  { store, providers, asks, clock }: { store: WebhookStore; providers: Providers; asks: UnderWay; clock: Clock },
  asked: { provider: string; body: Uint8Array; headers: Readonly<Record<string, string>> },
): Promise<Hearing> {
  const provider = providers.get(asked.provider)
  if (!provider) return 'not-configured'
  if (asked.body.byteLength > mostBytes) return 'forged'
  const now = clock()
  const headers = Object.fromEntries(Object.entries(asked.headers).map(([name, value]) => [name.toLowerCase(), value]))
  const event = await provider.verifyWebhook(asked.body, headers, now)
  if (!event) return 'forged'
  await asks.ended(event.attemptId)
  await store.keepWebhook(provider.name, event, now)
  return 'heard'
}

const threeDaysMs = 3 * 24 * 60 * 60_000

/**
 * Works on events that were heard; answers how many. What an event tells is a hint: the provider is asked. An event of an attempt nobody
 * made is tried for 3 days, as the attempt's row may come after it, then given up where `vitrine verify` sees it; one that does not even name an
 * attempt is dropped, where people may look it up. One whose work fails is tried again later, and holds up no other; so is one whose provider stays
 * silent, for as long: of what becomes of a payment that is over (a dispute) nothing else may tell for hours.
 */
export async function workWebhooks(needs: SettleNeeds & { store: WebhookStore & ReferenceStore }): Promise<number> {
  const now = needs.clock()
  const claimed = await needs.store.claimWebhooks(now)
  const settling = new Map<string, Promise<Attempt | 'silent'>>()
  // One answer of the provider says what all of an attempt tell: each was heard before it was asked.
  const settled = (attempt: Attempt) => {
    const known = settling.get(attempt.id) ?? settleOrSilent(needs, attempt)
    settling.set(attempt.id, known)
    return known
  }
  const work = async (webhook: ClaimedWebhook): Promise<Outcome | 'waits'> => {
    const attempt = await attemptOf(needs.store, webhook)
    if (attempt && (await settled(attempt)) !== 'silent') return 'done'
    if (now.getTime() <= webhook.heardAt.getTime() + threeDaysMs) return 'waits'
    // Without our mark it may be of somebody who shares the account: nothing anybody has to look at.
    return attempt || webhook.attemptId !== '' ? 'given-up' : 'dropped'
  }
  const open = claimed.filter(({ isKnown }) => !isKnown)
  const ends = await Promise.allSettled(open.map(work))
  for (const outcome of outcomes) {
    const closed = open.filter((_webhook, n) => ends[n]?.status === 'fulfilled' && ends[n].value === outcome)
    if (closed.length > 0) await needs.store.closeWebhooks(closed, outcome, now)
  }
  const failed = oneFailed(needs.log, 'a webhook')
  for (const [n, end] of ends.entries()) if (end.status === 'rejected') failed(open[n]!.id, end.reason)
  return claimed.length
}

const attemptOf = (
  store: AttemptStore & ReferenceStore,
  { provider, attemptId, reference }: ClaimedWebhook,
): Promise<Attempt | undefined> => (attemptId === '' ? store.findByReference(provider, reference) : store.find(attemptId))
