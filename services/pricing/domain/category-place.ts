export interface CategoryPlace {
  readonly id: string
  /** Empty at the top. */
  readonly parentId: string
}

/** A category and all it stands in, from itself to the top. One that stands in itself, which catalog refuses, stops where it began. */
export function around(id: string, places: readonly CategoryPlace[]): string[] {
  const parentOf = new Map(places.map((place) => [place.id, place.parentId]))
  const found: string[] = []
  for (let at = id; at !== '' && parentOf.has(at) && !found.includes(at); at = parentOf.get(at)!) found.push(at)
  return found
}
