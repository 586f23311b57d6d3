import type { Address } from './address.ts'
import type { ExchangeOf } from './order.ts'
import { byMail, type Gift, goesByMail, isGiftCard } from './gift-cards.ts'
import { type Glasses, isPlain, withoutGlasses } from './glasses.ts'

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
  /** The lenses this frame is to get. */
  readonly glasses?: Glasses
  /** Of lenses and treatments: the line of their frame. */
  readonly partOf?: string
  /** Of a gift card: to whom it goes; absent is the buyer. */
  readonly gift?: Gift
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
  /** Its order moves whole: the delivery is this cart's. */
  readonly isWhole?: boolean
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
 * The cart with pieces of a variant more: on its line of pieces that are all alike, or on a new line under the addition's id, as a gift to somebody always is. The same addition again changes nothing.
 * Refusal: `too-many-lines`. Throws RangeError when the line would hold more than 99.
 */
export function withAddition(cart: Cart, additionId: string, snapshot: Snapshot, quantity: number, gift?: Gift): Cart | 'too-many-lines' {
  if (cart.additions.includes(additionId)) return cart
  if (gift && !isGiftCard(snapshot)) throw new RangeError('gift: only a gift card goes to somebody')
  const additions = [...cart.additions, additionId].slice(-additionsKept)
  const there = gift ? undefined : cart.lines.find((line) => line.variantId === snapshot.variantId && isPlain(line))
  if (there) {
    const line = { ...there, quantity: checkedQuantity(there.quantity + checkedQuantity(quantity)) }
    return { ...cart, additions, lines: cart.lines.map((each) => (each === there ? line : each)) }
  }
  if (cart.lines.length >= maxLines) return 'too-many-lines'
  const line = { ...snapshot, id: additionId, quantity: checkedQuantity(quantity), shownMinor: null, ...(gift && { gift }) }
  return { ...cart, additions, lines: [...cart.lines, line] }
}

/** Lenses or a treatment, priced by pricing under its id. */
export interface LensPart {
  readonly id: string
  readonly name: LocalText
}

/**
 * The cart with one pair of glasses more: a line for the frame, which never joins another, and under it one for each part, with the words of this moment.
 * The same addition again changes nothing. Refusal: `too-many-lines`.
 */
export function withPair(
  cart: Cart,
  additionId: string,
  snapshot: Snapshot,
  { glasses, parts }: { readonly glasses: Glasses; readonly parts: readonly LensPart[] },
): Cart | 'too-many-lines' {
  if (cart.additions.includes(additionId)) return cart
  if (cart.lines.length + 1 + parts.length > maxLines) return 'too-many-lines'
  const one = { ...snapshot, quantity: 1, shownMinor: null }
  const under = parts.map(({ id, name }): CartLine => {
    const own = { id: `${additionId}-${id}`, variantId: id, sku: id, name, options: {}, image: null, weightG: 0 }
    return { ...one, ...own, partOf: additionId }
  })
  const additions = [...cart.additions, additionId].slice(-additionsKept)
  return { ...cart, additions, lines: [...cart.lines, { ...one, id: additionId, glasses }, ...under] }
}

/** Undefined when the cart has no such line. Throws RangeError for glasses: they are one pair. */
export function withQuantity(cart: Cart, lineId: string, quantity: number): Cart | undefined {
  const line = cart.lines.find(({ id }) => id === lineId)
  if (!line) return undefined
  if (!isPlain(line) && !line.gift && quantity !== 1)
    throw new RangeError(`quantity is ${quantity}, and glasses are made one pair at a time`)
  return { ...cart, lines: cart.lines.map((line) => (line.id === lineId ? { ...line, quantity: checkedQuantity(quantity) } : line)) }
}

/** A line that is not there stays away. A frame takes its lenses with it; lenses go all at once, and leave the frame. */
export function withoutLine(cart: Cart, lineId: string): Cart {
  const line = cart.lines.find(({ id }) => id === lineId)
  if (!line) return cart
  if (line.partOf === undefined) return { ...cart, lines: withoutGlasses(cart.lines, [lineId]) }
  const rest = cart.lines.filter(({ partOf }) => partOf !== line.partOf)
  return { ...cart, lines: rest.map(({ glasses, ...each }) => (each.id === line.partOf || !glasses ? each : { ...each, glasses })) }
}

/** Another country asks for another delivery choice; the same one keeps it. */
export function withAddresses(cart: Cart, shipping: Address, billing: Address | null): Cart {
  const moved = cart.shipping !== null && cart.shipping.country !== shipping.country
  const choice = moved ? { deliveryMethodId: '', pickupPointId: '', deliveryFit: null } : {}
  return { ...cart, ...choice, shipping, billing }
}

/** Prices shown in another currency say nothing of those of this one. */
export function inCurrency<C extends Pick<Cart, 'currency' | 'lines'>>(cart: C, currency: string): C {
  if (cart.currency === currency) return cart
  return { ...cart, currency, lines: cart.lines.map((line) => ({ ...line, shownMinor: null })) }
}

/** Codes are compared in capitals. */
export const couponCode = (code: string): string => code.trim().toUpperCase()

/**
 * A guest's cart and a customer's become one, under the guest's id: quantities of one variant add up, to at most 99, but those of glasses.
 * Its currency stays. Answers the merged cart; the other one is to be emptied in the same transaction.
 */
export function merged(cart: Cart, left: Cart): Cart {
  const other = inCurrency(left, cart.currency)
  const sameAs = (line: CartLine, lines: readonly CartLine[]) =>
    isPlain(line) ? lines.find((each) => isPlain(each) && each.variantId === line.variantId) : undefined
  const lines = cart.lines.map((line) => {
    const same = sameAs(line, other.lines)
    return same ? { ...line, quantity: Math.min(line.quantity + same.quantity, maxQuantity) } : line
  })
  const all = [...lines, ...other.lines.filter((line) => !sameAs(line, cart.lines))]
  // Glasses fit whole or not at all.
  const cut = all.slice(maxLines).map(({ id, partOf = id }) => partOf)
  return {
    ...cart,
    lines: withoutGlasses(all.slice(0, maxLines), cut),
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
export function stillFits({ deliveryFit, deliveryMethodId, lines }: Cart): boolean {
  if (!deliveryFit || !isOfItsWay(deliveryMethodId, lines)) return false
  const now = fitOf(lines)
  return now.weightG <= deliveryFit.weightG && (!now.hasDangerousGoods || deliveryFit.hasDangerousGoods)
}

/** Cards alone go by mail, and nothing else does. */
const isOfItsWay = (methodId: string, lines: readonly CartLine[]): boolean => (methodId === byMail) === goesByMail(lines)

export type Missing = 'lines' | 'contact' | 'address' | 'delivery'

/** What checkout would still ask for, in the order of the page. */
export function missingOf(cart: Cart, deliveryPriced: boolean): Missing[] {
  const missing: Missing[] = []
  if (cart.lines.length === 0) missing.push('lines')
  if (cart.email === '') missing.push('contact')
  if (!cart.shipping) missing.push('address')
  if (cart.deliveryMethodId === '' || !deliveryPriced || !isOfItsWay(cart.deliveryMethodId, cart.lines)) missing.push('delivery')
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
