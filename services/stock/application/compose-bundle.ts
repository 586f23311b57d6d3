import { recipeOf } from '../domain/bundle.ts'
import type { Line } from '../domain/stock.ts'

/** Why a variant cannot be made of these parts. */
export type NoBundle = 'has-pieces' | 'is-a-part' | 'part-is-a-bundle'

/** What composing needs of storage. */
export interface BundleStore {
  /** Makes the variant a bundle of these pieces; of none a piece again. Reservations keep what they were made of. */
  compose(bundleId: string, parts: readonly Line[]): Promise<'composed' | NoBundle>
  partsOf(bundleId: string): Promise<readonly Line[]>
}

/**
 * Says what a variant is made of; without parts it is a piece again. Twice is once.
 * Refusals: it has pieces, promises or a back-order of its own; it is a part of another; a part is a bundle. Throws RangeError as `recipeOf`.
 */
export async function composeBundle(store: BundleStore, bundleId: string, parts: readonly Line[]): Promise<'composed' | NoBundle> {
  if (bundleId === '') throw new RangeError('a bundle names its variant')
  return store.compose(bundleId, recipeOf(bundleId, parts))
}
