import { Fault } from '@vitrine/platform/rpc/fault'
import type { Attempt } from '../domain/attempt.ts'
import { type SettleNeeds, settleAttempt } from './settle-attempt.ts'

/** What showing needs of storage. */
export interface ShowingStore {
  attemptsOf(orderIds: readonly string[]): Promise<readonly Attempt[]>
}

/** An attempt as it is known now; `ask` reads the provider first. Fault: `not-found`. */
export async function showAttempt(needs: SettleNeeds, attemptId: string, ask: boolean): Promise<Attempt> {
  const attempt = await needs.store.find(attemptId)
  if (!attempt) throw new Fault('not-found', `no attempt ${attemptId}`)
  return ask ? settleAttempt(needs, attempt) : attempt
}

/** All attempts of up to 100 orders, oldest first. */
export async function listAttempts(store: ShowingStore, orderIds: readonly string[]): Promise<readonly Attempt[]> {
  if (orderIds.length > 100) throw new RangeError('at most 100 orders at once')
  return store.attemptsOf(orderIds)
}
