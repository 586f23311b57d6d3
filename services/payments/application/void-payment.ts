import { Fault } from '@vitrine/platform/rpc/fault'
import { type Attempt, isOpen } from '../domain/attempt.ts'
import { type SettleNeeds, settleAttempt, voiding } from './settle-attempt.ts'

/** What voiding needs of storage. */
export interface VoidingStore {
  /**
   * Marks the void as asked for, unless a capture was: then the capture's outcome comes first. Of an attempt nobody made it is remembered
   * too, so that one that comes late is refused. Answers the attempt as it is now.
   */
  askVoid(attemptId: string, at: Date): Promise<Attempt | undefined>
}

export type Voiding =
  | { readonly outcome: 'voided'; readonly attempt: Attempt }
  | { readonly outcome: 'pending' }
  | { readonly outcome: 'captured'; readonly attempt: Attempt }

/**
 * Drops what was set aside. Twice is once. An attempt whose outcome is unknown is voided as soon as it is known (`pending` until then).
 * `captured`: too late, refund instead. Fault: `not-found`; an authorisation of that id that comes later is refused.
 */
export async function voidPayment(needs: SettleNeeds & { store: VoidingStore }, attemptId: string): Promise<Voiding> {
  const attempt = await needs.store.askVoid(attemptId, needs.clock())
  if (!attempt) throw new Fault('not-found', `no attempt ${attemptId}`)
  if (attempt.isVoidAsked && (attempt.state === 'authorised' || isOpen(attempt))) return answerOf(await voiding(needs, attempt))
  if (attempt.state === 'authorised') return answerOf(await settleAttempt(needs, attempt))
  return answerOf(attempt)
}

function answerOf(attempt: Attempt): Voiding {
  switch (attempt.state) {
    case 'pending':
    case 'action-required':
    case 'authorised':
      return { outcome: 'pending' }
    case 'disputed':
    case 'charged-back':
    case 'captured':
    case 'partially-refunded':
      return { outcome: 'captured', attempt }
    case 'voided':
    case 'failed':
    case 'expired':
    case 'refunded':
      return { outcome: 'voided', attempt }
  }
}
