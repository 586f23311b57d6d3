import { z } from 'zod'
import { appliedPromotion, cartId, gift, glasses, paymentMethod, totals } from './cart.ts'
import { fileOf } from './file.ts'
import { pieceInside, address, at, currency, day, id, image, kind, money, option, pageOf, paging } from './shapes.ts'

export const orderStatus = z.enum([
  'placed',
  'awaiting-prescription',
  'paid',
  'in-lab',
  'packed',
  'partly-shipped',
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
  kind,
  name: z.string(),
  options: z.array(option),
  image: image.nullable(),
  quantity: z.int(),
  unitPrice: money,
  total: money,
  /** Of the total, what is taken off. */
  discount: money,
  /** As in a cart. */
  glasses: glasses.optional(),
  partOf: id.optional(),
  /** Of a gift card: to whom it goes. */
  gift: gift.optional(),
  /** What is in one of it; absent of what is no bundle. */
  parts: z.array(pieceInside).optional(),
  /** Of quantity: pieces cancelled before they left, pieces that left, and of these what came back or is awaited. */
  cancelled: z.int(),
  sent: z.int(),
  returned: z.int(),
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

/**
 * Per line how many pieces one may withdraw from, until when, and why not (LAW-2); of one that may come back, `reason` is under what condition.
 * `until` is null while the last parcel has not arrived.
 */
const withdrawal = z.object({
  days: z.int(),
  until: day.nullable(),
  lines: z.array(z.object({ lineId: id, eligible: z.boolean(), quantity: z.int(), reason: z.string().optional(), until: day.nullable() })),
})

/** As of `withdrawal`; `amounts` is what goes back for one piece, for two, and so on. */
const datedRight = withdrawal.shape.lines.element.extend({ amounts: z.array(money) })

export const returnState = z.enum([
  'asked',
  'to-pay',
  'approved',
  'label',
  'received',
  'checked',
  'refunded',
  'exchanged',
  'mended',
  'refused',
  'lapsed',
  'cancelled',
])
/** What one may wish for something faulty. */
export const remedy = z.enum(['repair', 'replacement', 'refund'])
export const returnReason = z.enum(['too-small', 'too-large', 'not-as-shown', 'faulty', 'changed-mind', 'other'])
/** What the shopper wants for pieces that come back, as many. */
const wantedVariant = z.object({ variantId: id, name: z.string(), options: z.array(option) })
/**
 * The replacement the shop agreed to. `due` is what it costs beyond the pieces: paid like any cart, under `cartId`, it is an order of its own, of which the
 * pieces pay `paid`.
 */
const exchange = z.object({
  cartId: id,
  due: money,
  atOnce: z.boolean(),
  orderId: id.optional(),
  orderNumber: z.string().optional(),
  paid: money,
})
/**
 * Pieces that come back. `refund` is what goes back; before they are checked, what would if all is well. A `claim` is of something faulty: `words` say what is
 * wrong (of any file that staff opened, why), `remedy` what is wished. `shopPays` for sending it back. `cancellable`: its shopper may take it back.
 */
export const orderReturn = z.object({
  id,
  kind: z.enum(['withdrawal', 'return', 'claim', 'swap']),
  state: returnState,
  text: z.string(),
  words: z.string().optional(),
  remedy: remedy.optional(),
  shopPays: z.boolean(),
  cancellable: z.boolean(),
  at,
  name: z.string(),
  lines: z.array(
    z.object({
      ...{ lineId: id, name: z.string(), quantity: z.int(), reason: returnReason.optional(), accepted: z.int().optional() },
      wants: wantedVariant.optional(),
    }),
  ),
  refund: money,
  exchange: exchange.optional(),
  /** So long the money of an exchange is awaited, then the pieces of one that was not paid; absent where nothing ends it. */
  lapsesAt: at.optional(),
  /** A word of the shop: why it is refused, the number of the label. */
  note: z.string().optional(),
})

export type OrderReturn = z.infer<typeof orderReturn>

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
  /** What gave something when it was placed. */
  promotions: z.array(appliedPromotion),
  addresses: z.object({ shipping: address, billing: address.optional() }),
  payments: z.array(z.object({ id, provider: z.string(), method: z.string(), state: z.string(), amount: money })),
  /** What went back, through the bank and to gift cards and store credit; of it, what these got. */
  refunded: money,
  creditRefunded: money.optional(),
  /** It waits for pieces sold ahead, and leaves from this day; absent when all are there. */
  waitsUntil: day.optional(),
  /** The bank let go of its money before an optician verified it: so long its shopper may set it aside again; absent while nobody is asked to. */
  payBy: at.optional(),
  /** It replaces pieces that come back of this order, which pay its credit; `waits` until they passed the check. */
  exchangeOf: z
    .object({ orderId: id, orderNumber: z.string(), returnId: id, waits: z.boolean(), isSwap: z.literal(true).optional() })
    .optional(),
  deliveries: z.array(parcel),
  timeline: z.array(z.object({ at, event: z.string(), text: z.string(), deliveryId: id.optional() })),
  withdrawal,
  /** What the shop takes back without a fault, maybe for longer than one may withdraw; and what may be claimed as faulty. */
  returnable: z.array(datedRight),
  claimable: z.array(datedRight),
  /** Oldest first. */
  returns: z.array(orderReturn),
  /** What may be done now; an action that may not carries its reason, so that its button says why. */
  actions: z.array(
    z.object({
      name: z.enum(['cancel', 'cancel-lines', 'swap', 'edit', 'change-delivery', 'pay', 'return', 'claim', 'withdraw', 'invoice']),
      allowed: z.boolean(),
      reason: z.string().optional(),
    }),
  ),
})
export type Order = z.infer<typeof orderOutput>

