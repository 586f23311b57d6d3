import type { PaymentChoice as PaymentMessage } from '@vitrine/contracts/orders/v1'
import type { PaymentChoice } from '../domain/checkout.ts'

/** How something is to be paid, from the words of the contract. */
export function paymentOf(payment: PaymentMessage | undefined): PaymentChoice {
  if (!payment) throw new RangeError('payment is missing')
  const { provider, method, token, returnUrl, save, savedMethodId } = payment
  return { provider, method, token, returnUrl, save, savedMethodId }
}
