import { Fault } from '@vitrine/platform/rpc/fault'
import { type Attempt, isBeingAsked, isOpen } from '../domain/attempt.ts'
import { capturing, type IsAwaited, type SettleNeeds, settleAttempt } from './settle-attempt.ts'

/** What capturing needs of storage. */
export interface CapturingStore {
  /**
   * Marks the capture of this much (of all, without an amount) as asked for, where the attempt is authorised, nobody asked to void it and no
   * other of its order is being captured.
   */
  askCapture(attemptId: string, amountMinor: number | undefined, at: Date): Promise<Attempt | undefined>
}

export type Capturing =
  | { readonly outcome: 'captured'; readonly attempt: Attempt }
  | { readonly outcome: 'pending' }
  | { readonly outcome: 'refused'; readonly reason: string }

/** How much is taken. Without an amount: all that was set aside. */
export interface CaptureAmount {
  readonly amountMinor: number
  readonly currency: string
}

/**
 * Takes what was set aside, or a part of it and drops the rest: for an order of which something was cancelled before. Twice is once, at once
 * or years apart. `pending`: the provider has not answered; the capture is finished without being asked for again. `refused`: the amount is
 * no longer held. Throws RangeError for more than was set aside, for nothing, or another currency. Faults: `not-found`; `already-exists` when
 * another amount was asked for.
 */
export async function capturePayment(
  needs: SettleNeeds & { store: CapturingStore },
  attemptId: string,
  amount?: CaptureAmount,
  isAwaited?: IsAwaited,
): Promise<Capturing> {
  const known = amount && (await checked(needs, attemptId, amount))
  const asked = await needs.store.askCapture(attemptId, amount?.amountMinor, needs.clock())
  if (asked) return answerOf(await capturing(needs, asked, isAwaited))
  const attempt = (await needs.store.find(attemptId)) ?? known
  if (!attempt) throw new Fault('not-found', `no attempt ${attemptId}`)
  if (attempt.captureAskedMinor !== null && attempt.captureAskedMinor !== (amount?.amountMinor ?? attempt.amountMinor))
    throw new Fault('already-exists', `another amount of attempt ${attemptId} is taken`)
  if (attempt.state !== 'authorised' && !isOpen(attempt)) return answerOf(attempt)
  // Its outcome is out, or its capture was asked for before: who asked says how it stands, or else the provider.
  if (isBeingAsked(attempt, needs.clock())) return answerOf(attempt)
  const settled = await settleAttempt(needs, attempt)
  if (settled.state !== 'authorised' || settled.isCaptureAsked) return answerOf(settled)
  const now = await needs.store.askCapture(attemptId, amount?.amountMinor, needs.clock())
  return answerOf(now ? await capturing(needs, now) : settled)
}

async function checked({ store }: SettleNeeds, attemptId: string, { amountMinor, currency }: CaptureAmount): Promise<Attempt | undefined> {
  const attempt = await store.find(attemptId)
  if (!attempt) return undefined
  const isWithin = Number.isSafeInteger(amountMinor) && amountMinor > 0 && amountMinor <= attempt.amountMinor
  if (!isWithin || currency !== attempt.currency) throw new RangeError(`${amountMinor} ${currency} cannot be taken of attempt ${attemptId}`)
  return attempt
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
