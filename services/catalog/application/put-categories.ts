import { type Category, categoryTree, checkCategory } from '../domain/category.ts'

export interface CategoryStore {
  /** Replaces or adds, and tells where all of them stand; hands what is there to `check` first, in the same transaction. */
  putCategories(categories: readonly Category[], eventId: string, check: (all: readonly Category[]) => void): Promise<void>
}

/**
 * Makes or replaces the categories named; others stay.
 * Throws RangeError for a missing name, a slug used twice, an unknown parent, a circle, a sixth level.
 */
export function putCategories(store: CategoryStore, categories: readonly Category[], eventId: string): Promise<void> {
  for (const category of categories) checkCategory(category)
  return store.putCategories(categories, eventId, (there) => {
    const put = new Map(categories.map((category) => [category.id, category]))
    const all = [...there.filter(({ id }) => !put.has(id)), ...put.values()]
    const slugs = new Set<string>()
    for (const { slug } of all) {
      if (slugs.has(slug)) throw new RangeError(`categories.slug: '${slug}' is taken`)
      slugs.add(slug)
    }
    categoryTree(all)
  })
}
