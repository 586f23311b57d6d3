import type { MessageInitShape } from '@bufbuild/protobuf'
import { type Client, Code, ConnectError } from '@connectrpc/connect'
import { fromMoney } from '@vitrine/contracts/money'
import type { BasketSchema, PricingService, Quote } from '@vitrine/contracts/pricing/v1'
import type { StockService } from '@vitrine/contracts/stock/v1'
import { type Cart, type CartLine, type Missing, missingOf } from '../domain/cart.ts'
import { byMail } from '../domain/gift-cards.ts'
import { goodsOf } from '../domain/glasses.ts'
import type { TaxPart, Totals } from '../domain/order.ts'
import { guestKey } from './guest-key.ts'

export interface PricedLine {
  readonly lineId: string
  readonly unitPriceMinor: number
  readonly totalMinor: number
  readonly discountMinor: number
  readonly taxMinor: number
  readonly taxRatePpm: number
  /** What its shopper, as a member of a group, pays less: what everybody pays, and the lowest of the 30 days before. Of the cart alone, no order keeps it. */
  readonly group?: { readonly beforeMinor: number; readonly lowestMinor: number }
}

export interface QuotedCoupon {
  readonly code: string
  readonly applies: boolean
  readonly whyNot: string
  readonly discountMinor: number
  /** Unknown, ended or used up: all the same to the shopper. */
  readonly isRefused: boolean
  /** It pays, and discounts nothing. */
  readonly isGiftCard: boolean
}

/** What pricing says of a basket. */
export interface Priced {
  readonly lines: readonly PricedLine[]
  readonly coupons: readonly QuotedCoupon[]
  readonly totals: Totals
  readonly unpricedVariantIds: readonly string[]
  readonly isDeliveryPriced: boolean
  /** False where pricing has no rate of VAT. */
  readonly isSoldThere: boolean
}

export interface Problem {
  readonly code: 'out-of-stock' | 'not-sold' | 'price-changed' | 'quantity-capped'
  readonly lineId: string
  readonly available: number
}

/** A cart as a shopper sees it now. */
export interface CartView {
  readonly cart: Cart
  readonly priced: Priced
  /** Pieces left, by variant; -1 when stock did not answer, and of lenses, which are made. */
  readonly available: (variantId: string) => number
  readonly problems: readonly Problem[]
  readonly missing: readonly Missing[]
}

export interface ViewCartNeeds {
  readonly pricing: Pick<Client<typeof PricingService>, 'quote'>
  readonly stock: Pick<Client<typeof StockService>, 'availability'>
}

/** A cart answers within 2 s (settled.md 28), with or without stock. */
const quoteTimeoutMs = 1_500
const stockTimeoutMs = 700

/**
 * The cart with the prices, pieces and problems of this moment: one question to pricing and one to stock, side by side.
 *
 * When stock is away the cart is shown without numbers of pieces; without prices it is not shown. Fault: `unavailable`.
 */
export async function viewCart(needs: ViewCartNeeds, cart: Cart): Promise<CartView> {
  const [priced, available] = await Promise.all([priceOf(needs.pricing, cart), piecesOf(needs.stock, cart.lines)])
  const problems = cart.lines.flatMap((line) => problemsOf(line, priced, available(line.variantId)))
  return { cart, priced, available, problems, missing: missingOf(cart, priced.isDeliveryPriced) }
}

/** The same with the problems of a merge named too. */
export const withProblems = (view: CartView, problems: readonly Problem[]): CartView => ({
  ...view,
  problems: [...view.problems, ...problems],
})

export const basketOf = (cart: Cart): MessageInitShape<typeof BasketSchema> => ({
  currency: cart.currency,
  country: cart.shipping?.country ?? '',
  lines: cart.lines.map(({ id, variantId, quantity }) => ({ lineId: id, variantId, quantity })),
  coupons: [...cart.coupons],
  // A replacement is sent free, unless its order moves whole; and so is what needs no parcel.
  deliveryMethodId: (cart.exchange && !cart.exchange.isWhole) || cart.deliveryMethodId === byMail ? '' : cart.deliveryMethodId,
  customerId: cart.customerId,
  mailKey: guestKey(cart.email),
  takesCredit: true,
  useStoreCredit: cart.usesStoreCredit && cart.customerId !== '',
})

/** An empty basket costs nothing, so nobody is asked. */
const nothing: Priced = {
  lines: [],
  coupons: [],
  totals: { linesMinor: 0, discountMinor: 0, deliveryMinor: null, taxMinor: 0, totalMinor: 0, taxIncluded: true },
  unpricedVariantIds: [],
  isDeliveryPriced: true,
  isSoldThere: true,
}

/** What a cart costs now. Fault: `unavailable`. */
export async function priceOf(pricing: ViewCartNeeds['pricing'], cart: Cart): Promise<Priced> {
  if (cart.lines.length === 0 && cart.coupons.length === 0) return nothing
  const { quote } = await pricing.quote({ basket: basketOf(cart) }, { timeoutMs: quoteTimeoutMs })
  return paidByPieces(pricedOf(quote), cart)
}

