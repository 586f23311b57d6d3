import { timestampFromDate } from '@bufbuild/protobuf/wkt'
import type { ServiceImpl } from '@connectrpc/connect'
import { fromMoney, toMoney } from '@vitrine/contracts/money'
import type { DeliveryRate, Price as PriceMessage, PricingService } from '@vitrine/contracts/pricing/v1'
import type { Clock } from '@vitrine/platform/clock/clock'
import type { Ids } from '@vitrine/platform/ids/ids'
import type { CreditStore } from '../application/keep-credits.ts'
import type { CurrencyStore } from '../application/keep-currencies.ts'
import type { SoldCards, VoidCardStore } from '../application/sell-cards.ts'
import { type CodeStore, listCodes, makeCodes } from '../application/make-codes.ts'
import type { VatStore } from '../application/keep-vat-rates.ts'
import type { PriceListStore } from '../application/keep-price-lists.ts'
import { freezeQuote, type FreezeStore, unfreezeQuote } from '../application/freeze-quote.ts'
import { priceMessage } from '../application/price-message.ts'
import { findPromotion, listPromotions, listUses, type PromotionStore, putPromotion } from '../application/put-promotion.ts'
import { explainBasket, type FactStore, priceDelivery, quoteBasket } from '../application/quote-basket.ts'
import { type RateStore, setDeliveryRates, type ZoneRate } from '../application/set-delivery-rates.ts'
import { type PriceStore, readHistory, setPrices, showPrices } from '../application/set-prices.ts'
import { type Price, taxClasses } from '../domain/price.ts'
import { creditRpc } from './credit-rpc.ts'
import { currencyRpc } from './currency-rpc.ts'
import { priceListRpc } from './price-list-rpc.ts'
import { promotionMessage, promotionOf, verdictMessage } from './promotion-message.ts'
import { basketOf, quoteMessage } from './quote-message.ts'
import { vatRpc } from './vat-rpc.ts'

export interface PricingRpcNeeds {
  readonly store: PriceStore &
    FactStore &
    FreezeStore &
    RateStore &
    PromotionStore &
    CreditStore &
    VoidCardStore &
    SoldCards &
    PriceListStore &
    CurrencyStore &
    VatStore &
    CodeStore
  readonly clock: Clock
  readonly ids: Ids
}

