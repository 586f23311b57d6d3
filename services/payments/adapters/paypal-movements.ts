import { z } from 'zod'
import type { BookedMovement, KeptMethod } from '../application/provider.ts'
import type { Movement } from '../domain/attempt.ts'
import { minorDigits } from '../domain/currency.ts'

/*
 * What PayPal says, as movements, with ids of PayPal's own that are the same wherever they are told: of an authorisation, a capture, a refund.
 */

const money = z.object({ currency_code: z.string(), value: z.string() })
const moved = z.object({
  id: z.string(),
  status: z.string(),
  amount: money,
  create_time: z.string(),
  update_time: z.string().optional(),
  custom_id: z.string().optional(),
  /** Of a capture: nothing more is taken of what was set aside. */
  final_capture: z.boolean().optional(),
})
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

export const paypalTransaction = z.object({
  transaction_id: z.string(),
  paypal_reference_id: z.string().optional(),
  transaction_event_code: z.string(),
  transaction_initiation_date: z.string(),
  transaction_amount: money,
  transaction_status: z.string(),
  custom_field: z.string().optional(),
})

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

function minorOf({ currency_code, value }: z.infer<typeof money>): number {
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

const base = ({ amount }: z.infer<typeof moved>) => ({
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
  for (const one of authorizations) {
    const at = new Date(one.create_time)
    if (one.status === 'DENIED')
      moves.push({ ...base(one), amountMinor: 0, at, id: `${one.id}:denied`, kind: 'failed', detail: 'card-declined' })
    else if (one.status !== 'PENDING') moves.push({ ...base(one), at, id: one.id, kind: 'authorised' })
    const end = new Date(one.update_time ?? one.create_time)
    if (['VOIDED', 'EXPIRED'].includes(one.status)) moves.push({ ...base(one), at: end, id: `${one.id}:voided`, kind: 'voided' })
  }
  for (const one of captures) {
    if (!['COMPLETED', 'PARTIALLY_REFUNDED', 'REFUNDED'].includes(one.status)) continue
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

/**
 * A line of PayPal's report; undefined for fees, transfers and what else moves no shopper's money. T00..: payments; T1107: refund; T1110,
 * T1111: held for a dispute, and given back. Source: PayPal, transaction event codes.
 */
export function bookedOf(line: z.infer<typeof paypalTransaction>): BookedMovement | undefined {
  const { transaction_event_code: code, transaction_amount: amount, transaction_id: id, paypal_reference_id: origin = '' } = line
  if (line.transaction_status !== 'S') return undefined
  const { orderId, attemptId, refundId } = readMark(line.custom_field)
  const all = {
    ...{ amountMinor: minorOf(amount), currency: amount.currency_code, at: new Date(line.transaction_initiation_date) },
    ...{ refundId, detail: '', orderId, attemptId },
  }
  if (code.startsWith('T00') && !amount.value.startsWith('-')) return { ...all, id, kind: 'captured' }
  if (code === 'T1107') return { ...all, id, kind: 'refunded', reference: origin }
  if (code === 'T1110') return { ...all, id: `${origin}:disputed`, kind: 'disputed', reference: origin }
  if (code === 'T1111') return { ...all, id: `${origin}:dispute-won`, kind: 'dispute-won', reference: origin }
  return undefined
}

/** Somebody else's mark may be anything. */
function decodedOf(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return ''
  }
}
