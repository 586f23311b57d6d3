import { Fault } from '@vitrine/platform/rpc/fault'
import { type Attempt, isBeingAsked, isOpen } from '../domain/attempt.ts'
import { capturing, type SettleNeeds, settleAttempt } from './settle-attempt.ts'

/** What capturing needs of storage. */
export interface CapturingStore {
  /** Marks the capture as asked for, where the attempt is authorised, nobody asked to void it and no other of its order is being captured. */
  askCapture(attemptId: string, at: Date): Promise<Attempt | undefined>
}

export type Capturing =
  | { readonly outcome: 'captured'; readonly attempt: Attempt }
  | { readonly outcome: 'pending' }
  | { readonly outcome: 'refused'; readonly reason: string }

/**
 * Takes the amount that was set aside. Twice is once, at once or years apart. `pending`: the provider has not answered; the capture is
 * finished without being asked for again. `refused`: the amount is no longer held. Fault: `not-found`.
 */
export async function capturePayment(needs: SettleNeeds & { store: CapturingStore }, attemptId: string): Promise<Capturing> {
  const asked = await needs.store.askCapture(attemptId, needs.clock())
  if (asked) return answerOf(await capturing(needs, asked))
  const attempt = await needs.store.find(attemptId)
  if (!attempt) throw new Fault('not-found', `no attempt ${attemptId}`)
  if (attempt.state !== 'authorised' && !isOpen(attempt)) return answerOf(attempt)
  // Its outcome is out, or its capture was asked for before: who asked says how it stands, or else the provider.
  if (isBeingAsked(attempt, needs.clock())) return answerOf(attempt)
  const settled = await settleAttempt(needs, attempt)
  if (settled.state !== 'authorised' || settled.isCaptureAsked) return answerOf(settled)
  const now = await needs.store.askCapture(attemptId, needs.clock())
  return answerOf(now ? await capturing(needs, now) : settled)
}

function answerOf(attempt: Attempt): Capturing {
  switch (attempt.state) {
    case 'disputed':
    case 'charged-back':
    case 'captured':
    case 'partially-refunded':
    case 'refunded':
      return { outcome: 'captured', attempt }
    case 'authorised':
      return attempt.isCaptureAsked
        ? { outcome: 'pending' }
        : { outcome: 'refused', reason: attempt.isVoidAsked ? 'voided' : 'not-captured' }
    case 'pending':
    case 'action-required':
      return { outcome: 'pending' }
    case 'voided':
    case 'failed':
    case 'expired':
      return { outcome: 'refused', reason: attempt.failure ?? attempt.state }
  }
}
