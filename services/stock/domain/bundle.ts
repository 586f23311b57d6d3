import type { Line } from './stock.ts'

/** What each bundle is made of, by its variant. A part is a piece, never a bundle. */
export type Recipes = ReadonlyMap<string, readonly Line[]>

/** Shop rules: more is a typing error. */
const mostParts = 20
const mostOfOne = 99

/** What one of a variant is made of: its parts, or itself. */
export const partsOf = (variantId: string, recipes: Recipes): readonly Line[] => recipes.get(variantId) ?? [{ variantId, quantity: 1 }]

/** Parts of a bundle as they are kept: each piece once, sorted. Throws RangeError for a bundle of itself, a piece named twice, or too many. */
export function recipeOf(bundleId: string, parts: readonly Line[]): Line[] {
  if (parts.length > mostParts) throw new RangeError(`parts: at most ${mostParts}`)
  for (const { variantId, quantity } of parts) {
    if (variantId === '' || variantId === bundleId) throw new RangeError('parts: a bundle is not made of itself')
    if (!Number.isSafeInteger(quantity) || quantity < 1 || quantity > mostOfOne)
      throw new RangeError(`parts: quantity of ${variantId} is ${quantity}`)
  }
  if (new Set(parts.map(({ variantId }) => variantId)).size < parts.length) throw new RangeError('parts: a piece is named twice')
  return parts.toSorted((a, b) => (a.variantId < b.variantId ? -1 : 1))
}

/** What a demand needs of each piece: parts of bundles and pieces asked for themselves count together, sorted by variant id. Source: STK-4. */
export function pieceDemand(demand: readonly Line[], recipes: Recipes): Line[] {
  const totals = new Map<string, number>()
  for (const { variantId, quantity } of demand)
    for (const part of partsOf(variantId, recipes)) totals.set(part.variantId, (totals.get(part.variantId) ?? 0) + quantity * part.quantity)
  return [...totals].map(([variantId, quantity]) => ({ variantId, quantity })).toSorted((a, b) => (a.variantId < b.variantId ? -1 : 1))
}
