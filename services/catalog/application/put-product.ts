import { isDeepStrictEqual } from 'node:util'
import type { Clock } from '@vitrine/platform/clock/clock'
import type { Ids } from '@vitrine/platform/ids/ids'
import { checkProduct, missingToPublish, type Product } from '../domain/product.ts'

/** What putting a product away needs of storage, inside one transaction that no other write of the catalogue comes between. */
export interface ProductWriting {
  find(id: string): Promise<Product | undefined>
  /** Which of these belong to another product. */
  taken(product: Product): Promise<{ slug: boolean; sku: string | undefined }>
  /** Which of these categories do not exist. */
  unknownCategories(ids: readonly string[]): Promise<string[]>
  /** Keeps product, variants, search document and listings, and tells `ProductChanged`. */
  keep(product: Product, change: { changedAt: Date; eventId: string }): Promise<void>
}

export interface ProductStore {
  /** Rolls back when `work` throws or answers something that is not a product kept. */
  write<T>(work: (writing: ProductWriting) => Promise<T>): Promise<T>
}

export type PutProduct =
  | { readonly outcome: 'put'; readonly product: Product }
  | { readonly outcome: 'slug-taken' }
  | { readonly outcome: 'sku-taken'; readonly sku: string }
  | { readonly outcome: 'not-publishable'; readonly missing: readonly string[] }
  | { readonly outcome: 'stale'; readonly version: number }

/**
 * Makes or replaces a product, and tells `ProductChanged`. The same content again changes nothing: no version, no event.
 *
 * `expectedVersion` refuses `stale` when somebody changed it meanwhile; 0 asks for one that is new. Publishing asks for what
 * `missingToPublish` names. The day of publishing is kept from the first time on, unless it is given.
 * `isDryRun` answers what would be and changes nothing.
 * Throws RangeError for what cannot be a product, naming the field and its range, and for an unknown category.
 */
export async function putProduct(
  needs: { store: ProductStore; clock: Clock; ids: Ids },
  asked: Product,
  { expectedVersion, isDryRun = false }: { expectedVersion?: number | undefined; isDryRun?: boolean } = {},
): Promise<PutProduct> {
  checkProduct(asked)
  const now = needs.clock()
  return needs.store.write(async (writing): Promise<PutProduct> => {
    const before = await writing.find(asked.id)
    const version = before?.version ?? 0
    if (expectedVersion !== undefined && expectedVersion !== version) return { outcome: 'stale', version }
    const publishedAt = asked.publishedAt ?? before?.publishedAt ?? (asked.status === 'published' ? now : undefined)
    const product = { ...asked, publishedAt, version: version + 1 }
    if (before && isDeepStrictEqual({ ...product, version }, before)) return { outcome: 'put', product: before }

    const [unknown] = await writing.unknownCategories(product.categoryIds)
    if (unknown) throw new RangeError(`categoryIds: no category '${unknown}'`)
    const taken = await writing.taken(product)
    if (taken.slug) return { outcome: 'slug-taken' }
    if (taken.sku !== undefined) return { outcome: 'sku-taken', sku: taken.sku }
    const missing = product.status === 'published' ? missingToPublish(product) : []
    if (missing.length > 0) return { outcome: 'not-publishable', missing }
    if (!isDryRun) await writing.keep(product, { changedAt: now, eventId: needs.ids() })
    return { outcome: 'put', product }
  })
}
