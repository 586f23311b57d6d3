import type { Item } from './item.ts'

export interface Neighbour {
  readonly otherId: string
  readonly relation: 'similar' | 'goes-with'
  /** Above 0, at most 1. */
  readonly score: number
  /** Codes both have, most telling first. */
  readonly shared: readonly string[]
}

/** Source: recommendations.md 4, `similar_item` keeps 50. */
const kept = 50
/** What makes things of different groups go together: how they look and when they are worn. Source: Vitrine's choice. */
const matching = new Set(['colour', 'season', 'fibre'])

/**
 * What is like a product, and what goes with it, by what they are made of: cosine over codes, each worth ln(items / items that have it),
 * so that what every product has says nothing (recommendations.md 3.4). Needs no buyer: a new product has neighbours at once.
 *
 * `items` are all that may be shown, with or without the product itself. O(items · codes).
 */
export function contentNeighbours(item: Item, items: readonly Item[]): Neighbour[] {
  const others = items.filter(({ productId }) => productId !== item.productId)
  const worth = worthIn([...others, item])
  const length = ({ codes }: Item) => Math.sqrt(codes.reduce((sum, code) => sum + (worth.get(code) ?? 0) ** 2, 0)) || 1
  const own = new Set(item.codes)
  const ownLength = length(item)
  const found = others.flatMap((other): Neighbour[] => {
    const relation = other.kind === item.kind && other.group === item.group ? 'similar' : 'goes-with'
    const shared = other.codes.filter((code) => own.has(code) && (worth.get(code) ?? 0) > 0 && (relation === 'similar' || matches(code)))
    if (shared.length === 0) return []
    const score = shared.reduce((sum, code) => sum + (worth.get(code) ?? 0) ** 2, 0) / (ownLength * length(other))
    return [{ otherId: other.productId, relation, score, shared: shared.toSorted((a, b) => (worth.get(b) ?? 0) - (worth.get(a) ?? 0)) }]
  })
  return (['similar', 'goes-with'] as const).flatMap((relation) =>
    found
      .filter((neighbour) => neighbour.relation === relation)
      .sort((a, b) => b.score - a.score || (a.otherId < b.otherId ? -1 : 1))
      .slice(0, kept),
  )
}

const matches = (code: string) => matching.has(code.slice(0, code.indexOf(':')))

function worthIn(items: readonly Item[]): Map<string, number> {
  const having = new Map<string, number>()
  for (const { codes } of items) for (const code of codes) having.set(code, (having.get(code) ?? 0) + 1)
  return new Map([...having].map(([code, count]) => [code, Math.log(items.length / count)]))
}
