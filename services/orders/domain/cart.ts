import type { Address } from './address.ts'
import type { ExchangeOf } from './order.ts'

export interface LocalText {
  readonly fr: string
  readonly en: string
}

/** A picture by the hash of its master in media. */
export interface Picture {
  readonly sha256: string
  readonly width: number
  readonly height: number
  readonly alt: LocalText
  readonly view: string
  readonly colour: string
  readonly thumbhash: string
}

/** A chosen option: its words in both languages as they were, and its neutral value, which lines of before it was kept lack. */
export interface ChosenOption extends LocalText {
  readonly code?: string
}

/** What a variant was called and looked like when it was added: the order and the invoice say this for ever (settled.md 12). */
export interface Snapshot {
  readonly variantId: string
  readonly productId: string
  readonly sku: string
  readonly slug: string
  readonly kind: string
  readonly name: LocalText
  readonly options: Readonly<Record<string, ChosenOption>>
  readonly image: Picture | null
  readonly weightG: number
}

export interface CartLine extends Snapshot {
  readonly id: string
  readonly quantity: number
  /** The unit price the shopper saw at the last change; null before there was one. */
  readonly shownMinor: number | null
}

/** What the basket was when the delivery method was found to fit. A heavier basket, or one that got perfume, is asked again. */
export interface DeliveryFit {
  readonly weightG: number
  readonly hasDangerousGoods: boolean
}

export interface CartExchange extends ExchangeOf {
  readonly atMostMinor: number
}

export type CartState = 'open' | 'checking-out' | 'checked-out'

export interface Cart {
  readonly id: string
  /** Empty for a guest. */
  readonly customerId: string
  readonly currency: string
  readonly locale: string
  readonly lines: readonly CartLine[]
  /** Ids of additions already made, newest last: an addition that is repeated adds once. */
  readonly additions: readonly string[]
  readonly coupons: readonly string[]
  /** The customer's store credit pays too. */
  readonly usesStoreCredit: boolean
  readonly email: string
  readonly shipping: Address | null
  /** Null is the same as shipping. */
  readonly billing: Address | null
  readonly deliveryMethodId: string
  readonly pickupPointId: string
  readonly deliveryFit: DeliveryFit | null
  readonly state: CartState
  /** Of a cart the shop prepared: the pieces that pay it, and how much they do at most. Nobody edits it. */
  readonly exchange: CartExchange | null
  /** Set once checked out. */
  readonly orderId: string
  readonly version: number
}

/** Shop rules: at most 99 pieces a line (api.md), 200 lines a cart (performance.md 2, cart edit at 200 lines). */
export const maxQuantity = 99
export const maxLines = 200
/** Additions remembered; a repeat comes within seconds. */
const additionsKept = 400

/** Throws RangeError unless the number is whole and 1 to 99. */
export function checkedQuantity(quantity: number): number {
  if (!Number.isInteger(quantity) || quantity < 1 || quantity > maxQuantity)
    throw new RangeError(`quantity is ${quantity}, not 1 to ${maxQuantity}`)
  return quantity
}

/**
 * The cart with pieces of a variant more: on its line, or on a new line under the addition's id. The same addition again changes nothing.
 * Refusal: `too-many-lines`. Throws RangeError when the line would hold more than 99.
 */
export function withAddition(cart: Cart, additionId: string, snapshot: Snapshot, quantity: number): Cart | 'too-many-lines' {
  if (cart.additions.includes(additionId)) return cart
  const additions = [...cart.additions, additionId].slice(-additionsKept)
  const there = cart.lines.find(({ variantId }) => variantId === snapshot.variantId)
  if (there) {
    const line = { ...there, quantity: checkedQuantity(there.quantity + checkedQuantity(quantity)) }
    return { ...cart, additions, lines: cart.lines.map((each) => (each === there ? line : each)) }
  }
  if (cart.lines.length >= maxLines) return 'too-many-lines'
  const line = { ...snapshot, id: additionId, quantity: checkedQuantity(quantity), shownMinor: null }
  return { ...cart, additions, lines: [...cart.lines, line] }
}

