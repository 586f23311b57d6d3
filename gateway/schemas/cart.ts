import { z } from 'zod'
import { pieceInside, address, currency, day, id, image, kind, money, option, unitPrice } from './shapes.ts'

/**
 * A cart is named by its id (128 random bits: who knows it may act on it), or by the word `mine`: the cart of the caller's cookie.
 * A caller without one gets 404 on reads; `addCartLine` with `mine` makes the cart first and sets the cookie.
 */
export const cartId = z.string().min(1).max(128)

/**
 * `totals.total = lines - discount + delivery`, `+ tax` only where `taxIncluded` is false. `delivery` is null until an option is chosen;
 * `deliveryFrom` then says the cheapest that fits. `credit` is what gift cards and store credit pay, `due` what is then left: there only
 * where something is paid so, and then what checkout expects. `swapped` of an order is what pieces that were swapped for others pay of these.
 */
export const totals = z.object({
  lines: money,
  discount: money,
  delivery: money.nullable(),
  deliveryFrom: money.optional(),
  tax: money,
  total: money,
  taxIncluded: z.boolean(),
  credit: money.optional(),
  swapped: money.optional(),
  due: money.optional(),
})

/** What gives something, by its name and its code where it has them; `amount` 0 made the delivery free. */
export const appliedPromotion = z.object({ title: z.string().optional(), code: z.string().optional(), amount: money })
export type AppliedPromotion = z.infer<typeof appliedPromotion>

/** The lenses a frame is to get: `toPrescription` ones are verified by an optician before any money is taken. */
export const glasses = z.object({ configurationId: id, toPrescription: z.boolean(), verified: z.boolean() })

/** To whom a gift card goes; an empty address is the buyer's. */
export const gift = z.object({ email: z.string(), message: z.string() })

/**
 * A note is about one line, for people, and blocks nothing: `two-sizes`, `sealed`. Lenses and treatments are lines of their own, `partOf` that of their frame; such a
 * pair goes as one: its quantity is 1, and a frame that is removed takes its lenses with it.
 */
export const cartLine = z.object({
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
  /** Set where its shopper pays less than everybody, as a member of a group: what everybody pays, and the lowest price of the 30 days before that began. */
  priceBefore: money.optional(),
  lowestPrice30d: money.optional(),
  total: money,
  measurePrice: unitPrice.optional(),
  glasses: glasses.optional(),
  partOf: id.optional(),
  /** Of a gift card: to whom it goes. */
  gift: gift.optional(),
  /** What is in one of it; absent of what is no bundle. */
  parts: z.array(pieceInside).optional(),
  notes: z.array(z.object({ code: z.string(), text: z.string() })),
})
export type CartLine = z.infer<typeof cartLine>

/**
 * Codes of `problems`: `out-of-stock` (with `available`), `price-changed` (with `before` and `now`), `not-sold`, `no-delivery`.
 * A problem stays until the cart is changed or read anew; checkout refuses while one is open.
 */
export const cartProblem = z.object({
  code: z.string(),
  text: z.string(),
  lineId: id.optional(),
  available: z.int().optional(),
  before: money.optional(),
  now: money.optional(),
})

/**
 * A code that is valid and does not apply says why in `reason`. A gift card is entered like one, and `amount` is what it pays. `id` names it in addresses: a
 * code is no part of them.
 */
export const cartCoupon = z.object({
  id,
  code: z.string(),
  applies: z.boolean(),
  amount: money,
  giftCard: z.boolean().optional(),
  label: z.string().optional(),
  reason: z.string().optional(),
})

/** `sandbox` is true only in a demo shop: its tokens may then be shown as test cards. */
export const paymentMethod = z.object({ provider: z.string(), method: z.string(), label: z.string(), sandbox: z.boolean() })

