import type { PaymentChoice } from './checkout.ts'

/**
 * So long money stays set aside before it is dropped and set aside anew (ORD-14). Shorter than the 7 days after which a card's authorisation lapses (Stripe,
 * "Place a hold on a payment method"), so that money is never taken early to keep it [our choice].
 */
export const lapseMs = 6 * 86_400_000

/** `heldAt`: RFC 3339. */
export const lapsesAt = (heldAt: string): Date => new Date(new Date(heldAt).getTime() + lapseMs)

/** The kept means of payment with which an attempt that was paid so is repeated, which is known by the attempt's id where it was kept with it; empty for none. */
export const keptMethodOf = ({ save, savedMethodId }: Pick<PaymentChoice, 'save' | 'savedMethodId'>, attemptId: string): string =>
  savedMethodId || (save ? attemptId : '')
