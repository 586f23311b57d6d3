import type { Stripe } from 'stripe'
import type { BookedMovement, KeptMethod } from '../application/provider.ts'
import type { Movement } from '../domain/attempt.ts'

/*
 * What Stripe says, as movements. Each has an id of Stripe's own that is the same wherever it is told: ch_…:authorised, ch_…:captured, re_…,
 * dp_…, pi_…:canceled.
 */

const at = (seconds: number) => new Date(seconds * 1_000)
const none = { refundId: '', detail: '' }

/**
 * Currencies Stripe counts in hundredths although they have no smaller unit, and one it counts in whole units although it has hundredths.
 * Source: docs.stripe.com/currencies, special cases and zero-decimal currencies.
 */
const inHundredths = new Set(['ISK', 'UGX'])
const inUnits = new Set(['MGA'])

/** A fraction, which Stripe refuses, for an amount it cannot take. */
export function stripeAmount(amountMinor: number, currency: string): number {
  if (inHundredths.has(currency)) return amountMinor * 100
  return inUnits.has(currency) ? amountMinor / 100 : amountMinor
}

function minorOf(amount: number, currency: string): number {
  if (inUnits.has(currency.toUpperCase())) return amount * 100
  return inHundredths.has(currency.toUpperCase()) ? Math.round(amount / 100) : amount
}

/** `intent` with its latest charge, that charge's balance transaction and refunds expanded. */
export function movementsOfIntent(intent: Stripe.PaymentIntent): Movement[] {
  const currency = intent.currency.toUpperCase()
  const charge = typeof intent.latest_charge === 'string' ? null : intent.latest_charge
  const moved = charge?.status === 'succeeded' ? movementsOfCharge(charge, currency) : []
  const own = { amountMinor: 0, currency, at: at(intent.created), ...none }
  switch (intent.status) {
    case 'requires_action': {
      const url = intent.next_action?.redirect_to_url?.url ?? ''
      return [{ ...own, id: `${intent.id}:action`, kind: 'action-required', detail: url }]
    }
    case 'canceled': {
      const held = charge?.status === 'succeeded' ? minorOf(charge.amount, currency) : 0
      const end = { ...own, id: `${intent.id}:canceled`, amountMinor: held, at: at(intent.canceled_at ?? intent.created) }
      return [...moved, held > 0 ? { ...end, kind: 'voided' } : { ...end, kind: 'expired', detail: 'expired' }]
    }
    case 'requires_payment_method': {
      const error = intent.last_payment_error
      return error ? [{ ...own, id: `${intent.id}:failed`, kind: 'failed', detail: reasonOf(error) }] : []
    }
    default:
      return moved
  }
}

/** What Stripe keeps of a payment that was made to be kept, once it is paid with. */
export function keptWith({ setup_future_usage, payment_method, customer, latest_charge }: Stripe.PaymentIntent): KeptMethod | undefined {
  const charge = typeof latest_charge === 'string' ? null : latest_charge
  const reference = typeof payment_method === 'string' ? payment_method : payment_method?.id
  if (!setup_future_usage || !reference || charge?.status !== 'succeeded') return undefined
  const card = charge.payment_method_details?.card
  const expires = card ? `${card.exp_year}-${String(card.exp_month).padStart(2, '0')}` : ''
  const customerReference = typeof customer === 'string' ? customer : (customer?.id ?? '')
  return { reference, customerReference, brand: card?.brand ?? '', last4: card?.last4 ?? '', expires }
}

function movementsOfCharge(charge: Stripe.Charge, currency: string): Movement[] {
  const set = { currency, ...none }
  const moved: Movement[] = [
    { ...set, id: `${charge.id}:authorised`, kind: 'authorised', amountMinor: minorOf(charge.amount, currency), at: at(charge.created) },
  ]
  if (charge.captured) {
    const amountMinor = minorOf(charge.amount_captured, currency)
    moved.push({ ...set, id: `${charge.id}:captured`, kind: 'captured', amountMinor, at: bookedAt(charge) })
    const rest = minorOf(charge.amount, currency) - amountMinor
    if (rest > 0)
      moved.push({ ...set, id: `${charge.id}:released`, kind: 'voided', amountMinor: rest, at: bookedAt(charge), detail: 'rest' })
  }
  // What was dropped, all of it or the rest of a part, is a refund of nothing that was taken: it never reaches the balance.
  const isPart = charge.amount_captured < charge.amount
  const refunds = charge.captured ? (charge.refunds?.data ?? []).filter((one) => !isPart || one.balance_transaction) : []
  return [...moved, ...refunds.filter(({ status }) => status === 'succeeded').map((refund) => movementOfRefund(refund))]
}

