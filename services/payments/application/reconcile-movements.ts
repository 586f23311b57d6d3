import type { Movement } from '../domain/attempt.ts'
import { ProviderSilent } from './provider.ts'
import { type SettleNeeds, settleAttempt } from './settle-attempt.ts'

/** Source: reliability.md 4.1. */
const twoDaysMs = 48 * 60 * 60_000

/** What reconciling needs of storage. */
export interface ReconcilingStore {
  /** Ids of those movements that are not written. */
  missing(provider: string, movementIds: readonly string[]): Promise<readonly string[]>
  /** Keeps a movement whose attempt nobody made, for `vitrine verify` and for people. */
  keepStray(provider: string, movement: Movement & { readonly attemptId: string; readonly orderId: string }, at: Date): Promise<void>
}

/**
 * Compares what each provider moved in the last 48 hours with what is written, and hears what is missing. Answers 0: there is no more to
 * do until the next turn. Its normal finding is nothing; a finding is logged.
 */
export async function reconcileMovements(needs: SettleNeeds & { store: ReconcilingStore }): Promise<number> {
  const { store, providers, clock, log } = needs
  for (const provider of providers.values()) {
    try {
      const moved = await provider.movementsSince(new Date(clock().getTime() - twoDaysMs))
      const missing = new Set(
        await store.missing(
          provider.name,
          moved.map(({ id }) => id),
        ),
      )
      const unheard = moved.filter(({ id }) => missing.has(id))
      if (unheard.length > 0)
        log.warn({ provider: provider.name, movements: unheard.length }, 'the provider moved what the shop had not heard')
      for (const attemptId of new Set(unheard.map((movement) => movement.attemptId))) {
        const attempt = await store.find(attemptId)
        if (attempt) await settleAttempt(needs, attempt)
        else {
          const money = unheard.filter((movement) => movement.attemptId === attemptId && movement.amountMinor > 0)
          for (const movement of money) await store.keepStray(provider.name, movement, clock())
        }
      }
    } catch (error) {
      if (!(error instanceof ProviderSilent)) throw error
      log.warn({ provider: provider.name }, 'the payment provider did not list its movements')
    }
  }
  return 0
}
