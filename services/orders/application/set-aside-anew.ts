import type { Client } from '@connectrpc/connect'
import { Code, ConnectError } from '@connectrpc/connect'
import type { toMoney } from '@vitrine/contracts/money'
import type { PaymentService } from '@vitrine/contracts/payments/v1'
import type { PaymentAction, PaymentChoice } from '../domain/checkout.ts'
import { setAside } from './checkout/authorise.ts'
import { isOpen } from './checkout/saga.ts'

/** What is set aside: under which attempt, how much, and of whom. */
export interface Hold {
  readonly attemptId: string
  readonly orderId: string
  readonly customerId: string
  readonly amount: ReturnType<typeof toMoney>
}

export interface AnewNeeds {
  readonly payments: Pick<Client<typeof PaymentService>, 'authorise' | 'getAttempt' | 'void'>
}

/** `failed`: nothing is set aside, and the attempt is dropped before there is another. */
export type SetAnew =
  | { readonly is: 'held' }
  | { readonly is: 'failed'; readonly code: 'payment-declined' | 'payment-unusable'; readonly reason: string }
  | { readonly is: 'open'; readonly action: PaymentAction }

const timeoutMs = 4_000

/**
 * Has money set aside, the first time or anew: with what somebody gives now, or with the means of payment that was kept for that. Asked again under the same
 * attempt it is one authorisation. `isWatched`: its shopper is there, whom the bank may want to see; `isOverdue`: they were waited for long enough.
 */
export async function setAsideAnew(
  needs: AnewNeeds,
  hold: Hold,
  way: PaymentChoice,
  { isWatched, isOverdue, action }: { readonly isWatched: boolean; readonly isOverdue: boolean; readonly action: PaymentAction | null },
): Promise<SetAnew> {
  if (!isWatched && !way.savedMethodId) return { is: 'failed', code: 'payment-declined', reason: 'method-gone' }
  const { provider, method, token, returnUrl, save = false, savedMethodId = '' } = way
  const answer = await setAside(needs, { ...hold, provider, method, token, returnUrl, save, savedMethodId }, action)
  switch (answer.is) {
    case 'authorised':
      return { is: 'held' }
    case 'declined':
      return { is: 'failed', code: 'payment-declined', reason: answer.reason }
    case 'unusable':
      return { is: 'failed', code: 'payment-unusable', reason: answer.message }
    case 'open':
      if (isOverdue || (!isWatched && answer.action.url !== '')) return { is: 'failed', code: 'payment-declined', reason: 'expired' }
      return answer
  }
}

/** Drops what an attempt set aside; one that nobody heard of is refused when it comes after all. False while that is not certain. */
export async function dropHold({ payments }: AnewNeeds, attemptId: string): Promise<boolean> {
  try {
    return (await payments.void({ attemptId }, { timeoutMs })).result.case !== 'pending'
  } catch (error) {
    if (isOpen(error)) return false
    if (error instanceof ConnectError && error.code === Code.NotFound) return true
    throw error
  }
}
