/** What still stands in a category; both 0 when it is gone. */
export interface LeftInCategory {
  readonly productsInIt: number
  readonly categoriesBelow: number
}

export interface EmptyCategoryStore {
  /** Takes it away if nothing is in it, and tells where the others stand. */
  removeCategory(categoryId: string, eventId: string): Promise<LeftInCategory>
}
