import { recipeOf } from '../domain/bundle.ts'
import type { Line } from '../domain/stock.ts'

/** Why a variant cannot be made of these parts. */
export type NoBundle = 'has-pieces' | 'is-a-part' | 'part-is-a-bundle'

/** What composing needs of storage. */
export interface BundleStore {
  /** Makes the variant a bundle of these pieces; of none a piece again. Reservations keep what they were made of. */
  compose(bundleId: string, parts: readonly Line[]): Promise<'composed' | NoBundle>
  partsOf(bundleId: string): Promise<readonly Line[]>
  /** Of each bundle among them, sorted: as the reservation has it, else as it is made now. */
  contents(variantIds: readonly string[], reservationId: string): Promise<readonly Bundle[]>
}

export interface Bundle {
  readonly variantId: string
  readonly parts: readonly Line[]
}

const mostAsked = 200

/** What is in each of these that is a bundle: the others are left out. Throws RangeError for more than 200. */
export async function contentsOf(store: BundleStore, variantIds: readonly string[], reservationId: string): Promise<readonly Bundle[]> {
  if (variantIds.length > mostAsked) throw new RangeError(`${variantIds.length} variants, at most ${mostAsked}`)
  return store.contents(variantIds, reservationId)
}

/**
 * Says what a variant is made of; without parts it is a piece again. Twice is once.
 * Refusals: it has pieces, promises or a back-order of its own; it is a part of another; a part is a bundle. Throws RangeError as `recipeOf`.
 */
export async function composeBundle(store: BundleStore, bundleId: string, parts: readonly Line[]): Promise<'composed' | NoBundle> {
  if (bundleId === '') throw new RangeError('a bundle names its variant')
  return store.compose(bundleId, recipeOf(bundleId, parts))
}
