import { oneFailed } from '@vitrine/platform/watch/log'
import type { Attempt } from '../domain/attempt.ts'
import { refundPayment, type RefundingStore } from './refund-payment.ts'
import type { SettleNeeds } from './settle-attempt.ts'

/** A checkout that died is finished by then: money without an order is counted from here on. Source: reliability.md G3. */
const finishedMs = 60_000
/** And given back from here on. Source: reliability.md I3. */
const givenUpMs = 15 * 60_000

/** Whether orders knows an order. Throws while it cannot say: then nothing is concluded of that one. */
export type IsOrder = (orderId: string) => Promise<boolean>

/** What finding lost money needs of storage. */
export interface LostMoneyStore {
  /** Attempts begun before a moment whose money was taken, not all given back or disputed, and whose order was not seen; oldest first, at most 20. */
  paidUnseen(before: Date): Promise<readonly Attempt[]>
  markOrdersSeen(attemptIds: readonly string[], at: Date): Promise<void>
}

/** What is out of step now. Each is 0 in a shop that is well. */
export interface OutOfStep {
  /** Money was taken a minute ago or more, and no order was seen for it. */
  readonly 'paid-without-order': number
  /** The shop says money moved, the provider does not. */
  readonly 'order-without-payment': number
  /** The provider moved money the shop knows nothing of. */
  readonly 'movement-unheard': number
  /** A provider was asked three times or more without an answer. */
  readonly stuck: number
}

type Needs = SettleNeeds & { readonly store: LostMoneyStore & RefundingStore; readonly isOrder: IsOrder }

/**
 * Looks for money that was taken and has no order, a minute after its checkout should have ended at the latest; after 15 minutes it is given
 * back. The refund's id is derived from the attempt, so two processes that find it refund once. Answers how many orders were seen: while there
 * are any, there may be more. Orders are asked about together, and what they know is written at once. One that goes wrong holds up no other.
 */
export async function findLostMoney(needs: Needs): Promise<number> {
  const now = needs.clock().getTime()
  const unseen = await needs.store.paidUnseen(new Date(now - finishedMs))
  const failed = oneFailed(needs.log, 'money without an order')
  const answers = await Promise.allSettled(unseen.map(({ orderId }) => needs.isOrder(orderId)))
  const told = (isOrder: boolean) => unseen.filter((_attempt, n) => answers[n]?.status === 'fulfilled' && answers[n].value === isOrder)
  const unsaid = answers.findIndex(({ status }) => status === 'rejected')
  if (answers[unsaid]?.status === 'rejected') failed(unseen[unsaid]!.id, answers[unsaid].reason) // where orders is away, all of them are
  const seen = told(true)
  if (seen.length > 0)
    await needs.store.markOrdersSeen(
      seen.map(({ id }) => id),
      needs.clock(),
    )
  for (const attempt of told(false)) {
    needs.log.warn({ attemptId: attempt.id, orderId: attempt.orderId }, 'money was taken for an order nobody knows')
    if (attempt.createdAt.getTime() <= now - givenUpMs)
      await givingBack(needs, attempt).catch((error: unknown) => failed(attempt.id, error))
  }
  return seen.length
}

async function givingBack(needs: Needs, { id, orderId, capturedMinor, refundAskedMinor, currency }: Attempt): Promise<void> {
  const amountMinor = capturedMinor - refundAskedMinor
  if (amountMinor <= 0) return // asked for already: it is finished by being asked again
  await refundPayment(needs, { id: `${id} without order`, orderId, amountMinor, currency, reason: 'no order' })
}
