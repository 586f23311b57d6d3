import type { MessageInitShape } from '@bufbuild/protobuf'
import { toMoney } from '@vitrine/contracts/money'
import type { Basket as BasketMessage, QuoteSchema } from '@vitrine/contracts/pricing/v1'
import type { Basket, Quote } from '../domain/quote.ts'

/** A quote on the wire. */
export function quoteMessage({
  currency,
  lines,
  coupons,
  promotions,
  taxes,
  credits,
  totals,
  unpricedVariantIds,
  isDeliveryPriced,
  isSoldThere,
}: Quote) {
  const money = (amountMinor: number) => toMoney({ amountMinor, currency })
  return {
    lines: lines.map(({ lineId, variantId, quantity, unitMinor, totalMinor, discountMinor, taxMinor, taxRatePpm, group }) => ({
      lineId,
      variantId,
      quantity,
      unitPrice: money(unitMinor),
      total: money(totalMinor),
      discount: money(discountMinor),
      tax: money(taxMinor),
      taxRatePpm,
      ...(group && { priceBefore: money(group.beforeMinor), lowestPrice30d: money(group.lowestMinor) }),
    })),
    coupons: coupons.map(({ code, applies, whyNot, discountMinor, isRefused, isGiftCard }) => ({
      code,
      applies,
      whyNot,
      discount: money(discountMinor),
      refused: isRefused,
      giftCard: isGiftCard,
    })),
    // Orders frozen before these were kept have none of them.
    promotions: (promotions ?? []).map(({ promotionId, code, title, discountMinor }) => {
      return { promotionId, code, title, discount: money(discountMinor) }
    }),
    taxes: (taxes ?? []).map(({ taxRatePpm, amountMinor, taxMinor }) => ({ taxRatePpm, amount: money(amountMinor), tax: money(taxMinor) })),
    credits: (credits ?? []).map(({ creditId, kind, code, takenMinor, leftMinor }) => {
      return { creditId, kind, code, taken: money(takenMinor), left: money(leftMinor) }
    }),
    totals: {
      lines: money(totals.linesMinor),
      discount: money(totals.discountMinor),
      delivery: money(totals.deliveryMinor),
      tax: money(totals.taxMinor),
      total: money(totals.totalMinor),
      taxIncluded: totals.isTaxIncluded ?? true,
      credit: money(totals.creditMinor ?? 0),
      due: money(totals.dueMinor ?? totals.totalMinor),
    },
    unpricedVariantIds: [...unpricedVariantIds],
    deliveryPriced: isDeliveryPriced,
    notSoldThere: isSoldThere === false, // not said by orders frozen before it was asked
  } satisfies MessageInitShape<typeof QuoteSchema>
}

export function basketOf(message: BasketMessage | undefined): Basket {
  if (!message) throw new RangeError('a basket is missing')
  const { currency, country, lines, coupons, deliveryMethodId, customerId, mailKey, takesCredit, useStoreCredit } = message
  return { currency, country, lines, coupons, deliveryMethodId, customerId, mailKey, takesCredit, usesStoreCredit: useStoreCredit }
}
