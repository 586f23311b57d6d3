import { create, type JsonObject, type JsonValue, type MessageInitShape, toJson } from '@bufbuild/protobuf'
import { timestampDate, timestampFromDate } from '@bufbuild/protobuf/wkt'
import type { Product as ProductMessage, ProductSchema } from '@vitrine/contracts/catalog/v1'
import { CategoriesChangedSchema, ProductChangedSchema } from '@vitrine/contracts/catalog/v1/events'
import type { Image as ImageMessage, LocalText as LocalTextMessage } from '@vitrine/contracts/shop/v1'
import { type Attributes, type Image, type Kind, kinds, type LocalText, type Product, type Status, statuses } from '../domain/product.ts'

const noText: LocalText = { fr: '', en: '' }

export const fromText = (message: LocalTextMessage | undefined): LocalText =>
  message ? { fr: message.fr.trim(), en: message.en.trim() } : noText

const fromImage = ({ sha256, width, height, alt, view, colour, thumbhash }: ImageMessage): Image => ({
  sha256,
  width,
  height,
  alt: fromText(alt),
  view,
  colour,
  thumbhash,
})

/** From the wire. Throws RangeError when there is no product, or its kind or status is none of the shop's. */
export function fromProduct(message: ProductMessage | undefined): Product {
  if (!message) throw new RangeError('product: required')
  const { id, slug, brand, categoryIds, publishedAt, version } = message
  return {
    id,
    slug,
    kind: oneOf<Kind>(kinds, message.kind, 'kind'),
    brand: brand.trim(),
    name: fromText(message.name),
    summary: fromText(message.summary),
    description: fromText(message.description),
    categoryIds: [...new Set(categoryIds)],
    attributes: attributesFrom(message.attributes),
    images: message.images.map(fromImage),
    variants: message.variants.map((variant) => ({
      id: variant.id,
      sku: variant.sku,
      options: { ...variant.options },
      attributes: attributesFrom(variant.attributes),
    })),
    status: oneOf<Status>(statuses, message.status, 'status'),
    publishedAt: publishedAt && timestampDate(publishedAt),
    version,
  }
}

function oneOf<T extends string>(allowed: readonly T[], value: string, field: string): T {
  const found = allowed.find((one) => one === value)
  if (!found) throw new RangeError(`${field}: one of ${allowed.join(', ')}, not '${value}'`)
  return found
}

/** A Struct is JSON, and so are attributes. */
const attributesFrom = (struct: JsonObject | undefined): Attributes => (struct ?? {}) as Attributes

export const structOf = (attributes: Attributes): JsonObject => attributes as JsonObject

/** For the wire. */
export function productInit(product: Product): MessageInitShape<typeof ProductSchema> {
  const { categoryIds, images, variants, attributes, publishedAt, ...rest } = product
  return {
    ...rest,
    categoryIds: [...categoryIds],
    attributes: structOf(attributes),
    images: [...images],
    variants: variants.map((variant) => ({ ...variant, options: { ...variant.options }, attributes: structOf(variant.attributes) })),
    ...(publishedAt ? { publishedAt: timestampFromDate(publishedAt) } : {}),
  }
}

/** Body of the event that tells where categories stand. */
export const categoriesChanged = (version: bigint, categories: readonly { id: string; parentId: string }[]): JsonValue =>
  toJson(CategoriesChangedSchema, create(CategoriesChangedSchema, { version, categories: [...categories] }))

/** Body of the event that tells of a product as it is now. */
export const productChanged = (product: Product): JsonValue =>
  toJson(ProductChangedSchema, create(ProductChangedSchema, { product: productInit(product) }))