/** Undefined when the cart has no such line. */
export function withQuantity(cart: Cart, lineId: string, quantity: number): Cart | undefined {
  if (!cart.lines.some(({ id }) => id === lineId)) return undefined
  return { ...cart, lines: cart.lines.map((line) => (line.id === lineId ? { ...line, quantity: checkedQuantity(quantity) } : line)) }
}

/** A line that is not there stays away. */
export const withoutLine = (cart: Cart, lineId: string): Cart =>
  cart.lines.some(({ id }) => id === lineId) ? { ...cart, lines: cart.lines.filter(({ id }) => id !== lineId) } : cart

/** Another country asks for another delivery choice; the same one keeps it. */
export function withAddresses(cart: Cart, shipping: Address, billing: Address | null): Cart {
  const moved = cart.shipping !== null && cart.shipping.country !== shipping.country
  const choice = moved ? { deliveryMethodId: '', pickupPointId: '', deliveryFit: null } : {}
  return { ...cart, ...choice, shipping, billing }
}

/** Codes are compared in capitals. */
export const couponCode = (code: string): string => code.trim().toUpperCase()

/**
 * A guest's cart and a customer's become one, under the guest's id: quantities of one variant add up, to at most 99.
 * Answers the merged cart; the other one is to be emptied in the same transaction.
 */
export function merged(cart: Cart, other: Cart): Cart {
  const lines = cart.lines.map((line) => {
    const same = other.lines.find(({ variantId }) => variantId === line.variantId)
    return same ? { ...line, quantity: Math.min(line.quantity + same.quantity, maxQuantity) } : line
  })
  const rest = other.lines.filter(({ variantId }) => !cart.lines.some((line) => line.variantId === variantId))
  return {
    ...cart,
    lines: [...lines, ...rest].slice(0, maxLines),
    coupons: [...new Set([...cart.coupons, ...other.coupons])],
    usesStoreCredit: cart.usesStoreCredit || other.usesStoreCredit,
    email: cart.email || other.email,
    shipping: cart.shipping ?? other.shipping,
    billing: cart.shipping ? cart.billing : other.billing,
  }
}

/** Perfume travels as dangerous goods (UN 1266; domain.md PF-6). */
export const fitOf = (lines: readonly CartLine[]): DeliveryFit => ({
  weightG: lines.reduce((sum, { weightG, quantity }) => sum + weightG * quantity, 0),
  hasDangerousGoods: lines.some(({ kind }) => kind === 'perfume'),
})

/** Whether the chosen method was found to fit a basket at least as demanding as this one. */
export function stillFits({ deliveryFit, lines }: Cart): boolean {
  if (!deliveryFit) return false
  const now = fitOf(lines)
  return now.weightG <= deliveryFit.weightG && (!now.hasDangerousGoods || deliveryFit.hasDangerousGoods)
}

export type Missing = 'lines' | 'contact' | 'address' | 'delivery'

/** What checkout would still ask for, in the order of the page. */
export function missingOf(cart: Cart, deliveryPriced: boolean): Missing[] {
  const missing: Missing[] = []
  if (cart.lines.length === 0) missing.push('lines')
  if (cart.email === '') missing.push('contact')
  if (!cart.shipping) missing.push('address')
  if (cart.deliveryMethodId === '' || !deliveryPriced) missing.push('delivery')
  return missing
}

/** Who asks. */
export interface Viewer {
  /** Empty for a guest. */
  readonly customerId: string
  readonly isStaff: boolean
}

/** A customer's cart or order answers to that customer and to staff; a guest's to whoever knows its id (settled.md 43). */
export const maySee = (owned: { readonly customerId: string }, viewer: Viewer): boolean =>
  owned.customerId === '' || viewer.isStaff || owned.customerId === viewer.customerId
