import { Fault } from '@vitrine/platform/rpc/fault'
import { type ActionKind, type Attempt, isBeingAsked } from '../domain/attempt.ts'
import type { NewAttempt } from './attempt-store.ts'
import { authorising, type IsAwaited, type SettleNeeds, settleAttempt, voiding } from './settle-attempt.ts'

/** What beginning an attempt needs of storage. */
export interface BeginningStore {
  /**
   * Writes the attempt unless there is one of this id, another is open for the order, or it was voided before it was heard of.
   * Which of these it was is read by a statement that sees what a twin did.
   */
  begin(attempt: NewAttempt): Promise<Begun>
}

export type Begun =
  | { readonly is: 'begun' | 'known'; readonly attempt: Attempt }
  | { readonly is: 'another-open'; readonly attemptId: string }
  | { readonly is: 'voided' }
  /** The customer keeps no such method, or no longer. */
  | { readonly is: 'method-gone' }

export type Authorising =
  | { readonly outcome: 'authorised'; readonly attempt: Attempt }
  | { readonly outcome: 'declined'; readonly reason: string }
  | { readonly outcome: 'action'; readonly kind: ActionKind; readonly url: string }
  | { readonly outcome: 'pending' }
  | { readonly outcome: 'another-open'; readonly attemptId: string }

type Asked = Omit<NewAttempt, 'at'>

/**
 * Asks the provider to set the amount aside. One attempt of an order may be open at a time.
 *
 * Asking twice with one id asks the provider once; a second call hears how the first stands. `pending`: the provider has not answered, it
 * is asked again by our own key. Throws RangeError for an amount, method or provider that is none. Fault: `already-exists` when the id was
 * used for another order or amount.
 */
export async function authorisePayment(
  needs: SettleNeeds & { store: BeginningStore },
  asked: Asked,
  isAwaited?: IsAwaited,
): Promise<Authorising> {
  check(needs, asked)
  const begun = await needs.store.begin({ ...asked, at: needs.clock() })
  switch (begun.is) {
    case 'another-open':
      return { outcome: 'another-open', attemptId: begun.attemptId }
    case 'voided':
    case 'method-gone':
      return { outcome: 'declined', reason: begun.is }
    case 'begun': {
      const attempt = await authorising(needs, begun.attempt, isAwaited)
      return answerOf(attempt.state === 'authorised' && attempt.isVoidAsked ? await voiding(needs, attempt) : attempt)
    }
    case 'known': {
      const { attempt } = begun
      const isSame = attempt.orderId === asked.orderId && attempt.amountMinor === asked.amountMinor && attempt.currency === asked.currency
      if (!isSame) throw new Fault('already-exists', `attempt ${asked.id} pays something else`)
      const isLeft = attempt.state === 'pending' && !isBeingAsked(attempt, needs.clock())
      return answerOf(isLeft ? await settleAttempt(needs, attempt) : attempt)
    }
  }
}

function answerOf(attempt: Attempt): Authorising {
  switch (attempt.state) {
    case 'pending':
      return { outcome: 'pending' }
    case 'action-required':
      return { outcome: 'action', kind: attempt.actionKind || 'three-d-secure', url: attempt.actionUrl ?? '' }
    case 'failed':
    case 'expired':
    case 'voided':
      return { outcome: 'declined', reason: attempt.failure ?? attempt.state }
    case 'authorised':
    case 'disputed':
    case 'charged-back':
    case 'captured':
    case 'partially-refunded':
    case 'refunded':
      return { outcome: 'authorised', attempt }
  }
}

function check({ providers }: SettleNeeds, asked: Asked): void {
  const { id, orderId, amountMinor, currency, provider, method, token, customerId, saves, savedMethodId } = asked
  if (id === '' || orderId === '') throw new RangeError('an attempt and its order need ids')
  if (!Number.isSafeInteger(amountMinor) || amountMinor <= 0) throw new RangeError(`${amountMinor} cannot be paid`)
  if (!/^[A-Z]{3}$/.test(currency)) throw new RangeError(`${currency} is no currency`)
  const known = providers.get(provider)
  if (!known) throw new RangeError(`${provider} is not open in this shop`)
  if (!known.methods.some((one) => one.method === method)) throw new RangeError(`${provider} does not take ${method}`)
  if ((saves || savedMethodId !== '') && customerId === '') throw new RangeError('only who is signed in keeps a method, or pays with one')
  if (savedMethodId !== '' && (saves || token !== '')) throw new RangeError('a kept method is paid with as it is')
  if (token.length > 200) throw new RangeError('a token has at most 200 characters')
  if (isCardNumber(token)) throw new RangeError('a card number is no token')
}

/** 12 to 19 digits that pass Luhn's check: it is refused before it is written anywhere. Source: ISO/IEC 7812-1, PCI DSS. */
function isCardNumber(text: string): boolean {
  const digits = text.replaceAll(/[ -]/g, '')
  if (!/^\d{12,19}$/.test(digits)) return false
  const sum = [...digits]
    .toReversed()
    .reduce((all, digit, n) => all + (n % 2 ? ((Number(digit) * 2) % 10) + (Number(digit) > 4 ? 1 : 0) : Number(digit)), 0)
  return sum % 10 === 0
}
