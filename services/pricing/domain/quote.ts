import { combinePromotions, type Combined, type Given, type Reduction } from './combine-promotions.ts'
import { type Credit, takeCredits, type TakenCredit } from './credit.ts'
import type { GoodsLine } from './goods.ts'
import type { Price, TaxClass } from './price.ts'
import type { GroupReduction } from './price-list.ts'
import { codeOf, type Promotion, type Uses, whyClosed, type WhyClosed } from './promotion.ts'
import type { WhyNot } from './reduction.ts'
import { type TaxPart, taxOf, taxParts, type Vat } from './tax.ts'
import type { Title } from './title.ts'

/** What a shopper wants priced. `country`: where it goes. `customerId` is empty for a guest; `mailKey`, a digest of the address, before there is one. */
export interface Basket {
  readonly currency: string
  readonly country: string
  readonly lines: readonly { readonly lineId: string; readonly variantId: string; readonly quantity: number }[]
  readonly coupons: readonly string[]
  readonly deliveryMethodId: string
  readonly customerId: string
  readonly mailKey: string
  /** Whoever asks charges `due` and not `total`: gift cards entered as coupons pay. Otherwise they are codes nobody knows. */
  readonly takesCredit: boolean
  readonly usesStoreCredit: boolean
}

/** A price of delivery where the basket goes; free from this amount of lines after discount. */
export interface DeliveryRate {
  readonly methodId: string
  readonly amountMinor: number
  readonly freeFromMinor: number | null
}

/** A price with the place of its variant in the shop. */
export type PlacedPrice = Price & {
  readonly productId: string
  readonly categoryIds: readonly string[]
  /** Its shopper pays less than everybody, as a member of a group. */
  readonly group?: GroupReduction
}

/** All that is known about a basket, read in one go. */
export interface PriceFacts {
  /** What this shopper pays now: the price everybody pays, or that of their group's highest list where it is lower. Reduced is what is so for everybody. */
  readonly prices: readonly PlacedPrice[]
  /** Of the country it goes to, now; null where the shop has no rate, and does not sell. */
  readonly vat: Vat | null
  /** Those of the codes, and those that need none. */
  readonly promotions: readonly (Promotion & Uses)[]
  readonly deliveryRates: readonly DeliveryRate[]
  /** Groups of the customer. */
  readonly groups: readonly string[]
  readonly credits: readonly Credit[]
}

export interface QuotedLine {
  readonly lineId: string
  readonly variantId: string
  readonly quantity: number
  readonly unitMinor: number
  readonly totalMinor: number
  readonly discountMinor: number
  readonly taxMinor: number
  readonly taxRatePpm: number
  /** Of a piece, where its shopper pays less than everybody, as a member of a group. */
  readonly group?: GroupReduction
}

export interface QuotedCoupon {
  readonly code: string
  /** Empty when the code opens no promotion. */
  readonly promotionId: string
  readonly applies: boolean
  readonly whyNot: WhyNot | ''
  /** For a gift card: what it pays. */
  readonly discountMinor: number
  readonly isRefused: boolean
  readonly isGiftCard: boolean
}

/** A promotion that gives something here, with or without a code. */
export interface QuotedPromotion {
  readonly promotionId: string
  readonly code: string
  readonly title: Title
  readonly discountMinor: number
  readonly isLimited: boolean
}

/**
 * Always: `total = lines - discount + delivery`, `+ tax` only where `isTaxIncluded` is false; `due = total - credit`; the parts of the
 * lines, promotions, rates and credits are the whole.
 */
export interface Quote {
  readonly currency: string
  readonly lines: readonly QuotedLine[]
  readonly coupons: readonly QuotedCoupon[]
  readonly promotions: readonly QuotedPromotion[]
  readonly taxes: readonly TaxPart[]
  readonly credits: readonly TakenCredit[]
  readonly totals: {
    readonly linesMinor: number
    readonly discountMinor: number
    readonly deliveryMinor: number
    readonly taxMinor: number
    readonly totalMinor: number
    readonly isTaxIncluded: boolean
    readonly creditMinor: number
    readonly dueMinor: number
  }
  readonly unpricedVariantIds: readonly string[]
  readonly isDeliveryPriced: boolean
  /** False where there is no rate of VAT: such a basket is shown without tax, and never frozen. */
  readonly isSoldThere: boolean
}

/** What every promotion says of a basket, for staff. `discountMinor` is 0 unless it applies; `missing` as in `Given`. */
export interface Verdict {
  readonly promotion: Promotion & Uses
  readonly why: WhyNot | WhyClosed | 'code-not-entered' | ''
  readonly missing: number
  readonly discountMinor: number
}

/**
 * What a basket costs. Whatever the order of its lines or coupons, the amounts are the same.
 *
 * Promotions are combined as `combinePromotions` says, and reduce no gift card; each is rounded once, half up, and split over its lines to the cent; nothing goes
 * below zero. `isDecided`: no delivery method will be chosen any more. Tax is rounded once per line, and once per rate for delivery. Gift cards and store credit pay what is due at the end.
 */
