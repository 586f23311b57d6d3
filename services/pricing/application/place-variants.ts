import type { CategoryPlace } from '../domain/category-place.ts'
import type { EventHandler } from '@vitrine/platform/service'

/** The transaction an event is handled in. */
type Tx = Parameters<EventHandler>[1]

/** Where a product's variants stand, as catalog tells it. */
export interface PlacedProduct {
  readonly productId: string
  readonly categoryIds: readonly string[]
  readonly variantIds: readonly string[]
  readonly version: number
}

/** What hearing of products and categories needs of storage: an older version than the one that is known changes nothing. */
export interface VariantPlaces {
  placed(tx: Tx, product: PlacedProduct): Promise<void>
  /** Where each category stands, all of them. */
  shelved(tx: Tx, version: bigint, categories: readonly CategoryPlace[]): Promise<void>
}
