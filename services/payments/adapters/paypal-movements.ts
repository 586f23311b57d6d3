import { minorDigits } from '@vitrine/contracts/currency'
import { z } from 'zod'
import type { KeptMethod } from '../application/provider.ts'
import type { Movement } from '../domain/attempt.ts'

/*
 * What PayPal says, as movements, with ids of PayPal's own that are the same wherever they are told: of an authorisation, a capture, a refund.
 */

export const money = z.object({ currency_code: z.string(), value: z.string() })
const moved = z.object({
  id: z.string(),
  status: z.string(),
  status_details: z.object({ reason: z.string().optional() }).optional(),
  amount: money,
  create_time: z.string(),
  update_time: z.string().optional(),
  custom_id: z.string().optional(),
  /** Of an authorisation: it is worth nothing from then on. */
  expiration_time: z.string().optional(),
  /** Of a capture: nothing more is taken of what was set aside. */
  final_capture: z.boolean().optional(),
})
type Moved = z.infer<typeof moved>
const payments = z.object({
  authorizations: z.array(moved).default([]),
  captures: z.array(moved).default([]),
  refunds: z.array(moved).default([]),
})

const vault = z.object({ id: z.string().optional(), customer: z.object({ id: z.string().optional() }).optional() })

export const paypalOrder = z.object({
  id: z.string(),
  status: z.string(),
  create_time: z.string().optional(),
  links: z.array(z.object({ rel: z.string(), href: z.string() })).default([]),
  purchase_units: z.array(z.object({ payments: payments.optional(), custom_id: z.string().optional() })).default([]),
  payment_source: z
    .object({ paypal: z.object({ attributes: z.object({ vault: vault.optional() }).optional() }).optional() })
    .optional()
    .catch(undefined),
})
export type PaypalOrder = z.infer<typeof paypalOrder>

export const paypalDispute = z.object({
  dispute_id: z.string(),
  status: z.string(),
  create_time: z.string(),
  update_time: z.string().optional(),
  dispute_amount: money,
  dispute_life_cycle_stage: z.string(),
  dispute_outcome: z.object({ outcome_code: z.string() }).optional(),
})
export type PaypalDispute = z.infer<typeof paypalDispute>

/** Money as PayPal writes it: digits, and a point before the smaller unit. Of these it takes whole ones only. Source: PayPal, currency codes. */
const wholeOnly = new Set(['HUF', 'JPY', 'TWD'])

/** Undefined for an amount PayPal cannot take. */
export function paypalMoney(amountMinor: number, currency: string): z.infer<typeof money> | undefined {
  const digits = minorDigits(currency)
  const [whole, part] = [Math.trunc(amountMinor / 10 ** digits), amountMinor % 10 ** digits]
  if (wholeOnly.has(currency) && part !== 0) return undefined
  const isWhole = digits === 0 || wholeOnly.has(currency)
  return { currency_code: currency, value: isWhole ? `${whole}` : `${whole}.${String(part).padStart(digits, '0')}` }
}

export function minorOf({ currency_code, value }: z.infer<typeof money>): number {
  const digits = minorDigits(currency_code)
  const [, whole = '', part = ''] = /^-?(\d+)(?:\.(\d+))?$/.exec(value) ?? []
  const minor = Number(`${whole}${part.padEnd(digits, '0').slice(0, digits)}`)
  if (whole === '' || /[1-9]/.test(part.slice(digits))) throw new RangeError(`${value} ${currency_code} is no amount`)
  return minor
}

/** Order, attempt and refund in the one field PayPal keeps and gives back everywhere. At most 127 characters. */
export const markOf = (...ids: readonly string[]): string => ids.map(encodeURIComponent).join('/')

export function readMark(mark: string | undefined): { orderId: string; attemptId: string; refundId: string } {
  const [orderId = '', attemptId = '', refundId = ''] = (mark ?? '').split('/').map((part) => decodedOf(part))
  return attemptId === '' ? { orderId: '', attemptId: '', refundId: '' } : { orderId, attemptId, refundId }
}

const base = ({ amount }: Moved) => ({
  ...{ amountMinor: minorOf(amount), currency: amount.currency_code, refundId: '', detail: '' },
})

