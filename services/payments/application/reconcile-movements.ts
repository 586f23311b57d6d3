import { oneFailed } from '@vitrine/platform/watch/log'
import { isInProvidersBooks } from '../domain/ledger.ts'
import type { Attempt } from '../domain/attempt.ts'
import type { ReferenceStore } from './hear-webhook.ts'
import { type BookedMovement, type Provider, ProviderSilent } from './provider.ts'
import { type SettleNeeds, settleAttempt } from './settle-attempt.ts'

/** Source: reliability.md 4.1. */
const twoDaysMs = 48 * 60 * 60_000

/** What reconciling needs of storage. */
export interface ReconcilingStore {
  /** Ids of those movements that are not written. */
  missing(provider: string, movementIds: readonly string[]): Promise<readonly string[]>
  /** Our own movements of money, from a moment on and before another. */
  bookedBetween(provider: string, from: Date, until: Date): Promise<readonly BookedMovement[]>
  /** Keeps a movement one side has and the other has not, for `vitrine verify` and for people. */
  keepDifference(provider: string, side: 'provider' | 'shop', movement: BookedMovement, at: Date): Promise<void>
  /** Those that are not over, oldest first. Their normal number is 0. */
  openDifferences(limit: number): Promise<readonly Difference[]>
  /** Of differences kept before, those are over whose movement is written here now, or listed there. */
  clearDifferences(provider: string, listedIds: readonly string[], at: Date): Promise<void>
}

export interface Difference {
  readonly provider: string
  /** Whose books have it. */
  readonly side: 'provider' | 'shop'
  readonly movement: BookedMovement
  readonly foundAt: Date
}

type Needs = SettleNeeds & { readonly store: ReconcilingStore & ReferenceStore }

/**
 * Compares what each provider moved in the last 48 hours with what is written, both ways: what the shop had not heard is asked for; money of
 * attempts nobody made here, and movements the provider does not know, are kept as differences until both sides have them. Answers 0: there
 * is no more to do until the next turn. Its normal finding is nothing; a finding is logged.
 */
export async function reconcileMovements(needs: Needs): Promise<number> {
  for (const provider of needs.providers.values()) {
    try {
      await reconcileProvider(needs, provider)
    } catch (error) {
      if (error instanceof ProviderSilent) needs.log.warn({ provider: provider.name }, 'the payment provider did not list its movements')
      else oneFailed(needs.log, 'comparing the books of a provider')(provider.name, error)
    }
  }
  return 0
}

async function reconcileProvider(needs: Needs, provider: Provider): Promise<void> {
  const { store, clock, log } = needs
  const { name, booksLagMs } = provider
  const now = clock()
  const from = new Date(now.getTime() - twoDaysMs)
  const theirs = await provider.movementsBetween(from, new Date(now.getTime() + 1))
  const unheard = await unwritten(needs, name, theirs)
  const concerned = new Map<string, Attempt>()
  for (const movement of unheard) {
    const attempt = await attemptOf(store, name, movement)
    if (attempt) concerned.set(attempt.id, attempt)
  }
  const failed = oneFailed(log, 'a payment')
  for (const attempt of concerned.values()) await settleAttempt(needs, attempt).catch((error: unknown) => failed(attempt.id, error))
  const unknown = unheard.length > 0 ? (await unwritten(needs, name, unheard)).filter(({ amountMinor }) => amountMinor > 0) : []
  for (const movement of unknown) await store.keepDifference(name, 'provider', movement, now)

  const listed = new Set(theirs.map(({ id }) => id))
  const ours = await store.bookedBetween(name, new Date(from.getTime() + booksLagMs), new Date(now.getTime() - booksLagMs))
  const unlisted = ours.filter((movement) => isInProvidersBooks(movement) && !listed.has(movement.id))
  for (const movement of unlisted) await store.keepDifference(name, 'shop', movement, now)
  await store.clearDifferences(name, [...listed], now)

  if (unheard.length + unlisted.length === 0) return
  const counts = { unheard: unheard.length, unknownHere: unknown.length, unknownThere: unlisted.length }
  log.warn({ provider: name, ...counts }, 'the books of the provider and ours are not the same')
}

async function attemptOf(store: Needs['store'], provider: string, { attemptId, reference = '' }: BookedMovement) {
  if (attemptId !== '') return store.find(attemptId)
  return reference === '' ? undefined : store.findByReference(provider, reference)
}

async function unwritten({ store }: Needs, provider: string, movements: readonly BookedMovement[]): Promise<readonly BookedMovement[]> {
  const ids = movements.map(({ id }) => id)
  const missing = new Set(ids.length > 0 ? await store.missing(provider, ids) : [])
  return movements.filter(({ id }) => missing.has(id))
}