export function quote(basket: Basket, facts: PriceFacts, now: Date, isDecided = false): Quote {
  const counted = countedOf(basket, facts)
  const combined = combine(basket, facts, counted, now, isDecided)
  const { lines, taxes, totals } = reducedBy(combined, counted)
  const credits = takeCredits(facts.credits, totals.totalMinor, counted.vouchersMinor)
  const creditMinor = sumOf(credits.map(({ takenMinor }) => takenMinor))
  return {
    currency: basket.currency,
    lines,
    coupons: couponsOf(basket, combined.given, credits),
    promotions: combined.given.filter(({ why }) => why === '').map(quotedPromotion),
    taxes,
    credits,
    totals: { ...totals, creditMinor, dueMinor: totals.totalMinor - creditMinor },
    unpricedVariantIds: [...new Set(basket.lines.map(({ variantId }) => variantId).filter((id) => !counted.priceOf.has(id)))],
    isDeliveryPriced: basket.deliveryMethodId === '' || counted.rate !== undefined,
    isSoldThere: facts.vat !== null,
  }
}

/** A basket before any promotion. */
interface Counted {
  readonly priceOf: ReadonlyMap<string, PlacedPrice>
  readonly goods: readonly GoodsLine[]
  /** The goods but for what is worth itself: what is sent, taxed and reduced. */
  readonly taxed: readonly GoodsLine[]
  readonly linesMinor: number
  readonly vouchersMinor: number
  readonly vat: Vat
  readonly rate: DeliveryRate | undefined
}

function countedOf(basket: Basket, { prices, vat, deliveryRates }: PriceFacts): Counted {
  const priceOf = new Map(prices.map((price) => [price.variantId, price]))
  const goods = goodsOf(basket, priceOf)
  const taxed = goods.filter(({ variantId }) => priceOf.get(variantId)?.taxClass !== 'voucher')
  const linesMinor = exact(sumOf(goods.map(({ totalMinor }) => totalMinor)))
  const vouchersMinor = linesMinor - sumOf(taxed.map(({ totalMinor }) => totalMinor))
  const rate = deliveryRates.find(({ methodId }) => methodId === basket.deliveryMethodId)
  return { priceOf, goods, taxed, linesMinor, vouchersMinor, vat: vat ?? noVat, rate }
}

/** What the basket costs when promotions take so much off it. */
function reducedBy({ shares, isDeliveryFree }: Reduction, { priceOf, goods, taxed, linesMinor, vouchersMinor, vat, rate }: Counted) {
  const lines = goods.map(({ lineId, variantId, quantity, unitMinor, totalMinor }): QuotedLine => {
    const discountMinor = shares.get(lineId) ?? 0
    const taxRatePpm = rateIn(vat, priceOf.get(variantId)?.taxClass)
    const taxMinor = taxOf(totalMinor - discountMinor, taxRatePpm, vat)
    const { group } = priceOf.get(variantId) ?? {}
    return { lineId, variantId, quantity, unitMinor, totalMinor, discountMinor, taxMinor, taxRatePpm, ...(group && { group }) }
  })
  const discountMinor = sumOf([...shares.values()])
  // What is worth itself is sent by mail: it neither pays for a parcel nor makes one free.
  const isSent = (taxed.length > 0 || goods.length === 0) && rate && !isDeliveryFree
  const deliveryMinor = isSent ? deliveryPrice(rate, linesMinor - vouchersMinor - discountMinor) : 0
  const sent = new Set(taxed.map(({ lineId }) => lineId))
  const sentLines = lines.filter(({ lineId }) => sent.has(lineId))
  const taxes = taxParts(sentLines, deliveryMinor, vat, vouchersMinor)
  const taxMinor = sumOf(taxes.map((part) => part.taxMinor))
  const { isIncluded: isTaxIncluded } = vat
  const totalMinor = exact(linesMinor - discountMinor + deliveryMinor + (isTaxIncluded ? 0 : taxMinor))
  return { lines, taxes, totals: { linesMinor, discountMinor, deliveryMinor, taxMinor, totalMinor, isTaxIncluded } }
}

/** Nothing on what is worth itself: the tax is due on what it buys (Directive 2006/112/EC, article 30b(2)). */
const rateIn = ({ standardPpm, reducedPpm, lowPpm, lowestPpm }: Vat, taxClass: TaxClass = 'standard'): number =>
  ({ standard: standardPpm, reduced: reducedPpm, low: lowPpm, lowest: lowestPpm, voucher: 0 })[taxClass]

const noVat: Vat = { standardPpm: 0, reducedPpm: 0, lowPpm: 0, lowestPpm: 0, isIncluded: true }

/** What each delivery method that goes there costs for this basket, as its quote would say. */
export const quoteDelivery = (basket: Basket, facts: PriceFacts, now: Date): { methodId: string; amountMinor: number }[] =>
  facts.deliveryRates.map(({ methodId }) => {
    return { methodId, amountMinor: quote({ ...basket, deliveryMethodId: methodId }, facts, now).totals.deliveryMinor }
  })