/** `currency` and `now` serve what PayPal says without them. */
export function movementsOfOrder(order: PaypalOrder, currency: string, now: Date): Movement[] {
  const { authorizations = [], captures = [], refunds = [] } = order.purchase_units[0]?.payments ?? {}
  const none = { amountMinor: 0, currency, at: order.create_time ? new Date(order.create_time) : now, refundId: '', detail: '' }
  const moves: Movement[] = []
  const page = order.links.find(({ rel }) => rel === 'payer-action' || rel === 'approve')
  if (['CREATED', 'PAYER_ACTION_REQUIRED'].includes(order.status) && page)
    moves.push({ ...none, id: `${order.id}:action`, kind: 'action-required', detail: page.href })
  if (order.status === 'APPROVED') moves.push({ ...none, id: `${order.id}:approved`, kind: 'approved' })
  if (order.status === 'VOIDED' && authorizations.length === 0)
    moves.push({ ...none, id: `${order.id}:expired`, kind: 'expired', detail: 'expired' })
  const taken = captures.filter(tookMoney)
  // What was not taken of one that is used goes with its last capture.
  const isUsed = captures.some((one) => one.status === 'PENDING' || tookMoney(one))
  for (const one of authorizations) {
    const at = new Date(one.create_time)
    if (one.status === 'DENIED')
      moves.push({ ...base(one), amountMinor: 0, at, id: `${one.id}:denied`, kind: 'failed', detail: 'card-declined' })
    else if (one.status !== 'PENDING') moves.push({ ...base(one), at, id: one.id, kind: 'authorised' })
    const end = isUsed ? undefined : endOf(one, now)
    if (end) moves.push({ ...base(one), at: end, id: `${one.id}:voided`, kind: 'voided' })
  }
  for (const one of taken) {
    const at = new Date(one.create_time)
    moves.push({ ...base(one), at, id: one.id, kind: 'captured' })
    const rest = authorizations[0] && one.final_capture ? minorOf(authorizations[0].amount) - minorOf(one.amount) : 0
    if (rest > 0) moves.push({ ...base(one), at, amountMinor: rest, id: `${one.id}:released`, kind: 'voided', detail: 'rest' })
  }
  for (const one of refunds)
    if (one.status === 'COMPLETED')
      moves.push({ ...base(one), at: new Date(one.create_time), id: one.id, kind: 'refunded', refundId: readMark(one.custom_id).refundId })
  return moves
}

const wereTaken = new Set(['COMPLETED', 'PARTIALLY_REFUNDED', 'REFUNDED'])
/** Why money that was taken is pending again: a dispute, or that it went back. Source: Payments 2.9, capture_status_details. */
const tookAndHeld = new Set(['BUYER_COMPLAINT', 'CHARGEBACK', 'REFUNDED'])

/** Whether a capture ever took money; one that is pending for another reason has not yet, and one that was declined or failed never will. */
export const tookMoney = ({ status, status_details }: Moved): boolean =>
  wereTaken.has(status) || (status === 'PENDING' && tookAndHeld.has(status_details?.reason ?? ''))

/** When an authorisation ended: dropped, or past its 29 days. PayPal has no status for the second. Source: Payments 2.9, authorization_status. */
function endOf({ status, create_time, update_time, expiration_time }: Moved, now: Date): Date | undefined {
  if (status === 'VOIDED') return new Date(update_time ?? create_time)
  if (status === 'DENIED' || status === 'PENDING' || !expiration_time) return undefined
  return new Date(expiration_time) <= now ? new Date(expiration_time) : undefined
}

/** The wallet PayPal keeps of an order that is paid. Where it keeps it later, a later question finds it. */
export function keptWith({ payment_source, purchase_units }: PaypalOrder): KeptMethod | undefined {
  const kept = payment_source?.paypal?.attributes?.vault
  const isPaid = (purchase_units[0]?.payments?.authorizations.length ?? 0) > 0
  if (!kept?.id || !isPaid) return undefined
  return { reference: kept.id, customerReference: kept.customer?.id ?? '', brand: 'paypal', last4: '', expires: '' }
}

/** An inquiry has taken nothing. What PayPal pays itself, or a buyer takes back, costs the shop nothing. */
export function movementsOfDispute(dispute: PaypalDispute, captureId: string): Movement[] {
  if (dispute.dispute_life_cycle_stage === 'INQUIRY') return []
  const { dispute_amount: amount } = dispute
  const all = { amountMinor: minorOf(amount), currency: amount.currency_code, refundId: '', detail: '' }
  const moves: Movement[] = [{ ...all, at: new Date(dispute.create_time), id: `${captureId}:disputed`, kind: 'disputed' }]
  if (dispute.status !== 'RESOLVED' || !dispute.dispute_outcome) return moves
  const isLost = ['RESOLVED_BUYER_FAVOUR', 'ACCEPTED'].includes(dispute.dispute_outcome.outcome_code)
  const kind = isLost ? 'dispute-lost' : 'dispute-won'
  return [...moves, { ...all, at: new Date(dispute.update_time ?? dispute.create_time), id: `${captureId}:${kind}`, kind }]
}

/** Somebody else's mark may be anything. */
function decodedOf(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return ''
  }
}
