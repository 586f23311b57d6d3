import type { Price } from './price.ts'
import { codeOf, isOpen, type Promotion, type Uses, type WhyNot, whyNot } from './promotion.ts'
import { partOf, splitBy, taxInside } from './rounding.ts'

/** What a shopper wants priced. `country`: where it goes. `customerId` of a guest is a digest of the address, empty before there is one. */
export interface Basket {
  readonly currency: string
  readonly country: string
  readonly lines: readonly { readonly lineId: string; readonly variantId: string; readonly quantity: number }[]
  readonly coupons: readonly string[]
  readonly deliveryMethodId: string
  readonly customerId: string
}

/** A price of delivery where the basket goes; free from this amount of lines after discount. */
export interface DeliveryRate {
  readonly methodId: string
  readonly amountMinor: number
  readonly freeFromMinor: number | null
}

/** All that is known about a basket, read in one go. */
export interface PriceFacts {
  readonly prices: readonly Price[]
  /** Of the country it goes to; none where the shop charges no VAT. */
  readonly vat: { readonly standardPpm: number; readonly reducedPpm: number }
  readonly promotions: readonly (Promotion & Uses)[]
  readonly deliveryRates: readonly DeliveryRate[]
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
}

export interface QuotedCoupon {
  readonly code: string
  /** Empty when the code opens nothing. */
  readonly promotionId: string
  readonly applies: boolean
  readonly whyNot: WhyNot | ''
  readonly discountMinor: number
  readonly isRefused: boolean
}

/** Always: `total = lines - discount + delivery`, taxes included; the parts of the lines are the whole. */
export interface Quote {
  readonly currency: string
  readonly lines: readonly QuotedLine[]
  readonly coupons: readonly QuotedCoupon[]
  readonly totals: {
    readonly linesMinor: number
    readonly discountMinor: number
    readonly deliveryMinor: number
    readonly taxMinor: number
    readonly totalMinor: number
  }
  readonly unpricedVariantIds: readonly string[]
  readonly isDeliveryPriced: boolean
}

/**
 * What a basket costs. Whatever the order of its lines or coupons, the amounts are the same.
 *
 * Percentages are taken from the lines, then amounts from what is left; nothing goes below zero. Each coupon is rounded once, half up, and
 * split over the lines to the cent; tax is rounded once per line. Delivery carries the standard rate (the principle that it follows the
 * goods is the same while a shop sells goods of one rate; an accountant decides otherwise).
 */
export function quote(basket: Basket, facts: PriceFacts, now: Date): Quote {
  const priceOf = new Map(facts.prices.map((price) => [price.variantId, price]))
  const priced = basket.lines.flatMap((line) => {
    const price = priceOf.get(line.variantId)
    return price ? [{ ...line, price, totalMinor: timesQuantity(price.amountMinor, line.quantity) }] : []
  })
  const linesMinor = exact(priced.reduce((sum, { totalMinor }) => sum + totalMinor, 0))
  const coupons = quoteCoupons(basket, facts, linesMinor, now)
  const discountMinor = coupons.reduce((sum, coupon) => sum + coupon.discountMinor, 0)
  const shares = splitBy(
    discountMinor,
    priced.map(({ lineId, totalMinor }) => ({ id: lineId, amountMinor: totalMinor })),
  )
  const lines = priced.map(({ lineId, variantId, quantity, price, totalMinor }): QuotedLine => {
    const share = shares.get(lineId) ?? 0
    const taxRatePpm = price.taxClass === 'reduced' ? facts.vat.reducedPpm : facts.vat.standardPpm
    const taxMinor = taxInside(totalMinor - share, taxRatePpm)
    return { lineId, variantId, quantity, unitMinor: price.amountMinor, totalMinor, discountMinor: share, taxMinor, taxRatePpm }
  })
  const rate = facts.deliveryRates.find(({ methodId }) => methodId === basket.deliveryMethodId)
  const deliveryMinor = rate ? deliveryPrice(rate, { coupons, facts, goodsMinor: linesMinor - discountMinor }) : 0
  const taxMinor = lines.reduce((sum, line) => sum + line.taxMinor, taxInside(deliveryMinor, facts.vat.standardPpm))
  return {
    currency: basket.currency,
    lines,
    coupons,
    totals: { linesMinor, discountMinor, deliveryMinor, taxMinor, totalMinor: exact(linesMinor - discountMinor + deliveryMinor) },
    unpricedVariantIds: [...new Set(basket.lines.map(({ variantId }) => variantId).filter((id) => !priceOf.has(id)))],
    isDeliveryPriced: basket.deliveryMethodId === '' || rate !== undefined,
  }
}

