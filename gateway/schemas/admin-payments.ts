import { z } from 'zod'
import { at, day, money } from './shapes.ts'

/** A movement of money one side's books have and the other's have not; `both`: they do not say the same of it. */
export const paymentDifference = z.object({
  provider: z.string(),
  side: z.enum(['provider', 'shop', 'both']),
  movementId: z.string(),
  kind: z.string(),
  amount: money,
  at,
  attemptId: z.string(),
  orderId: z.string(),
})

/** Normally empty. */
export const paymentDifferencesInput = z.strictObject({})
export const paymentDifferencesOutput = z.object({ items: z.array(paymentDifference) })

/** What one kind of movement came to that day: `captured`, `refunded`, `disputed`, `dispute-won`; `balance` is what they leave the shop. */
export const paymentReportLine = z.object({ kind: z.string(), ours: money, theirs: money })

/** `unheard`: the provider did not list its movements; the report is made again by itself. */
export const paymentReport = z.object({
  day,
  provider: z.string(),
  state: z.enum(['same', 'differs', 'unheard']),
  lines: z.array(paymentReportLine),
  differences: z.array(paymentDifference),
  madeAt: at,
})
export type PaymentReport = z.infer<typeof paymentReport>

export const paymentReportsInput = z.strictObject({ limit: z.int().min(1).max(100).optional() })
export const paymentReportsOutput = z.object({ items: z.array(paymentReport) })

/** A day that is over, in UTC. */
export const makePaymentReportInput = z.strictObject({ day })
export const makePaymentReportOutput = z.object({ items: z.array(paymentReport) })
