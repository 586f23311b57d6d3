import { z } from 'zod'
import { appliedPromotion } from './cart.ts'
import { askReturnInput, orderLine, orderOutput, orderReturn, orderStatus, remedy, returnState } from './order.ts'
import { at, id, money, pageOf, paging, reason } from './shapes.ts'

/** `view` is the rows behind a figure of the summary: `kept` is not cancelled, `sold` kept and paid, `refunded` sold and some given back. */
export const adminOrdersInput = z.strictObject({
  status: orderStatus.optional(),
  view: z.enum(['to-pack', 'kept', 'sold', 'refunded']).optional(),
  since: at.optional(),
  until: at.optional(),
  productId: id.optional(),
  q: z.string().trim().max(100).optional(),
  ...paging,
})
export const adminOrderRow = z.object({
  id,
  number: z.string(),
  status: orderStatus,
  placedAt: at,
  email: z.string(),
  name: z.string(),
  total: money,
  refunded: money,
  /** Pieces; of the product the list asks for, if it asks for one. */
  itemCount: z.int(),
  /** What was bought, a name per line. */
  names: z.array(z.string()),
})
export const adminOrdersOutput = pageOf(adminOrderRow)
export type AdminOrderRow = z.infer<typeof adminOrderRow>

/** A refund above what one person may give back alone: somebody else than `askedBy` agrees, or anybody refuses. `cancels`: its order with it. */
export const awaitedRefund = z.object({ id, orderId: id, amount: money, reason: z.string(), cancels: z.boolean(), askedBy: id, at })
export type AwaitedRefund = z.infer<typeof awaitedRefund>

export const adminOrderInput = z.strictObject({ orderId: id })
/** A file of pieces that come back, with what staff do to it: states it may be brought to, what can be sold again, what is kept of the money. */
const adminReturn = orderReturn.extend({
  allowed: z.array(returnState),
  lines: z.array(orderReturn.shape.lines.element.extend({ restocked: z.int() })),
  withheld: money.optional(),
  /** Where what can be sold again was put; absent is the first place, or nothing. */
  placeId: id.optional(),
  steps: z.array(z.object({ at, state: returnState, note: z.string(), actor: z.string() })),
})
export type AdminReturn = z.infer<typeof adminReturn>

/** As the shopper sees it, with what staff need: `refundable` is paid and not yet given back; the timeline knows how much, why and which parcel. */
export const adminOrderOutput = orderOutput.extend({
  customerId: id.optional(),
  lines: z.array(orderLine.extend({ sku: z.string() })),
  promotions: z.array(appliedPromotion.extend({ promotionId: id })),
  refundable: money,
  allowed: z.array(z.string()),
  /** Refunds that wait for a second person. */
  refundsAwaited: z.array(awaitedRefund),
  returns: z.array(adminReturn),
  timeline: z.array(
    z.object({
      at,
      event: z.string(),
      text: z.string(),
      amount: money.optional(),
      reason: z.string().optional(),
      parcel: z.string().optional(),
    }),
  ),
})
export type AdminOrder = z.infer<typeof adminOrderOutput>

export const refundOrderInput = z.strictObject({ orderId: id, amount: money.strict(), reason })

export const awaitedRefundsInput = z.strictObject({})
export const awaitedRefundsOutput = z.object({ items: z.array(awaitedRefund) })
export const awaitedRefundInput = z.strictObject({ refundId: id })

export const adminReturnsInput = z.strictObject({
  state: returnState.optional(),
  kind: z.enum(['withdrawal', 'return', 'claim', 'swap']).optional(),
  q: z.string().trim().max(100).optional(),
  ...paging,
})
export const adminReturnRow = z.object({
  id,
  orderId: id,
  orderNumber: z.string(),
  at,
  kind: z.enum(['withdrawal', 'return', 'claim', 'swap']),
  state: returnState,
  pieces: z.int(),
  refund: money,
  /** States it may be brought to now. */
  allowed: z.array(z.string()),
})
export type AdminReturnRow = z.infer<typeof adminReturnRow>
export const adminReturnsOutput = pageOf(adminReturnRow)

/** A file staff open for a shopper: `words` say why, of a claim what is wrong too; a claim has a `remedy`. The period does not count. */
export const adminOpenReturnInput = z.strictObject({
  orderId: id,
  kind: z.enum(['return', 'claim']),
  lines: askReturnInput.shape.lines,
  words: z.string().trim().min(1).max(2_000),
  remedy: remedy.optional(),
})

/** `lines` are for `checked`: what is taken back, and what of it can be sold again; a line that is not named is, whole. */
export const moveReturnInput = z.strictObject({
  orderId: id,
  returnId: id,
  to: returnState,
  note: z.string().trim().max(500).optional(),
  /** For `approved`, where something is wanted: sent `at-once`, or `none` at all; absent, it waits for the check. */
  replacement: z.enum(['at-once', 'none']).optional(),
  /** For `checked`: what is kept of the money because the pieces lost value; the note says why. */
  withheld: money.strict().optional(),
  lines: z
    .array(z.strictObject({ lineId: id, accepted: z.int().min(0).max(99), restocked: z.int().min(0).max(99) }))
    .max(200)
    .optional(),
  /** For `checked`: where what can be sold again is put; absent is the first place. */
  placeId: id.optional(),
})

/** What arrived, and in which state: without what is of money. */
export const takeReturnInInput = moveReturnInput.omit({ withheld: true, replacement: true }).extend({ to: z.enum(['received', 'checked']) })
