import type { Card } from '../domain/card.ts'
import type { CategoryTree } from '../domain/category.ts'
import type { FacetIndex } from '../domain/facet-index.ts'
import type { LocalText } from '../domain/product.ts'

/** Words of the shop, by `group:code`. */
export type Labels = ReadonlyMap<string, LocalText>

/** A price as pricing published it, in minor units of the list's currency. */
export interface ShownPrice {
  readonly priceMinor: number
  readonly priceBeforeMinor: number | undefined
  readonly lowestPrice30dMinor: number | undefined
  /** Per 100 ml. */
  readonly unitPriceMinor: number | undefined
}

/** A card with its price and stock. The same object until something of it changes, so that what is made from it can be kept with it. */
export interface ShownCard extends ShownPrice {
  readonly productId: string
  readonly currency: string
  readonly card: Card
  readonly priceFrom: boolean
  readonly inStock: boolean
  readonly publishedAt: Date
}

export interface View {
  readonly index: FacetIndex
  readonly categories: CategoryTree
  readonly labels: Labels
}

/**
 * Everything on sale, as lists need it: sets in memory, kept true by one statement per look.
 *
 * A look sees every change that was committed before it began, of this process or another: a product withdrawn is gone at once.
 */
export interface Shelf {
  /** `choose` reads the view and names the cards to show. It is pure: asked again when the shelf changed meanwhile. */
  look<T extends { readonly numbers: readonly number[] }>(currency: string, choose: (view: View) => T): Promise<Look<T>>
  /** The words of the shop, no older than `wording`, which a read of products brings along: no statement while they are the same. */
  words(wording: number): Promise<Pick<View, 'categories' | 'labels'>>
}

export interface Look<T> {
  readonly chosen: T
  /** In the order of `chosen.numbers`. */
  readonly cards: readonly ShownCard[]
  readonly labels: Labels
}