/** What each delivery method that goes there costs for this basket, as its quote would say. */
export function quoteDelivery(basket: Basket, facts: PriceFacts, now: Date): { methodId: string; amountMinor: number }[] {
  const { coupons, totals } = quote(basket, facts, now)
  const goodsMinor = totals.linesMinor - totals.discountMinor
  return facts.deliveryRates.map((rate) => ({ methodId: rate.methodId, amountMinor: deliveryPrice(rate, { coupons, facts, goodsMinor }) }))
}

function deliveryPrice(rate: DeliveryRate, of: { coupons: readonly QuotedCoupon[]; facts: PriceFacts; goodsMinor: number }): number {
  if (rate.freeFromMinor !== null && of.goodsMinor >= rate.freeFromMinor) return 0
  const free = new Set(of.facts.promotions.filter(({ kind }) => kind === 'free-delivery').map(({ id }) => id))
  return of.coupons.some(({ applies, promotionId }) => applies && free.has(promotionId)) ? 0 : rate.amountMinor
}

/** Answered in the order they were given; computed percentages first, then in order of code. */
function quoteCoupons(basket: Basket, { promotions }: PriceFacts, linesMinor: number, now: Date): QuotedCoupon[] {
  const byCode = new Map(promotions.map((promotion) => [promotion.code, promotion]))
  const codes = [...new Set(basket.coupons.map(codeOf))]
  const rank = (code: string) => `${byCode.get(code)?.kind === 'percentage' ? 0 : 1}${code}`
  const quoted = new Map<string, QuotedCoupon>()
  let leftMinor = linesMinor
  for (const code of codes.toSorted((a, b) => (rank(a) < rank(b) ? -1 : 1))) {
    const promotion = byCode.get(code)
    if (!promotion || !isOpen(promotion, promotion, now)) {
      quoted.set(code, { code, promotionId: '', applies: false, whyNot: '', discountMinor: 0, isRefused: true })
      continue
    }
    const reason = whyNot(promotion, linesMinor, basket.currency)
    const discountMinor = reason ? 0 : Math.min(leftMinor, discountOf(promotion, linesMinor))
    leftMinor -= discountMinor
    quoted.set(code, { code, promotionId: promotion.id, applies: !reason, whyNot: reason, discountMinor, isRefused: false })
  }
  return codes.map((code) => quoted.get(code)!)
}

function discountOf(promotion: Promotion, linesMinor: number): number {
  switch (promotion.kind) {
    case 'percentage':
      return partOf(linesMinor, promotion.percentagePpm, 1_000_000)
    case 'amount':
      return promotion.amount.amountMinor
    case 'free-delivery':
      return 0
  }
}

function timesQuantity(amountMinor: number, quantity: number): number {
  if (!Number.isSafeInteger(quantity) || quantity < 1 || quantity > 1_000_000) throw new RangeError(`a quantity is ${quantity}`)
  return exact(amountMinor * quantity)
}

function exact(amountMinor: number): number {
  if (!Number.isSafeInteger(amountMinor)) throw new RangeError('this basket costs more than can be counted')
  return amountMinor
}
