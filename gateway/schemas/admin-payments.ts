import { z } from 'zod'
import { transaction } from './order.ts'
import { at, currency, day, id, money, pageOf, paging } from './shapes.ts'

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

/** `limit` counts days, each with the reports of all providers; `before`: days before this one. */
export const paymentReportsInput = z.strictObject({ limit: z.int().min(1).max(100).optional(), before: day.optional() })
/** `nextBefore` null: there is no older day. */
export const paymentReportsOutput = z.object({ items: z.array(paymentReport), nextBefore: day.nullable() })
export type PaymentReports = z.infer<typeof paymentReportsOutput>

/** A day that is over, in UTC. */
export const makePaymentReportInput = z.strictObject({ day })
export const makePaymentReportOutput = z.object({ items: z.array(paymentReport) })

export const paymentState = z.enum([
  'pending',
  'action-required',
  'authorised',
  'captured',
  'partially-refunded',
  'refunded',
  'voided',
  'failed',
  'expired',
  'disputed',
  'charged-back',
])

/** One try to pay an order. `reference` is the provider's; `failure` a code. */
export const payment = z.object({
  id,
  orderId: id,
  provider: z.string(),
  method: z.string(),
  state: paymentState,
  amount: money,
  captured: money,
  refunded: money,
  reference: z.string(),
  failure: z.string().optional(),
  at,
})
export type Payment = z.infer<typeof payment>

/** `q`: an id of ours or of the provider’s, or number, mail or name of the order. */
export const adminPaymentsInput = z.strictObject({
  state: paymentState.optional(),
  provider: z.string().max(40).optional(),
  since: at.optional(),
  until: at.optional(),
  q: z.string().trim().max(200).optional(),
  ...paging,
})
export const adminPaymentsOutput = pageOf(payment)

/** What the shop did or heard beside transactions: `begun`, `capture-asked`, `void-asked`, `refund-asked`, `webhook`, `webhook-given-up`. */
const step = z.object({ at, step: z.string(), amount: money.optional(), detail: z.string().optional() })

export const adminPaymentInput = z.strictObject({ paymentId: id })
/** Transactions and steps are oldest first. `nextAt`: when the provider is asked again about what is outstanding. */
export const adminPaymentOutput = payment.extend({
  transactions: z.array(transaction),
  steps: z.array(step),
  nextAt: at.optional(),
})
export type AdminPayment = z.infer<typeof adminPaymentOutput>

/** What a bank took back, or tried to. */
export const dispute = z.object({
  paymentId: id,
  orderId: id,
  provider: z.string(),
  reference: z.string(),
  outcome: z.enum(['opened', 'won', 'lost']),
  amount: money,
  openedAt: at,
  endedAt: at.optional(),
  reason: z.string().optional(),
})
export type Dispute = z.infer<typeof dispute>
export const adminDisputesInput = z.strictObject({ ...paging })
export const adminDisputesOutput = pageOf(dispute)

const account = z.enum(['provider', 'orders', 'disputed', 'lost'])

/** What stands on each account, debit positive: those of one provider and currency sum to 0. `entries`: the rows behind it. */
export const ledgerBalance = z.object({ provider: z.string(), account, amount: money, entries: z.int() })
export type LedgerBalance = z.infer<typeof ledgerBalance>
export const adminLedgerInput = z.strictObject({})
export const adminLedgerOutput = z.object({ items: z.array(ledgerBalance) })

/** One side of a movement of money. */
export const ledgerEntry = z.object({
  provider: z.string(),
  movementId: z.string(),
  account,
  paymentId: id,
  orderId: id,
  kind: z.string(),
  amount: money,
  at,
})
export type LedgerEntry = z.infer<typeof ledgerEntry>
export const adminLedgerEntriesInput = z.strictObject({
  provider: z.string().max(40).optional(),
  account: account.optional(),
  currency: currency.optional(),
  since: at.optional(),
  until: at.optional(),
  ...paging,
})
export const adminLedgerEntriesOutput = pageOf(ledgerEntry)

/**
 * What was asked again and again without an answer: of a provider (`authorise`, `capture`, `void`, `refund`), a `webhook` nobody could work on
 * (`webhook-given-up`: nor will), or what an order asks of another service (`order-refund`, `order-release`, …). Normally empty.
 */
export const stuckErrand = z.object({
  id: z.string(),
  what: z.string(),
  provider: z.string().optional(),
  paymentId: id.optional(),
  orderId: id.optional(),
  orderNumber: z.string().optional(),
  since: at.optional(),
  tries: z.int(),
  nextAt: at.optional(),
  /** What trying it again names: an errand of an order, or a webhook that was given up. */
  errandId: id.optional(),
  eventId: z.string().optional(),
})
export type StuckErrand = z.infer<typeof stuckErrand>
export const tryErrandInput = z.strictObject({ errandId: id })
/** `none`: it is being asked, or has ended meanwhile. */
export const tryErrandOutput = z.object({ outcome: z.enum(['done', 'open', 'waits', 'none']) })
export type TriedErrand = z.infer<typeof tryErrandOutput>
export const replayWebhookInput = z.strictObject({ provider: z.string().min(1).max(40), eventId: z.string().min(1).max(255) })
/** False: it is worked on, or has ended meanwhile. */
export const replayWebhookOutput = z.object({ replayed: z.boolean() })
export const adminStuckInput = z.strictObject({})
/** A message about a payment nobody made here, without this shop's mark: nothing is owed for it. `reference` is what the provider calls the payment. */
export const droppedWebhook = z.object({ provider: z.string(), eventId: z.string(), reference: z.string(), heardAt: at, droppedAt: at })
export type DroppedWebhook = z.infer<typeof droppedWebhook>
export const adminStuckOutput = z.object({ items: z.array(stuckErrand), dropped: z.array(droppedWebhook) })
