import { Fault } from '@vitrine/platform/rpc/fault'
import type { Attempt } from '../domain/attempt.ts'
import { refunding, type SettleNeeds } from './settle-attempt.ts'

/** What refunding needs of storage. */
export interface RefundingStore {
  /**
   * Writes the refund where its order's captured attempt has as much left that no other refund asked for. One of this id changes nothing.
   */
  askRefund(refund: AskedRefund): Promise<RefundAsked>
}

export interface AskedRefund {
  readonly id: string
  readonly orderId: string
  readonly amountMinor: number
  readonly currency: string
  readonly reason: string
  readonly at: Date
}

export type RefundAsked =
  | { readonly is: 'asked'; readonly attempt: Attempt; readonly isMoved: boolean }
  | ({ readonly is: 'above-captured' } & Above)
  /** This id named another refund. */
  | { readonly is: 'other-refund' }
  | { readonly is: 'no-payment' }
  /** It waits for a second person, or was refused by one. */
  | { readonly is: 'unagreed' }

export type Refunding =
  | { readonly outcome: 'refunded'; readonly attempt: Attempt }
  | { readonly outcome: 'pending' }
  | ({ readonly outcome: 'above-captured' } & Above)

interface Above {
  readonly refundableMinor: number
  readonly currency: string
  /** `disputed` or `charged-back`: the shopper's bank took the money back; empty otherwise. */
  readonly takenBack: string
}

/**
 * Gives back part or all of what was captured. Asking twice with one id refunds once. Never more than was captured, however many ask at
 * once: `above-captured` says what is left, and whether the shopper's bank took it back. `pending`: the provider has not answered; the refund is finished without being asked for again.
 * Faults: `not-found` for an order without any payment, `already-exists` when the id named another refund, `forbidden` while a second person
 * has not agreed.
 */
export async function refundPayment(needs: SettleNeeds & { store: RefundingStore }, asked: Omit<AskedRefund, 'at'>): Promise<Refunding> {
  const { id, amountMinor } = asked
  if (id === '') throw new RangeError('a refund needs an id')
  if (!Number.isSafeInteger(amountMinor) || amountMinor <= 0) throw new RangeError(`${amountMinor} cannot be refunded`)
  const answer = await needs.store.askRefund({ ...asked, at: needs.clock() })
  switch (answer.is) {
    case 'other-refund':
      throw new Fault('already-exists', `refund ${id} gave back something else`)
    case 'unagreed':
      throw new Fault('forbidden', `refund ${id} needs a second person`)
    case 'no-payment':
      throw new Fault('not-found', `order ${asked.orderId} was never paid`)
    case 'above-captured':
      return { outcome: 'above-captured', refundableMinor: answer.refundableMinor, currency: answer.currency, takenBack: answer.takenBack }
    case 'asked': {
      if (answer.isMoved) return { outcome: 'refunded', attempt: answer.attempt }
      const attempt = await refunding(needs, answer.attempt)
      const left = await needs.store.openRefunds(attempt.id)
      return left.some((open) => open.id === id) ? { outcome: 'pending' } : { outcome: 'refunded', attempt }
    }
  }
}
