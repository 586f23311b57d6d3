import { apparelAttributes, eyewearAttributes, perfumeAttributes } from '@vitrine/gateway/schemas/attributes'
import type { Product } from '@vitrine/gateway/schemas/catalogue'

/**
 * The attributes of a product and of each of its variants, read once on the server so that pages carry no schema.
 * What does not fit its schema is left out, field by field: the page then draws less, never wrong.
 */
export function typedAttributes(product: Product) {
  return {
    product: readAttributes(product.kind, product.attributes),
    variants: Object.fromEntries(product.variants.map((variant) => [variant.id, readAttributes(product.kind, variant.attributes)])),
  }
}

const schemas = {
  eyewear: eyewearAttributes,
  perfume: perfumeAttributes,
  apparel: apparelAttributes,
  'gift-card': apparelAttributes,
  other: apparelAttributes,
}

function readAttributes(kind: Product['kind'], attributes: Product['attributes']): Record<string, unknown> {
  const { shape } = schemas[kind]
  return Object.fromEntries(
    Object.entries(shape).flatMap(([name, field]) => {
      const read = field.safeParse(attributes[name])
      return read.success && read.data !== undefined ? [[name, read.data]] : []
    }),
  )
}
