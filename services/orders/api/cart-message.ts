import type { MessageInitShape } from '@bufbuild/protobuf'
import { toMoney } from '@vitrine/contracts/money'
import type { CartSchema, EditCartResponseSchema } from '@vitrine/contracts/orders/v1'
import type { QuotedPromotionSchema, TotalsSchema } from '@vitrine/contracts/pricing/v1'
import type { Edited } from '../application/edit-cart.ts'
import type { CartView } from '../application/view-cart.ts'
import { couponIdOf } from '../application/coupon-id.ts'
import { type Cart, type ChosenOption, couponCode, type Picture } from '../domain/cart.ts'
import type { Glasses } from '../domain/glasses.ts'
import { dueOf, type Totals } from '../domain/order.ts'

/** A cart in the words of the contract. */
export function cartMessage({ cart, priced, available, problems, missing }: CartView): MessageInitShape<typeof CartSchema> {
  const money = (amountMinor: number) => toMoney({ amountMinor, currency: cart.currency })
  const prices = new Map(priced.lines.map((line) => [line.lineId, line]))
  const lines = cart.lines.map((line) => {
    const price = prices.get(line.id)
    const amounts = price && {
      unitPrice: money(price.unitPriceMinor),
      total: money(price.totalMinor),
      discount: money(price.discountMinor),
      ...(price.group && { priceBefore: money(price.group.beforeMinor), lowestPrice30d: money(price.group.lowestMinor) }),
    }
    const { id, variantId, productId, sku, slug, kind, quantity } = line
    const gift = line.gift && { gift: { ...line.gift } }
    const under = { ...glassesOf(line.glasses), ...(line.partOf !== undefined && { partOf: line.partOf }), ...gift }
    const shown = { name: { ...line.name }, ...optionsOf(line.options), ...imageOf(line.image) }
    return { id, variantId, productId, sku, slug, kind, quantity, ...shown, ...amounts, available: available(variantId), ...under }
  })
  const { id, currency, locale, email, shipping, billing, deliveryMethodId, pickupPointId, usesStoreCredit, state, orderId, version } = cart
  return {
    ...{ id, currency, locale, email, deliveryMethodId, pickupPointId, usesStoreCredit, state, orderId, version, lines },
    ...(shipping && { shipping: { ...shipping } }),
    ...(billing && { billing: { ...billing } }),
    coupons: priced.coupons.map(({ code, applies, whyNot, discountMinor, isRefused, isGiftCard }) => {
      return {
        id: couponIdOf(cart.id, couponCode(code)),
        code,
        applies,
        whyNot,
        discount: money(discountMinor),
        refused: isRefused,
        giftCard: isGiftCard,
      }
    }),
    totals: totalsMessage(priced.totals, currency),
    promotions: promotionsMessage(priced.totals, currency),
    problems: problems.map((problem) => ({ ...problem })),
    missing: [...missing],
    ...(cart.exchange && { exchange: { ...cart.exchange, back: money(backOf(cart.exchange, priced)) } }),
  }
}

/** What a replacement that costs less than its pieces are worth gives back; nothing is known of one without a price. */
const backOf = ({ atMostMinor }: NonNullable<Cart['exchange']>, { totals, unpricedVariantIds }: CartView['priced']): number =>
  unpricedVariantIds.length > 0 ? 0 : Math.max(0, atMostMinor - totals.totalMinor)

export function totalsMessage(totals: Totals, currency: string): MessageInitShape<typeof TotalsSchema> {
  const money = (amountMinor: number) => toMoney({ amountMinor, currency })
  const { linesMinor, discountMinor, deliveryMinor, taxMinor, totalMinor, taxIncluded } = totals
  const delivery = deliveryMinor === null ? {} : { delivery: money(deliveryMinor) }
  return {
    lines: money(linesMinor),
    discount: money(discountMinor),
    ...delivery,
    tax: money(taxMinor),
    total: money(totalMinor),
    taxIncluded,
    credit: money(totals.creditMinor ?? 0),
    due: money(dueOf(totals)),
    ...(totals.swappedMinor !== undefined && { swapped: money(totals.swappedMinor) }),
  }
}

export const promotionsMessage = ({ promotions = [] }: Totals, currency: string): MessageInitShape<typeof QuotedPromotionSchema>[] =>
  promotions.map(({ id, code, title, discountMinor }) => {
    return { promotionId: id, code, title: { ...title }, discount: toMoney({ amountMinor: discountMinor, currency }) }
  })

/** The words of chosen options, and their codes where the line has them. */
export const optionsOf = (options: Readonly<Record<string, ChosenOption>>) => ({
  options: Object.fromEntries(Object.entries(options).map(([axis, { fr, en }]) => [axis, { fr, en }])),
  optionCodes: Object.fromEntries(Object.entries(options).flatMap(([axis, { code }]) => (code ? [[axis, code]] : []))),
})

export const glassesOf = (glasses: Glasses | undefined) =>
  glasses
    ? {
        glasses: {
          lensConfigurationId: glasses.configurationId,
          toPrescription: glasses.toPrescription,
          verified: glasses.isVerified ?? false,
          leadDays: glasses.leadDays,
          made: glasses.isMade ?? false,
        },
      }
    : {}

export const imageOf = (image: Picture | null) => (image ? { image: { ...image, alt: { ...image.alt } } } : {})

export function editedMessage(edited: Edited): MessageInitShape<typeof EditCartResponseSchema> {
  switch (edited.outcome) {
    case 'cart':
      return { result: { case: 'cart', value: cartMessage(edited.view) } }
    case 'out-of-stock':
      return { result: { case: 'outOfStock', value: { variantId: edited.variantId, available: edited.available } } }
    case 'not-sold':
      return { result: { case: 'notSold', value: { variantId: edited.variantId } } }
    case 'coupon-refused':
      return { result: { case: 'couponRefused', value: { code: edited.code } } }
    case 'delivery-refused':
      return { result: { case: 'deliveryRefused', value: { why: edited.why } } }
    case 'checked-out':
      return { result: { case: 'checkedOut', value: { orderId: edited.orderId } } }
    case 'checkout-running':
      return { result: { case: 'running', value: {} } }
    case 'not-sold-there':
      return { result: { case: 'notSoldThere', value: { country: edited.country } } }
    case 'pair-taken':
      return { result: { case: 'pairTaken', value: { lensConfigurationId: edited.configurationId } } }
    case 'too-many-lines':
      return { result: { case: 'tooManyLines', value: {} } }
  }
}
