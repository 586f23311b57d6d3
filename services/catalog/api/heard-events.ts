import { timestampDate } from '@bufbuild/protobuf/wkt'
import { fromMoney } from '@vitrine/contracts/money'
import type { Money } from '@vitrine/contracts/money/v1'
import { PriceChangedSchema } from '@vitrine/contracts/pricing/v1/events'
import { AvailabilityChangedSchema } from '@vitrine/contracts/stock/v1/events'
import { readEvent } from '@vitrine/platform/events/read-event'
import type { EventHandler } from '@vitrine/platform/service'
import type { VariantNews } from '../application/variant-news.ts'

const minorOf = (money: Money | undefined): number | undefined => money && fromMoney(money).amountMinor

/** What catalog hears, by type. */
export const heardEvents = (news: VariantNews): Record<string, EventHandler> => ({
  [PriceChangedSchema.typeName]: async ({ body }, tx) => {
    const { price } = readEvent(PriceChangedSchema, body)
    if (!price) throw new RangeError('PriceChanged without a price')
    const { amountMinor: priceMinor, currency } = fromMoney(price.price)
    await news.priceChanged(tx, {
      variantId: price.variantId,
      currency,
      priceMinor,
      priceBeforeMinor: minorOf(price.priceBefore),
      lowestPrice30dMinor: minorOf(price.lowestPrice30d),
      unitPriceMinor: minorOf(price.unitPrice),
    })
  },
  [AvailabilityChangedSchema.typeName]: async ({ body }, tx) => {
    const { variantId, state, at } = readEvent(AvailabilityChangedSchema, body)
    if (!at) throw new RangeError('AvailabilityChanged without its time')
    await news.availabilityChanged(tx, { variantId, state, at: timestampDate(at) })
  },
})
