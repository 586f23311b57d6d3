import type { JsonObject } from '@bufbuild/protobuf'
import type { Product } from '@vitrine/contracts/catalog/v1'
import { fromMoney } from '@vitrine/contracts/money'
import type { DisplayPrice } from '@vitrine/contracts/pricing/v1'
import { type AdminProduct, type AdminProductAnswer, type AdminProductRow, taxClasses } from '../schemas/admin-products.ts'
import type { Kind } from '../schemas/shapes.ts'
import { pick } from './texts.ts'
import type { Wording } from './wording.ts'

type LocalText = AdminProduct['name']

const both = (text: { fr: string; en: string } | undefined): LocalText => ({ fr: text?.fr ?? '', en: text?.en ?? '' })

/** The product as staff edit it, and the addresses of its pictures. */
export const adminProductAnswer = (
  product: Product,
  prices: readonly DisplayPrice[],
  { pictures, locale, apiBase }: Wording,
): AdminProductAnswer => ({
  id: product.id,
  version: product.version,
  product: adminProductOf(product, prices),
  pictures: product.images.map((image) => pictures.imageOf(image, locale, apiBase)),
})

/** The product as staff and files write it. */
export function adminProductOf(product: Product, prices: readonly DisplayPrice[]): AdminProduct {
  const priceOf = new Map(prices.map((price) => [price.variantId, price]))
  const { slug, kind, brand, categoryIds, attributes, status } = product
  return {
    slug,
    kind: kind as Kind, // one of four, by contract
    brand,
    name: both(product.name),
    summary: both(product.summary),
    description: both(product.description),
    categoryIds: [...categoryIds],
    attributes: attributes ?? {},
    images: product.images.map(({ sha256, width, height, alt, view, colour }) => ({
      ...{ sha256, width, height, alt: both(alt) },
      ...(view && { view }),
      ...(colour && { colour }),
    })),
    variants: product.variants.map((variant) => {
      const price = priceOf.get(variant.id)
      const taxClass = taxClasses.find((known) => known === price?.taxClass)
      return {
        ...{ id: variant.id, sku: variant.sku, options: { ...variant.options }, attributes: variant.attributes ?? {} },
        ...(price?.price && { price: fromMoney(price.price) }),
        ...(price?.priceBefore && { priceBefore: fromMoney(price.priceBefore) }),
        ...(taxClass && taxClass !== 'standard' && { taxClass }),
      }
    }),
    status: status as AdminProduct['status'], // one of three, by contract
  }
}

/** A product in the list of staff, with the texts that one of the languages still lacks. */
export function adminProductRow(product: Product, { pictures, locale, apiBase }: Wording): AdminProductRow {
  const { id, slug, kind, brand, status, version, images, variants } = product
  const texts = { name: product.name, summary: product.summary, description: product.description }
  const missing = Object.entries(texts).flatMap(([field, text]) =>
    (['fr', 'en'] as const).filter((one) => !text?.[one]).map((one) => `${field}.${one}`),
  )
  return {
    ...{ id, slug, kind: kind as Kind, name: pick(product.name, locale), brand, version, missing }, // one of four kinds, by contract
    status: status as AdminProduct['status'], // one of three, by contract
    image: images[0] ? pictures.imageOf(images[0], locale, apiBase) : null,
    variantCount: variants.length,
  }
}

/** To the contract's shape. What staff do not write of a picture is kept from `before`. */
export function productInit(id: string, product: AdminProduct, before: Product | undefined) {
  const { variants, images, attributes, ...fields } = product
  const thumbhashOf = new Map(before?.images.map(({ sha256, thumbhash }) => [sha256, thumbhash]))
  return {
    id,
    ...fields,
    attributes: attributes as JsonObject, // read from JSON
    images: images.map((image) => ({
      ...{ ...image, view: image.view ?? '', colour: image.colour ?? '' },
      thumbhash: thumbhashOf.get(image.sha256) ?? '',
    })),
    variants: variants.map((variant) => ({
      ...{ id: variant.id, sku: variant.sku, options: variant.options },
      attributes: variant.attributes as JsonObject, // read from JSON
    })),
  }
}
