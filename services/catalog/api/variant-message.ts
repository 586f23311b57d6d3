import type { MessageInitShape } from '@bufbuild/protobuf'
import type { VariantRecordSchema } from '@vitrine/contracts/catalog/v1'
import type { Labels } from '../application/shelf.ts'
import { attributesOf, type LocalText, type Product, type Variant } from '../domain/product.ts'
import { structOf } from './product-message.ts'

/** A variant as carts, orders and parcels need it, with finished words in both languages. */
export function variantRecord(product: Product, variant: Variant, labels: Labels): MessageInitShape<typeof VariantRecordSchema> {
  const { id: productId, slug, kind, brand, name, images, status } = product
  const attributes = attributesOf(product, variant)
  const image = images.find(({ colour }) => colour !== '' && colour === variant.options['colour']) ?? images[0]
  const optionTexts = Object.entries(variant.options).map(([axis, code]) => [axis, optionText(axis, code, labels)])
  return {
    variantId: variant.id,
    sku: variant.sku,
    productId,
    slug,
    kind,
    brand,
    name,
    optionTexts: Object.fromEntries(optionTexts) as Record<string, LocalText>,
    options: { ...variant.options },
    ...(image ? { image } : {}),
    onSale: status === 'published',
    attributes: structOf(attributes),
    weightG: typeof attributes['weightG'] === 'number' ? attributes['weightG'] : 0,
  }
}

function optionText(axis: string, code: string, labels: Labels): LocalText {
  const label = labels.get(`${axis}:${code}`)
  if (label) return label
  const text = axis === 'volumeMl' ? `${code} ml` : code
  return { fr: text, en: text }
}
