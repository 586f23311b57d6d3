import { useQuery } from '@tanstack/react-query'
import type { AdminCategory } from '@vitrine/gateway/schemas/admin-categories'
import { ask } from '../api.ts'

export const categoriesPath = '/v1/admin/categories'
export interface CategoryList {
  readonly items: AdminCategory[]
}

/** All categories, parents before children, in the order of the shop. */
export const useCategories = () =>
  useQuery({ queryKey: [categoriesPath], queryFn: ({ signal }) => ask<CategoryList>(categoriesPath, { signal }) })

/** How many others one stands within: 0 at the top. */
export function depthOf(all: readonly AdminCategory[], { parentId }: AdminCategory): number {
  const parent = all.find(({ id }) => id === parentId)
  return parent ? depthOf(all, parent) + 1 : 0
}

/** Where a category may stand: in none of those below it, nor in itself. */
export function possibleParents(all: readonly AdminCategory[], id: string | undefined): AdminCategory[] {
  const isBelow = (one: AdminCategory): boolean => {
    const parent = all.find((other) => other.id === one.parentId)
    return one.id === id || (parent !== undefined && isBelow(parent))
  }
  return all.filter((one) => !isBelow(one) && depthOf(all, one) < 4)
}