export const cartOutput = z.object({
  id,
  state: z.enum(['open', 'paying', 'checked-out']),
  currency,
  lines: z.array(cartLine),
  coupons: z.array(cartCoupon),
  /** Those of `coupons` that apply, and what applies without a code, in the order they were applied. */
  promotions: z.array(appliedPromotion),
  totals,
  /**
   * Prepared by the shop: `credit` is what pieces of this order pay that come back. Nobody edits it. `back` is there once it costs less than they are worth:
   * that much goes back, and checkout expects it as an amount below zero.
   */
  exchangeOf: z.object({ orderId: id, orderNumber: z.string(), returnId: id, back: money.optional() }).optional(),
  /** Of a customer who has some: what there is, and whether it pays. */
  storeCredit: z.object({ balance: money, uses: z.boolean() }).nullable(),
  problems: z.array(cartProblem),
  contact: z.object({ email: z.string() }).nullable(),
  addresses: z.object({ shipping: address, billing: address.optional() }).nullable(),
  delivery: z
    .object({ optionId: z.string(), name: z.string(), pickupPointId: z.string().optional(), earliest: day, latest: day })
    .nullable(),
  paymentMethods: z.array(paymentMethod),
  /** Countries the shop delivers to, ISO codes. */
  countries: z.array(z.string()),
  /** What checkout would still ask for: `lines`, `contact`, `addresses`, `delivery`. */
  missing: z.array(z.string()),
})
export type Cart = z.infer<typeof cartOutput>

export const createCartInput = z.strictObject({ currency: currency.optional() })
export const cartInput = z.strictObject({ cartId })
export const addCartLineInput = z.strictObject({
  cartId,
  variantId: id,
  quantity: z.int().min(1).max(99),
  /** What the shopper saw the price in: a cart of another one is priced in it. */
  currency: currency.optional(),
  /** Of `configureLenses`: one pair of glasses, `quantity` 1. */
  lensConfigurationId: id.optional(),
  /** Of a gift card: to whom it goes; absent, to the buyer. */
  gift: z.strictObject({ email: z.email().max(254).optional(), message: z.string().trim().max(500).optional() }).optional(),
})
/** Quantity 0 is refused: removing is its own call. */
export const changeCartLineInput = z.strictObject({ cartId, lineId: id, quantity: z.int().min(1).max(99) })
export const removeCartLineInput = z.strictObject({ cartId, lineId: id })
export const setCartCurrencyInput = z.strictObject({ cartId, currency })
export const setCartContactInput = z.strictObject({ cartId, email: z.email().max(254) })
export const setCartAddressesInput = z.strictObject({ cartId, shipping: address, billing: address.optional() })
export const setCartDeliveryInput = z.strictObject({
  cartId,
  optionId: z.string().min(1).max(128),
  pickupPointId: z.string().max(128).optional(),
})
export const addCartCouponInput = z.strictObject({ cartId, code: z.string().trim().min(1).max(40) })
/** Its `id`; its code is understood too. */
export const removeCartCouponInput = z.strictObject({ cartId, coupon: z.string().trim().min(1).max(40) })

export const useStoreCreditInput = z.strictObject({ cartId, uses: z.boolean() })

export const deliveryOptionsInput = z.strictObject({ cartId })
export const deliveryOption = z.object({
  id: z.string(),
  name: z.string(),
  price: money,
  earliest: day,
  latest: day,
  carrier: z.string().optional(),
  pickupPoints: z.array(z.object({ id: z.string(), name: z.string(), address, distanceM: z.int().optional() })).optional(),
})
export type DeliveryOption = z.infer<typeof deliveryOption>
/** `unavailable` are methods that do not fit, with the reason (perfume does not fly): shown, not hidden. */
export const deliveryOptionsOutput = z.object({
  items: z.array(deliveryOption),
  unavailable: z.array(z.object({ id: z.string(), name: z.string(), reason: z.string() })),
})
export type DeliveryOptions = z.infer<typeof deliveryOptionsOutput>