function movementOfRefund(refund: Stripe.Refund): Movement {
  const currency = refund.currency.toUpperCase()
  const refundId = refund.metadata?.['refund_id'] ?? ''
  return {
    id: refund.id,
    kind: 'refunded',
    amountMinor: minorOf(refund.amount, currency),
    currency,
    at: bookedAt(refund),
    refundId,
    detail: '',
  }
}

/** When it reached the balance, which is the day of it in Stripe's books. */
function bookedAt({ created, balance_transaction }: Stripe.Charge | Stripe.Refund): Date {
  return at(balance_transaction && typeof balance_transaction !== 'string' ? balance_transaction.created : created)
}

/** An inquiry (`warning_…`) has taken nothing. */
export function movementsOfDisputes(disputes: readonly Stripe.Dispute[]): Movement[] {
  return disputes.flatMap((dispute): Movement[] => {
    if (dispute.status.startsWith('warning_') || dispute.status === 'prevented') return []
    const currency = dispute.currency.toUpperCase()
    const [taken, given] = dispute.balance_transactions
    const all = { amountMinor: minorOf(dispute.amount, currency), currency, ...none }
    const moved: Movement[] = [
      { ...all, id: dispute.id, kind: 'disputed', at: at(taken?.created ?? dispute.created), detail: dispute.reason },
    ]
    const end = at(given?.created ?? taken?.created ?? dispute.created)
    if (dispute.status === 'won') moved.push({ ...all, id: `${dispute.id}:won`, kind: 'dispute-won', at: end })
    if (dispute.status === 'lost') moved.push({ ...all, id: `${dispute.id}:lost`, kind: 'dispute-lost', at: end })
    return moved
  })
}

/** An entry of Stripe's books, its source expanded; undefined for fees, payouts and what else moves no shopper's money. */
export function bookedOf({ type, source, created, reporting_category }: Stripe.BalanceTransaction): BookedMovement | undefined {
  if (!source || typeof source === 'string') return undefined
  switch (source.object) {
    case 'charge': {
      if (type !== 'charge' && type !== 'payment') return undefined
      const currency = source.currency.toUpperCase()
      const amountMinor = minorOf(source.amount_captured, currency)
      const captured = { id: `${source.id}:captured`, kind: 'captured' as const, amountMinor, currency, at: at(created), ...none }
      return { ...captured, ...marksOf(source.metadata) }
    }
    case 'refund':
      return { ...movementOfRefund(source), at: at(created), ...marksOf(source.metadata) }
    case 'dispute': {
      const currency = source.currency.toUpperCase()
      const isBack = reporting_category === 'dispute_reversal'
      const [id, kind] = isBack ? ([`${source.id}:won`, 'dispute-won'] as const) : ([source.id, 'disputed'] as const)
      const reference = typeof source.payment_intent === 'string' ? source.payment_intent : (source.payment_intent?.id ?? '')
      const amountMinor = minorOf(source.amount, currency)
      return { id, kind, amountMinor, currency, at: at(created), ...none, attemptId: '', orderId: '', reference }
    }
    default:
      return undefined
  }
}

const marksOf = (metadata: Stripe.Metadata | null) => ({
  attemptId: metadata?.['attempt_id'] ?? '',
  orderId: metadata?.['order_id'] ?? '',
  reference: '',
})

/** Why a bank said no, in the words of the shop. Source: docs.stripe.com/declines/codes. */
function reasonOf({ code, decline_code }: Pick<Stripe.PaymentIntent.LastPaymentError, 'code' | 'decline_code'>): string {
  if (code === 'payment_intent_authentication_failure' || decline_code === 'authentication_required') return 'three-d-secure-refused'
  if (decline_code === 'insufficient_funds') return 'insufficient-funds'
  if (code === 'expired_card') return 'expired-card'
  return 'card-declined'
}