export const pricingRpc = (needs: PricingRpcNeeds): ServiceImpl<typeof PricingService> => ({
  ...creditRpc(needs),
  ...priceListRpc(needs),
  ...currencyRpc(needs),
  ...vatRpc(needs),

  async setPrices({ prices }) {
    await setPrices(needs, prices.map(priceOf))
    return {}
  },

  async getPrices({ variantIds, currency }) {
    return { prices: (await showPrices(needs.store, variantIds, currency)).map(priceMessage) }
  },

  async quote({ basket }) {
    return { quote: quoteMessage(await quoteBasket(needs, basketOf(basket))) }
  },

  async freeze({ orderId, basket, expectedTotal }) {
    const answer = await freezeQuote(needs, { orderId, basket: basketOf(basket), expected: fromMoney(expectedTotal) })
    switch (answer.outcome) {
      case 'frozen':
        return { result: { case: 'frozen' as const, value: quoteMessage(answer.quote) } }
      case 'price-changed':
        return { result: { case: 'priceChanged' as const, value: quoteMessage(answer.quote) } }
      case 'not-sold-there':
        return { result: { case: 'notSoldThere' as const, value: { country: answer.country } } }
      case 'coupon-refused':
        return { result: { case: 'couponRefused' as const, value: { code: answer.code } } }
    }
  },

  async unfreeze({ orderId }) {
    await unfreezeQuote(needs, orderId)
    return {}
  },

  async priceDelivery({ basket, methodIds }) {
    const asked = basketOf(basket)
    const prices = await priceDelivery(needs, asked, methodIds)
    return {
      prices: prices.map(({ methodId, amountMinor }) => ({ methodId, price: toMoney({ amountMinor, currency: asked.currency }) })),
    }
  },

  async setDeliveryRates({ rates }) {
    await setDeliveryRates(needs.store, rates.map(rateOf))
    return {}
  },

  async listDeliveryRates({ methodIds }) {
    return { rates: (await needs.store.deliveryRatesOf(methodIds)).map(rateMessage) }
  },

  async putPromotion({ promotion }) {
    const answer = await putPromotion(needs, promotionOf(promotion))
    if (answer.outcome === 'code-taken') return { result: { case: 'codeTaken' as const, value: {} } }
    return { result: { case: 'put' as const, value: promotionMessage(answer.promotion) }, warnings: [...answer.warnings] }
  },

  async getPromotion({ promotionId }) {
    return { promotion: promotionMessage(await findPromotion(needs.store, promotionId)) }
  },

  async listPromotionUses({ promotionId, page }) {
    const asked = { cursor: page?.cursor ?? '', limit: page?.limit || 24 }
    const { uses, nextCursor, total } = await listUses(needs.store, promotionId, asked)
    const messages = uses.map(({ orderId, discountMinor, currency, at }) => {
      return { orderId, discount: toMoney({ amountMinor: discountMinor, currency }), at: timestampFromDate(at) }
    })
    return { uses: messages, nextCursor, total }
  },

  async makeCodes({ promotionId, batchId, count, prefix, limit }) {
    return { total: await makeCodes(needs, { id: batchId, promotionId, count, prefix, limit: limit || 1 }) }
  },

  async listCodes({ promotionId, page }) {
    const { codes, ...rest } = await listCodes(needs.store, promotionId, { cursor: page?.cursor ?? '', limit: page?.limit || 24 })
    return { ...rest, codes: codes.map(({ madeAt, ...code }) => ({ ...code, madeAt: timestampFromDate(madeAt) })) }
  },

  async explain({ basket }) {
    const { quote, verdicts } = await explainBasket(needs, basketOf(basket))
    return { quote: quoteMessage(quote), verdicts: verdicts.map((verdict) => verdictMessage(verdict, quote.currency)) }
  },

  async getPriceHistory({ variantId, currency }) {
    const { price, periods } = await readHistory(needs, variantId, currency)
    return {
      ...(price && { price: priceMessage(price) }),
      periods: periods.map(({ amountMinor, fromAt, untilAt }) => ({
        price: toMoney({ amountMinor, currency }),
        from: timestampFromDate(fromAt),
        ...(untilAt && { until: timestampFromDate(untilAt) }),
      })),
    }
  },

  async listPromotions() {
    return { promotions: (await listPromotions(needs.store)).map(promotionMessage) }
  },
})

function priceOf({ variantId, price, priceBefore, volumeMl, taxClass }: PriceMessage): Price {
  const { amountMinor, currency } = fromMoney(price)
  const before = priceBefore ? fromMoney(priceBefore) : undefined
  if (before && before.currency !== currency) throw new RangeError(`${variantId}: ${before.currency} before and ${currency} now`)
  const taxed = taxClasses.find((known) => known === (taxClass || 'standard'))
  if (!taxed) throw new RangeError(`${variantId}: ${taxClass} is no tax class`)
  return { variantId, currency, amountMinor, beforeMinor: before?.amountMinor ?? null, volumeMl, taxClass: taxed }
}

function rateOf({ methodId, zone, price, freeFrom }: DeliveryRate): ZoneRate {
  const { amountMinor, currency } = fromMoney(price)
  const free = freeFrom ? fromMoney(freeFrom) : undefined
  if (free && free.currency !== currency) throw new RangeError(`${methodId}: free from an amount in ${free.currency}`)
  return { methodId, zone, currency, amountMinor, freeFromMinor: free?.amountMinor ?? null }
}

const rateMessage = ({ methodId, zone, currency, amountMinor, freeFromMinor }: ZoneRate) => ({
  ...{ methodId, zone, price: toMoney({ amountMinor, currency }) },
  ...(freeFromMinor !== null && { freeFrom: toMoney({ amountMinor: freeFromMinor, currency }) }),
})
