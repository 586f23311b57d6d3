import type { GoodsLine } from './goods.ts'
import type { Effect, Promotion } from './promotion.ts'
import { reductionOf, type Shares, type Shopper, type WhyNot, whyNot } from './reduction.ts'

/** What one open promotion gives in the company of the others. */
export interface Given {
  readonly promotion: Promotion
  /** Empty when it applies. */
  readonly why: WhyNot | ''
  /** Minor units or pieces short of a minimum. */
  readonly missing: number
  readonly shares: Shares
  readonly discountMinor: number
}

export interface Combined {
  /** In the order of promotions, whatever order they came in. */
  readonly given: readonly Given[]
  /** What all of them take off each line. */
  readonly shares: Shares
  readonly isDeliveryFree: boolean
}

/** Prices of pieces and bundles first, then shares of the full price, then amounts of what is left. */
const kinds: readonly Effect['kind'][] = ['bundle', 'buy-x-get-y', 'percentage', 'tiers', 'amount', 'free-delivery']

/** The order of promotions: priority, kind, code, id. Total, so that the same basket is always reduced the same way. */
export const inOrder = (promotions: readonly Promotion[]): Promotion[] =>
  promotions.toSorted(
    (a, b) =>
      a.priority - b.priority ||
      kinds.indexOf(a.kind) - kinds.indexOf(b.kind) ||
      (a.code === b.code ? (a.id < b.id ? -1 : 1) : a.code < b.code ? -1 : 1),
  )

/**
 * Applies open promotions to a basket: those that stack together, or one of those that stand alone, whichever saves the shopper most;
 * between equals those that stack, then the first in order. `deliveryMinor`: what delivery costs while no promotion makes it free.
 */
export function combinePromotions(
  promotions: readonly Promotion[],
  lines: readonly GoodsLine[],
  shopper: Shopper,
  deliveryMinor: number,
): Combined {
  const ordered = inOrder(promotions)
  const verdicts = new Map(ordered.map((promotion) => [promotion, whyNot(promotion, lines, shopper)]))
  const able = ordered.filter((promotion) => verdicts.get(promotion)!.why === '')
  const ways = [
    able.filter(({ stacking }) => stacking === 'with-others'),
    ...able.filter(({ stacking }) => stacking === 'alone').map((promotion) => [promotion]),
  ].map((way) => applied(way, lines, deliveryMinor))
  const best = ways.reduce((first, other) => (other.savedMinor > first.savedMinor ? other : first))
  const nothing = { shares: new Map<string, number>(), discountMinor: 0 }
  const given = ordered.map((promotion): Given => {
    const { why, missing } = verdicts.get(promotion)!
    const got = best.given.get(promotion)
    if (why !== '' || !got) return { promotion, why: why || 'not-with-others', missing, ...nothing }
    const isForNothing = got.discountMinor === 0 && promotion.kind !== 'free-delivery'
    return { promotion, why: isForNothing ? 'nothing-left' : '', missing, ...got }
  })
  return { given, shares: best.shares, isDeliveryFree: best.isDeliveryFree }
}

function applied(way: readonly Promotion[], lines: readonly GoodsLine[], deliveryMinor: number) {
  const left = new Map(lines.map(({ lineId, totalMinor }) => [lineId, totalMinor]))
  const given = new Map<Promotion, { shares: Shares; discountMinor: number }>()
  for (const promotion of way) {
    const shares = reductionOf(promotion, lines, left)
    for (const [id, minor] of shares) left.set(id, left.get(id)! - minor)
    given.set(promotion, { shares, discountMinor: [...shares.values()].reduce((sum, minor) => sum + minor, 0) })
  }
  const shares = new Map(lines.map(({ lineId, totalMinor }) => [lineId, totalMinor - left.get(lineId)!]))
  const isDeliveryFree = way.some(({ kind }) => kind === 'free-delivery')
  const savedMinor = [...shares.values()].reduce((sum, minor) => sum + minor, isDeliveryFree ? deliveryMinor : 0)
  return { given, shares, isDeliveryFree, savedMinor }
}
