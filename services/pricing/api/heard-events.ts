import { fromJson, type JsonValue } from '@bufbuild/protobuf'
import { CategoriesChangedSchema, ProductChangedSchema } from '@vitrine/contracts/catalog/v1/events'
import type { EventHandler } from '@vitrine/platform/service'
import type { VariantPlaces } from '../application/place-variants.ts'

/** What pricing hears, by type. */
export const heardEvents = (places: VariantPlaces): Record<string, EventHandler> => ({
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
