import { z } from 'zod'
import { cartId, totals } from './cart.ts'
import { address, at, currency, day, id, image, money, option, pageOf, paging } from './shapes.ts'

export const orderStatus = z.enum([
  'placed',
  'awaiting-prescription',
  'paid',
  'in-lab',
  'packed',
  'shipped',
  'delivered',
  'cancelled',
  'returned',
  'refunded',
])
export type OrderStatus = z.infer<typeof orderStatus>

export const orderLine = z.object({
  id,
  variantId: id,
  productId: id,
  slug: z.string(),
  name: z.string(),
  options: z.array(option),
  image: image.nullable(),
  quantity: z.int(),
  unitPrice: money,
  total: money,
  configuration: z.json().optional(),
})

export const parcel = z.object({
  id,
  state: z.enum(['waiting', 'packed', 'handed', 'in-transit', 'delivered', 'lost', 'returned']),
  name: z.string(),
  carrier: z.string().optional(),
  trackingNumber: z.string().optional(),
  trackingUrl: z.string().optional(),
  earliest: day.optional(),
  latest: day.optional(),
  lines: z.array(z.object({ lineId: id, quantity: z.int() })),
  /** Scans, oldest first. */
  events: z.array(z.object({ at, event: z.string(), text: z.string() })),
})

/** Per line what may be returned, until when, and why not (LAW-2). `until` is null while the last parcel has not arrived. */
const withdrawal = z.object({
  days: z.int(),
  until: day.nullable(),
  lines: z.array(z.object({ lineId: id, eligible: z.boolean(), reason: z.string().optional(), until: day.nullable() })),
})

/** `timeline` is oldest first; `event` is a stable code (`placed`, `paid`, `packed`, `shipped`, `delivered`, `refunded`, …), `text` is for people. */
export const orderOutput = z.object({
  id,
  number: z.string(),
  status: orderStatus,
  placedAt: at,
  email: z.string(),
  currency,
  lines: z.array(orderLine),
  totals,
  coupons: z.array(z.object({ code: z.string(), amount: money })).optional(),
  addresses: z.object({ shipping: address, billing: address.optional() }),
  payments: z.array(z.object({ id, provider: z.string(), method: z.string(), state: z.string(), amount: money })),
  deliveries: z.array(parcel),
  timeline: z.array(z.object({ at, event: z.string(), text: z.string(), deliveryId: id.optional() })),
  withdrawal,
  /** What may be done now; an action that may not carries its reason, so that its button says why. */
  actions: z.array(
    z.object({ name: z.enum(['cancel', 'return', 'withdraw', 'invoice']), allowed: z.boolean(), reason: z.string().optional() }),
  ),
})
export type Order = z.infer<typeof orderOutput>

export const checkoutCartInput = z.strictObject({
  cartId,
  payment: z.strictObject({
    provider: z.string().min(1).max(40),
    method: z.string().min(1).max(40),
    token: z.string().max(500).optional(),
    /** Where the bank sends the shopper back to; on the shop's own origin. */
    returnUrl: z.string().max(500).optional(),
  }),
  acceptTerms: z.literal(true),
  /** What the shopper saw. Another total is refused with 409 `price-changed`. */
  expectedTotal: money.strict(),
})

/** Status 202: nothing is decided. `wait`: the bank has not answered; the other two: go to `url`. `holdUntil` is when the stock is given back. */
export const checkoutPending = z.object({
  action: z.enum(['wait', 'redirect', 'three-d-secure']),
  url: z.string().optional(),
  orderId: id.optional(),
  holdUntil: at.optional(),
})
export type CheckoutPending = z.infer<typeof checkoutPending>

/** 201 with the order, or 202 with what to wait for; told apart by the field `action`. */
export const checkoutCartOutput = z.union([checkoutPending, orderOutput])

export const checkoutStateInput = z.strictObject({ cartId })
/** For whoever lost the answer. `refusal` is the code the running checkout ended with (`payment-declined`, `out-of-stock`, …). */
export const checkoutStateOutput = z.object({
  state: z.enum(['open', 'running', 'waiting', 'placed', 'refused']),
  orderId: id.optional(),
  action: z.enum(['wait', 'redirect', 'three-d-secure']).optional(),
  url: z.string().optional(),
  holdUntil: at.optional(),
  refusal: z.string().optional(),
})
export type CheckoutState = z.infer<typeof checkoutStateOutput>

export const orderInput = z.strictObject({ orderId: id })
export const cancelOrderInput = z.strictObject({ orderId: id, reason: z.string().trim().max(500).optional() })

export const myOrdersInput = z.strictObject({ ...paging })
export const orderSummary = z.object({
  id,
  number: z.string(),
  status: orderStatus,
  placedAt: at,
  total: money,
  itemCount: z.int(),
  names: z.array(z.string()),
  image: image.nullable(),
})
export const myOrdersOutput = pageOf(orderSummary)
