import type { Product, Variant } from '../domain/product.ts'

/** A variant's display price in one currency, unset while it has none there, and its state as last heard. */
export interface VariantState {
  readonly variantId: string
  readonly priceMinor: number | null
  readonly priceBeforeMinor: number | null
  readonly lowestPrice30dMinor: number | null
  readonly unitPriceMinor: number | null
  /** available, low, sold-out. */
  readonly state: string
}

/** Where a page of the staff list ended. */
export interface StaffPlace {
  /** Microseconds since 1970, as text. */
  readonly changedAt: string
  readonly number: number
}

export interface Found {
  readonly product: Product
  readonly states: readonly VariantState[]
  /** What the words of the shop were at: see `Shelf.words`. */
  readonly wording: number
}

/** Reads of the catalogue that need no rule. Each is one statement, whatever the number of rows. */
export interface CatalogReader {
  find(idOrSlug: string, currency: string, unpublished: boolean): Promise<Found | undefined>
  /** Variants by their id, their product or their SKU; unknown ones are absent. */
  variants(of: {
    readonly variantIds: readonly string[]
    readonly productIds: readonly string[]
    readonly skus: readonly string[]
  }): Promise<{ readonly found: readonly { readonly product: Product; readonly variant: Variant }[]; readonly wording: number }>
  /** Drafts too, newest change first. `words` are folded. */
  forStaff(of: {
    readonly words: string
    readonly status: string
    readonly kind: string
    readonly after: StaffPlace | undefined
    readonly limit: number
  }): Promise<{ readonly products: readonly Product[]; readonly total: number; readonly next: StaffPlace | undefined }>
}