/** Of the cart of an exchange, what the pieces that come back pay; any other as it is. */
export function paidByPieces(priced: Priced, { exchange }: Cart): Priced {
  if (!exchange) return priced
  const { atMostMinor, isWhole: _, ...of } = exchange
  return { ...priced, totals: { ...priced.totals, creditMinor: Math.min(atMostMinor, priced.totals.totalMinor), exchange: of } }
}

/** From the words of pricing. Throws RangeError when an amount is missing or in another currency than the rest. */
export function pricedOf(quote: Quote | undefined): Priced {
  if (!quote?.totals) throw new RangeError('pricing answered without totals')
  const { lines, discount, delivery, tax, total, taxIncluded, credit } = quote.totals
  const currency = fromMoney(total).currency
  const minor = (money: Parameters<typeof fromMoney>[0]) => {
    const amount = fromMoney(money)
    if (amount.currency !== currency) throw new RangeError(`an amount in ${amount.currency} among amounts in ${currency}`)
    return amount.amountMinor
  }
  return {
    lines: quote.lines.map((line) => ({
      lineId: line.lineId,
      unitPriceMinor: minor(line.unitPrice),
      totalMinor: minor(line.total),
      discountMinor: line.discount ? minor(line.discount) : 0,
      taxMinor: line.tax ? minor(line.tax) : 0,
      taxRatePpm: line.taxRatePpm,
      ...(line.priceBefore &&
        line.lowestPrice30d && { group: { beforeMinor: minor(line.priceBefore), lowestMinor: minor(line.lowestPrice30d) } }),
    })),
    coupons: quote.coupons.map((coupon) => ({
      code: coupon.code,
      applies: coupon.applies,
      whyNot: coupon.whyNot,
      discountMinor: coupon.discount ? minor(coupon.discount) : 0,
      isRefused: coupon.refused,
      isGiftCard: coupon.giftCard,
    })),
    totals: {
      linesMinor: minor(lines),
      discountMinor: discount ? minor(discount) : 0,
      deliveryMinor: delivery ? minor(delivery) : null,
      taxMinor: tax ? minor(tax) : 0,
      totalMinor: minor(total),
      taxIncluded,
      ...(quote.promotions.length > 0 && {
        promotions: quote.promotions.map(({ promotionId: id, code, title, discount: given }) => ({
          ...{ id, code, title: { fr: title?.fr ?? '', en: title?.en ?? '' }, discountMinor: given ? minor(given) : 0 },
        })),
      }),
      ...(quote.taxes.length > 0 && { taxes: quote.taxes.map(taxPartOf(minor)) }),
      ...(credit && credit.amountMinor > 0n ? { creditMinor: minor(credit) } : {}),
    },
    unpricedVariantIds: quote.unpricedVariantIds,
    isDeliveryPriced: quote.deliveryPriced,
    isSoldThere: !quote.notSoldThere,
  }
}

const taxPartOf =
  (minor: (money: Parameters<typeof fromMoney>[0]) => number) =>
  ({ taxRatePpm: ratePpm, amount, tax }: Quote['taxes'][number]): TaxPart => ({ ratePpm, amountMinor: minor(amount), taxMinor: minor(tax) })

async function piecesOf(stock: ViewCartNeeds['stock'], lines: readonly CartLine[]): Promise<CartView['available']> {
  const variantIds = goodsOf(lines).map(({ variantId }) => variantId)
  if (variantIds.length === 0) return () => -1
  try {
    const { availabilities } = await stock.availability({ variantIds }, { timeoutMs: stockTimeoutMs })
    const pieces = new Map(availabilities.map(({ variantId, available }) => [variantId, available]))
    return (variantId) => pieces.get(variantId) ?? (variantIds.includes(variantId) ? 0 : -1)
  } catch (error) {
    // Stock is away: the shopper goes on choosing, and checkout asks again.
    if (error instanceof ConnectError && (error.code === Code.Unavailable || error.code === Code.DeadlineExceeded)) return () => -1
    throw error
  }
}

function problemsOf({ id: lineId, variantId, quantity, shownMinor }: CartLine, priced: Priced, available: number): Problem[] {
  if (priced.unpricedVariantIds.includes(variantId)) return [{ code: 'not-sold', lineId, available }]
  const now = priced.lines.find((line) => line.lineId === lineId)?.unitPriceMinor
  const isShort = available >= 0 && available < quantity
  const hasNewPrice = shownMinor !== null && now !== undefined && now !== shownMinor
  return [
    ...(isShort ? [{ code: 'out-of-stock', lineId, available } as const] : []),
    ...(hasNewPrice ? [{ code: 'price-changed', lineId, available } as const] : []),
  ]
}
