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

/** What promotions take off each line, all of them together. */
export interface Reduction {
  readonly shares: Shares
  readonly isDeliveryFree: boolean
}

export interface Combined extends Reduction {
  /** In the order of promotions, whatever order they came in. */
  readonly given: readonly Given[]
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

/** Of so many that stack every choice is tried, 64 in all: a basket rarely meets three. */
const mostTried = 6

/**
 * Applies open promotions to a basket: those that stack together, or one of those that stand alone, whichever way costs the shopper least;
 * between equals those that stack, then the first in order. A promotion with which all would cost more (delivery is no longer free), or that
 * saves nothing, is left out, and takes no use. `costOf`: the whole basket, with its delivery.
 *
 * Of more than `mostTried` that stack, all are tried at once and those without a code by themselves: entering a code never costs more.
 */
export function combinePromotions(
  promotions: readonly Promotion[],
  lines: readonly GoodsLine[],
  shopper: Shopper,
  costOf: (reduction: Reduction) => number,
): Combined {
  const ordered = inOrder(promotions)
  const verdicts = new Map(ordered.map((promotion) => [promotion, whyNot(promotion, lines, shopper)]))
  const able = ordered.filter((promotion) => verdicts.get(promotion)!.why === '')
  const cost = (way: readonly Promotion[]) => costOf(applied(way, lines))
  const best = bestWay(able, cost)
  const { given: gotten, shares, isDeliveryFree } = applied(best, lines)
  const nothing = { shares: new Map<string, number>(), discountMinor: 0 }
  const given = ordered.map((promotion): Given => {
    const { why, missing } = verdicts.get(promotion)!
    const got = gotten.get(promotion)
    return got ? { promotion, why: '', missing, ...got } : { promotion, why: why || whyLeftOut(promotion, best, cost), missing, ...nothing }
  })
  return { given, shares, isDeliveryFree }
}

type Cost = (way: readonly Promotion[]) => number

function bestWay(able: readonly Promotion[], cost: Cost): readonly Promotion[] {
  const ways = [...choicesOf(able.filter(stacks)), ...able.filter((promotion) => !stacks(promotion)).map((promotion) => [promotion])]
  const costs = ways.map(cost)
  const best = ways[costs.indexOf(Math.min(...costs))]!
  // The last in order goes first: what stays is what each of them needs.
  return best.reduceRight((kept, one) => {
    const fewer = kept.filter((other) => other !== one)
    return cost(fewer) <= cost(kept) ? fewer : kept
  }, best)
}

const stacks = ({ stacking }: Promotion) => stacking === 'with-others'

/** All of them first, none of them last. */
function choicesOf(together: readonly Promotion[]): (readonly Promotion[])[] {
  if (together.length <= mostTried) return choices(together)
  const uncoded = together.filter(({ code }) => code === '')
  return [together, ...(uncoded.length <= mostTried ? choices(uncoded) : [uncoded, []])]
}

function choices([first, ...rest]: readonly Promotion[]): (readonly Promotion[])[] {
  if (!first) return [[]]
  const others = choices(rest)
  return [...others.map((way) => [first, ...way]), ...others]
}

/** Why one whose conditions hold is not in the best way: what it would do there, or by itself where the two do not go together. */
function whyLeftOut(promotion: Promotion, best: readonly Promotion[], cost: Cost): WhyNot {
  const beside = stacks(promotion) && best.every(stacks) ? best : []
  const [now, then] = [cost(beside), cost(inOrder([...beside, promotion]))]
  if (then < now) return 'not-with-others'
  return then > now ? 'costs-more' : 'nothing-left'
}

function applied(way: readonly Promotion[], lines: readonly GoodsLine[]) {
  const left = new Map(lines.map(({ lineId, totalMinor }) => [lineId, totalMinor]))
  const given = new Map<Promotion, { shares: Shares; discountMinor: number }>()
  for (const promotion of way) {
    const shares = reductionOf(promotion, lines, left)
    for (const [id, minor] of shares) left.set(id, left.get(id)! - minor)
    given.set(promotion, { shares, discountMinor: [...shares.values()].reduce((sum, minor) => sum + minor, 0) })
  }
  const shares = new Map(lines.map(({ lineId, totalMinor }) => [lineId, totalMinor - left.get(lineId)!]))
  return { given, shares, isDeliveryFree: way.some(({ kind }) => kind === 'free-delivery') }
}
