import type { Attempt } from '@vitrine/contracts/payments/v1'
import type { Transaction as TransactionMessage } from '@vitrine/contracts/payments/v1/books'
import type { Payment } from '../schemas/admin-payments.ts'
import type { Transaction } from '../schemas/order.ts'
import { amountOr0 } from './amounts.ts'
import { timeOf } from './texts.ts'

/** A payment as staff see it. */
export function paymentAnswer(attempt: Attempt, currency: string): Payment {
  const { id, orderId, provider, method, state, amount, captured, refunded, providerReference: reference, failure, createdAt } = attempt
  return {
    ...{ id, orderId, provider, method, reference, at: timeOf(createdAt) },
    state: state as Payment['state'], // one of its states, by contract
    ...{ amount: amountOr0(amount, currency), captured: amountOr0(captured, currency), refunded: amountOr0(refunded, currency) },
    ...(failure && { failure }),
  }
}

/** What a provider said happened, as staff and the shopper see it. */
export function transactionAnswer(message: TransactionMessage, currency: string): Transaction {
  const { id, attemptId: paymentId, provider, kind, amount, at, heardAt, detail } = message
  return {
    ...{ id, paymentId, provider, kind, amount: amountOr0(amount, currency), at: timeOf(at), heardAt: timeOf(heardAt) },
    ...(detail && { detail }),
  }
}
