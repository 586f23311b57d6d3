import { oneFailed } from '@vitrine/platform/watch/log'
import type { Attempt } from '../domain/attempt.ts'
import { type SettleNeeds, settleAttempt } from './settle-attempt.ts'

/** What asking again needs of storage. */
export interface DueStore {
  /**
   * Attempts with something outstanding whose time to be asked has come, at most 20, each put off to its next time: 5 s, 30 s, 2 min after
   * the first, then every 10 min. Source: reliability.md 4.1.
   */
  claimDue(at: Date): Promise<readonly Attempt[]>
}

/** Asks providers about what they left open; answers how many attempts. One that goes wrong holds up no other. Safe in several processes at once. */
export async function askAgain(needs: SettleNeeds & { store: DueStore }): Promise<number> {
  const due = await needs.store.claimDue(needs.clock())
  const failed = oneFailed(needs.log, 'a payment')
  for (const attempt of due) await settleAttempt(needs, attempt).catch((error: unknown) => failed(attempt.id, error))
  return due.length
}
