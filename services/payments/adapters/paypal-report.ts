import { z } from 'zod'
import type { BookedMovement } from '../application/provider.ts'
import { minorOf, money, readMark } from './paypal-movements.ts'

/*
 * PayPal's report of what moved on the account, as movements. Source: PayPal, Transaction Search 1.9, and its transaction event codes.
 */

const line = z.object({
  transaction_id: z.string(),
  paypal_reference_id: z.string().optional(),
  transaction_event_code: z.string(),
  transaction_initiation_date: z.string(),
  transaction_amount: money,
  transaction_status: z.string(),
  custom_field: z.string().optional(),
})
type Line = z.infer<typeof line>

export const paypalReport = z.object({
  transaction_details: z.array(z.object({ transaction_info: line })).default([]),
  total_pages: z.int().default(1),
})
export type PaypalReport = z.infer<typeof paypalReport>

/** What moved shoppers' money. Fees, transfers, and what is denied or still pending are left out. */
export function bookedMovements(lines: readonly Line[]): BookedMovement[] {
  return [...lines.flatMap((one) => bookedOf(one) ?? []), ...disputesIn(lines.filter(({ transaction_status: is }) => is === 'S'))]
}

/** T00..: payments, which are `V` once all of it was given back; T1107: a refund. */
function bookedOf(one: Line): BookedMovement | undefined {
  const { transaction_event_code: code, transaction_status: is, transaction_amount: amount, transaction_id: id } = one
  const isOut = amount.value.startsWith('-')
  if (code.startsWith('T00') && !isOut && (is === 'S' || is === 'V')) return { ...movedBy(one), id, kind: 'captured' }
  if (code === 'T1107' && isOut && is === 'S') return { ...movedBy(one), id, kind: 'refunded', reference: one.paypal_reference_id ?? '' }
  return undefined
}

/**
 * By the payment they are of. T1110: held for a dispute; T1111: that hold ends, whoever won; T1106, T1201: taken for good, by PayPal or the
 * bank; T1202: the bank gave it back. A hold that ends as the money is taken for good has moved nothing: it was gone already.
 */
function disputesIn(lines: readonly Line[]): BookedMovement[] {
  const origins = [...new Set(lines.map((one) => originOf(one)))]
  return origins.flatMap((origin) => {
    const coded = (...codes: readonly string[]) =>
      lines.filter((one) => originOf(one) === origin && codes.includes(one.transaction_event_code))
    const [ended, lost] = [coded('T1111'), coded('T1106', 'T1201')]
    const exchanged = Math.min(ended.length, lost.length)
    const [taken] = [...coded('T1110'), ...lost.slice(exchanged)]
    const [given] = [...ended.slice(exchanged), ...coded('T1202')]
    return [
      ...(taken ? [{ ...movedBy(taken), id: `${origin}:disputed`, kind: 'disputed' as const, reference: origin }] : []),
      ...(given ? [{ ...movedBy(given), id: `${origin}:dispute-won`, kind: 'dispute-won' as const, reference: origin }] : []),
    ]
  })
}

const originOf = ({ paypal_reference_id: origin, transaction_id: id }: Line): string => origin ?? id

function movedBy({ transaction_amount: amount, transaction_initiation_date: at, custom_field: mark }: Line) {
  const { orderId, attemptId, refundId } = readMark(mark)
  return {
    ...{ amountMinor: minorOf(amount), currency: amount.currency_code, at: new Date(at) },
    ...{ refundId, detail: '', orderId, attemptId },
  }
}
