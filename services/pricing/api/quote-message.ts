import type { MessageInitShape } from '@bufbuild/protobuf'
import { toMoney } from '@vitrine/contracts/money'
import type { Basket as BasketMessage, QuoteSchema } from '@vitrine/contracts/pricing/v1'
import type { Basket, Quote } from '../domain/quote.ts'

/** A quote on the wire. Prices include their tax. */
export function quoteMessage({ currency, lines, coupons, totals, unpricedVariantIds, isDeliveryPriced }: Quote) {
  const money = (amountMinor: number) => toMoney({ amountMinor, currency })
  return {
    lines: lines.map(({ lineId, variantId, quantity, unitMinor, totalMinor, discountMinor, taxMinor, taxRatePpm }) => ({
      lineId,
      variantId,
      quantity,
      unitPrice: money(unitMinor),
      total: money(totalMinor),
      discount: money(discountMinor),
      tax: money(taxMinor),
      taxRatePpm,
    })),
    coupons: coupons.map(({ code, applies, whyNot, discountMinor, isRefused }) => ({
      code,
      applies,
      whyNot,
      discount: money(discountMinor),
      refused: isRefused,
    })),
    totals: {
      lines: money(totals.linesMinor),
      discount: money(totals.discountMinor),
      delivery: money(totals.deliveryMinor),
      tax: money(totals.taxMinor),
      total: money(totals.totalMinor),
      taxIncluded: true,
    },
    unpricedVariantIds: [...unpricedVariantIds],
    deliveryPriced: isDeliveryPriced,
  } satisfies MessageInitShape<typeof QuoteSchema>
}

export function basketOf(message: BasketMessage | undefined): Basket {
  if (!message) throw new RangeError('a basket is missing')
  const { currency, country, lines, coupons, deliveryMethodId, customerId } = message
  return { currency, country, lines, coupons, deliveryMethodId, customerId }
}