export const checkoutCartInput = z.strictObject({
  cartId,
  payment: z.strictObject({
    provider: z.string().min(1).max(40),
    method: z.string().min(1).max(40),
    token: z.string().max(500).optional(),
    /** The customer agrees that what they pay with is kept as a token, for the next time. Only when signed in. */
    save: z.boolean().optional(),
    /** One of `myPaymentMethods`, in the place of a token. */
    keptMethodId: id.optional(),
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

export const payOrderAgainInput = z.strictObject({ orderId: id, payment: checkoutCartInput.shape.payment })
/** 200 with the order, or 202 with what to wait for. */
export const payOrderAgainOutput = z.union([checkoutPending, orderOutput])

export const waysToPayInput = z.strictObject({})
export const waysToPayOutput = z.object({ items: z.array(paymentMethod) })

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
/** What the provider said happened. `at`: there; `heardAt`: when the shop knew. `detail`: why it failed or is disputed, a code. */
export const transaction = z.object({
  id: z.string(),
  paymentId: id,
  provider: z.string(),
  kind: z.string(),
  amount: money,
  at,
  heardAt: at,
  detail: z.string().optional(),
})
export type Transaction = z.infer<typeof transaction>

/** Oldest first. */
export const orderTransactionsOutput = z.object({ items: z.array(transaction) })

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

const lineCount = z.strictObject({ lineId: id, quantity: z.int().min(1).max(99) })
const lineCounts = z.array(lineCount).min(1).max(200)
export const cancelOrderLinesInput = z.strictObject({ orderId: id, lines: lineCounts, reason: z.string().trim().max(500).optional() })
/** As many pieces of another variant of the same product. */
export const swapOrderPiecesInput = z.strictObject({ orderId: id, lineId: id, quantity: z.int().min(1).max(99), variantId: id })
export const orderSwapPricesInput = z.strictObject({ orderId: id, lineId: id, quantity: z.int().min(1).max(99) })
/** `difference` is of all the pieces: what is to be paid, or, below zero, what goes back. */
export const orderSwapPricesOutput = z.object({ items: z.array(z.object({ variantId: id, difference: money })) })
export type SwapPrices = z.infer<typeof orderSwapPricesOutput>
export const readdressOrderInput = z.strictObject({ orderId: id, shipping: address, billing: address.optional() })
export const changeOrderDeliveryInput = z.strictObject({
  orderId: id,
  optionId: z.string().min(1).max(80),
  pickupPointId: z.string().max(80).optional(),
})
export const askReturnInput = z.strictObject({
  orderId: id,
  lines: z
    /** `exchangeFor`: the variant wanted instead of the money, as many pieces. */
    .array(lineCount.extend({ reason: returnReason, exchangeFor: id.optional() }))
    .min(1)
    .max(200),
})

/** Something is faulty: what, and what is wished for it. */
export const claimInput = z.strictObject({ orderId: id, lines: lineCounts, words: z.string().trim().min(1).max(2_000), remedy })
export const cancelReturnInput = z.strictObject({ orderId: id, returnId: id })
export const returnTermsInput = z.strictObject({})
/** Where things are sent back to, a line each. */
export const returnTermsOutput = z.object({ sendTo: z.array(z.string()) })

/** Who withdraws says the number of the order and the address it was made with (Directive 2023/2673, article 11a): no sign-in. */
const contract = { number: z.string().trim().min(1).max(20), email: z.email().max(254) }
/** Answered alike whether there is such an order or not. */
export const sendOrderLinkInput = z.strictObject(contract)
export const sendOrderLinkOutput = z.object({ asked: z.literal(true) })

export const findContractInput = z.strictObject(contract)
export const findContractOutput = z.object({
  number: z.string(),
  placedAt: at,
  days: z.int(),
  until: day.nullable(),
  lines: z.array(z.object({ lineId: id, name: z.string(), quantity: z.int(), eligible: z.boolean(), reason: z.string().optional() })),
})
export type Contract = z.infer<typeof findContractOutput>

/** Without lines it is about all that may still come back. */
export const withdrawInput = z.strictObject({ ...contract, name: z.string().trim().min(2).max(100), lines: lineCounts.optional() })
export const withdrawFromOrderInput = z.strictObject({
  orderId: id,
  name: z.string().trim().min(2).max(100).optional(),
  lines: lineCounts.optional(),
})
/** What was declared, by whom and when: the receipt that also goes out by mail. `isAwaited`: something is to be sent back. */
export const withdrawOutput = z.object({
  id,
  number: z.string(),
  at,
  name: z.string(),
  lines: z.array(z.object({ name: z.string(), quantity: z.int() })),
  refund: money,
  isAwaited: z.boolean(),
})
export type Receipt = z.infer<typeof withdrawOutput>

export const orderInvoicesOutput = z.object({
  items: z.array(z.object({ number: z.string(), kind: z.enum(['invoice', 'credit-note']), at, total: money })),
})
export type OrderInvoices = z.infer<typeof orderInvoicesOutput>
/** Without a number it is the invoice. */
export const invoicePdfInput = z.strictObject({ orderId: id, number: z.string().max(20).optional() })
export const invoicePdfOutput = fileOf('application/pdf')
