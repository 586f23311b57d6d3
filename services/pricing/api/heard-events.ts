import { fromJson, type JsonValue } from '@bufbuild/protobuf'
import { CategoriesChangedSchema, ProductChangedSchema } from '@vitrine/contracts/catalog/v1/events'
import { fromMoney } from '@vitrine/contracts/money'
import { GiftCardsPaidSchema } from '@vitrine/contracts/orders/v1/events'
import type { Clock } from '@vitrine/platform/clock/clock'
import type { Ids } from '@vitrine/platform/ids/ids'
import type { EventHandler } from '@vitrine/platform/service'
import type { VariantPlaces } from '../application/place-variants.ts'
import { sellCards, type SoldCardStore } from '../application/sell-cards.ts'

export interface HeardCards {
  readonly store: SoldCardStore
  readonly clock: Clock
  readonly ids: Ids
}

/** What pricing hears, by type. */
export const heardEvents = (places: VariantPlaces, cards: HeardCards): Record<string, EventHandler> => ({
  [GiftCardsPaidSchema.typeName]: async ({ body }, tx) => {
    const { orderId: id, orderNumber: number, email, giver, locale, cards: lines } = fromJson(GiftCardsPaidSchema, body as JsonValue)
    const paid = lines.map(({ lineId, quantity, price, gift }) => {
      return {
        lineId,
        quantity,
        amount: fromMoney(price),
        gift: { email: gift?.email || email, giver, message: gift?.message ?? '', locale },
      }
    })
    await sellCards(cards, tx, { id, number, cards: paid }, cards.clock())
    return 'told'
  },

  [ProductChangedSchema.typeName]: async ({ body }, tx) => {
    const { product } = fromJson(ProductChangedSchema, body as JsonValue)
    if (!product) throw new RangeError('ProductChanged without a product')
    const { id: productId, categoryIds, variants, version } = product
    await places.placed(tx, { productId, categoryIds, version, variantIds: variants.map(({ id }) => id) })
  },

  [CategoriesChangedSchema.typeName]: async ({ body }, tx) => {
    const { version, categories } = fromJson(CategoriesChangedSchema, body as JsonValue)
    await places.shelved(tx, version, categories)
  },
})
