import type { MessageInitShape } from '@bufbuild/protobuf'
import type { GetProductResponseSchema } from '@vitrine/contracts/catalog/v1'
import type { VariantState } from '../application/read-catalog.ts'
import type { Labels } from '../application/shelf.ts'
import type { CategoryTree } from '../domain/category.ts'
import type { Product } from '../domain/product.ts'
import { type Locale, priceInit } from './card-message.ts'
import { productInit } from './product-message.ts'
import { productSwatches, productWords } from './product-words.ts'

/** A product's page: itself, what it costs, the words of its codes, and the way to it. Variants without a price here are without one there. */
export function shownProduct(
  { product, states }: { readonly product: Product; readonly states: readonly VariantState[] },
  tree: CategoryTree,
  labels: Labels,
  locale: Locale,
  currency: string,
): MessageInitShape<typeof GetProductResponseSchema> {
  const categories = product.categoryIds.flatMap((id) => tree.find(id) ?? [])
  return {
    product: productInit(product),
    prices: states.map(({ variantId, state, priceMinor, priceBeforeMinor, lowestPrice30dMinor, unitPriceMinor }) => {
      const price = priceMinor === null ? undefined : { priceMinor, ...shown({ priceBeforeMinor, lowestPrice30dMinor, unitPriceMinor }) }
      return { variantId, availability: state, ...(price ? { price: { variantId, ...priceInit(price, currency) } } : {}) }
    }),
    categories,
    ancestors: categories[0] ? tree.ancestors(categories[0].id) : [],
    labels: productWords(product, labels, locale),
    swatches: productSwatches(product),
  }
}

const shown = (state: Pick<VariantState, 'priceBeforeMinor' | 'lowestPrice30dMinor' | 'unitPriceMinor'>) => ({
  priceBeforeMinor: state.priceBeforeMinor ?? undefined,
  lowestPrice30dMinor: state.lowestPrice30dMinor ?? undefined,
  unitPriceMinor: state.unitPriceMinor ?? undefined,
})