/** What each known promotion says of a basket: in order, those that do not come into question last. */
export function explain(basket: Basket, facts: PriceFacts, now: Date): Verdict[] {
  const { given } = combine(basket, facts, countedOf(basket, facts), now, false)
  const codes = codesOf(basket)
  const told = new Map(given.map((one) => [one.promotion.id, one]))
  const closed = (promotion: Promotion & Uses): Verdict['why'] =>
    whyClosed(promotion, promotion, now) || (isEntered(promotion, codes) ? '' : 'code-not-entered')
  const all = facts.promotions.map((promotion): Verdict => {
    const { why = closed(promotion), missing = 0, discountMinor = 0 } = told.get(promotion.id) ?? {}
    return { promotion, why, missing, discountMinor: why === '' ? discountMinor : 0 }
  })
  const place = new Map(given.map(({ promotion }, n) => [promotion.id, n]))
  return all.toSorted((a, b) => (place.get(a.promotion.id) ?? Infinity) - (place.get(b.promotion.id) ?? Infinity) || 0)
}

function goodsOf({ lines }: Basket, priceOf: ReadonlyMap<string, PlacedPrice>): GoodsLine[] {
  return lines.flatMap(({ lineId, variantId, quantity }) => {
    const price = priceOf.get(variantId)
    if (!price) return []
    const { amountMinor: unitMinor, beforeMinor, productId, categoryIds } = price
    const totalMinor = timesQuantity(unitMinor, quantity)
    return [{ lineId, variantId, productId, categoryIds, quantity, unitMinor, totalMinor, isReduced: beforeMinor !== null }]
  })
}

/** While delivery has no price yet, to have it free is worth something, and less than any cent. */
const undecidedMinor = 0.5

function combine(basket: Basket, facts: PriceFacts, counted: Counted, now: Date, isDecided: boolean): Combined {
  const codes = codesOf(basket)
  const open = facts.promotions.filter((promotion) => isEntered(promotion, codes) && whyClosed(promotion, promotion, now) === '')
  const { customerId, country, currency } = basket
  return combinePromotions(open, counted.taxed, { customerId, country, currency, groups: facts.groups }, (reduction) => {
    const isUndecided = !isDecided && !counted.rate && !reduction.isDeliveryFree
    return reducedBy(reduction, counted).totals.totalMinor + (isUndecided ? undecidedMinor : 0)
  })
}

/** What needs no code counts as entered. */
const isEntered = ({ code, needsCode }: Promotion, codes: readonly string[]): boolean => (code === '' ? !needsCode : codes.includes(code))

const codesOf = ({ coupons }: Basket): string[] => [...new Set(coupons.map(codeOf))]

const deliveryPrice = ({ freeFromMinor, amountMinor }: DeliveryRate, goodsMinor: number): number =>
  freeFromMinor !== null && goodsMinor >= freeFromMinor ? 0 : amountMinor

/** Answered in the order they were given. */
function couponsOf(basket: Basket, given: readonly Given[], credits: readonly TakenCredit[]): QuotedCoupon[] {
  const byCode = new Map(given.map((one) => [one.promotion.code, one]))
  const cards = new Map(credits.map((credit) => [credit.code, credit]))
  return codesOf(basket).map((code): QuotedCoupon => {
    const [one, card] = [byCode.get(code), cards.get(code)]
    const nothing = { code, promotionId: '', isRefused: false, isGiftCard: false }
    if (card) {
      const applies = card.takenMinor > 0
      return { ...nothing, applies, whyNot: applies ? '' : 'nothing-left', discountMinor: card.takenMinor, isGiftCard: true }
    }
    if (!one) return { ...nothing, applies: false, whyNot: '', discountMinor: 0, isRefused: true }
    const applies = one.why === ''
    const discountMinor = applies ? one.discountMinor : 0
    return { ...nothing, promotionId: one.promotion.id, applies, whyNot: one.why, discountMinor }
  })
}

const quotedPromotion = ({ promotion, discountMinor }: Given): QuotedPromotion => {
  const { id: promotionId, code, title, limitTotal, limitPerCustomer, needsCode } = promotion
  return { promotionId, code, title, discountMinor, isLimited: limitTotal > 0 || limitPerCustomer > 0 || needsCode }
}

const sumOf = (amounts: readonly number[]) => amounts.reduce((sum, amount) => sum + amount, 0)

function timesQuantity(amountMinor: number, quantity: number): number {
  if (!Number.isSafeInteger(quantity) || quantity < 1 || quantity > 1_000_000) throw new RangeError(`a quantity is ${quantity}`)
  return exact(amountMinor * quantity)
}

function exact(amountMinor: number): number {
  if (!Number.isSafeInteger(amountMinor)) throw new RangeError('this basket costs more than can be counted')
  return amountMinor
}
