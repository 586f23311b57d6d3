export const whys = ['similar', 'bought-together', 'goes-with', 'popular', 'because-viewed', 'new'] as const
export type Why = (typeof whys)[number]

/** A product that may be shown, and the reason it would be. */
export interface Candidate {
  readonly productId: string
  readonly brand: string
  readonly why: Why
  /** Compared among candidates of the same reason only. */
  readonly score: number
  /** The product it follows from; empty when it follows from none. */
  readonly fromProductId: string
  readonly shared: readonly string[]
  /** Set for `bought-together`. */
  readonly buyers: number
}

export const places = ['product', 'cart', 'home', 'me'] as const
export type Place = (typeof places)[number]

/** Source: REC-7. */
const ofOneBrand = 2
const inARowOf = 8

/** Which reasons speak at a place, strongest first; `half` of the list at most is for those marked so. */
const order: Record<Place, readonly { readonly why: Why; readonly half: boolean }[]> = {
  product: [
    { why: 'bought-together', half: true },
    { why: 'similar', half: false },
    { why: 'goes-with', half: false },
    { why: 'popular', half: false },
    { why: 'new', half: false },
  ],
  cart: [
    { why: 'bought-together', half: false },
    { why: 'goes-with', half: false },
    { why: 'popular', half: false },
    { why: 'new', half: false },
  ],
  home: [
    { why: 'because-viewed', half: true },
    { why: 'popular', half: true },
    { why: 'new', half: false },
  ],
  me: [
    { why: 'because-viewed', half: false },
    { why: 'popular', half: true },
    { why: 'new', half: false },
  ],
}

/**
 * The list to show: by reason, then by score, each product once with its strongest reason.
 *
 * At most 2 of a brand in every 8. Not counted: products without a brand, and the house's own, a brand that more than half of the
 * candidates have: where there is nothing else there is no variety to keep.
 */
export function choose(place: Place, candidates: readonly Candidate[], limit: number): Candidate[] {
  const house = houseBrand(candidates)
  const chosen: Candidate[] = []
  const taken = new Set<string>()
  for (const { why, half } of order[place]) {
    let room = half ? Math.ceil(limit / 2) : limit
    for (const candidate of candidates.filter((one) => one.why === why).sort(byScore)) {
      if (chosen.length >= limit || room === 0) break
      if (taken.has(candidate.productId) || tooMany(chosen, candidate.brand, house)) continue
      chosen.push(candidate)
      taken.add(candidate.productId)
      room--
    }
  }
  return chosen
}

const byScore = (a: Candidate, b: Candidate) => b.score - a.score || (a.productId < b.productId ? -1 : 1)

const tooMany = (chosen: readonly Candidate[], brand: string, house: string) =>
  brand !== '' && brand !== house && chosen.slice(-(inARowOf - 1)).filter((one) => one.brand === brand).length >= ofOneBrand

function houseBrand(candidates: readonly Candidate[]): string {
  const brandOf = new Map(candidates.map(({ productId, brand }) => [productId, brand]))
  const counts = new Map<string, number>()
  for (const brand of brandOf.values()) counts.set(brand, (counts.get(brand) ?? 0) + 1)
  return [...counts].find(([, count]) => count * 2 > brandOf.size)?.[0] ?? ''
}
