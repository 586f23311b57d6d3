import { fullPriceOf, type GoodsLine, isIn, piecesOf } from './goods.ts'
import type { BundlePart, Effect, Promotion } from './promotion.ts'
import { partOf, splitBy } from './rounding.ts'

/** Minor units by line id. */
export type Shares = ReadonlyMap<string, number>

export type WhyNot =
  | 'minimum-not-reached'
  | 'too-few-pieces'
  | 'bundle-incomplete'
  | 'nothing-eligible'
  | 'other-customers'
  | 'other-country'
  | 'nothing-left'
  | 'not-with-others'
  /** With it delivery would no longer be free, and all would cost more. */
  | 'costs-more'

/** Who asks, and where the basket goes. */
export interface Shopper {
  /** Empty for a guest. */
  readonly customerId: string
  readonly groups: readonly string[]
  readonly country: string
  readonly currency: string
}

/** The lines a promotion looks at. */
export const linesOf = ({ conditions }: Promotion, lines: readonly GoodsLine[]): GoodsLine[] =>
  lines.filter((line) => isIn(conditions.scope, line) && !(conditions.excludesReduced && line.isReduced))

/**
 * What the conditions of an open promotion say about a basket, whatever other promotions give; empty when they hold.
 * `missing`: minor units or pieces short of a minimum.
 */
export function whyNot(promotion: Promotion, lines: readonly GoodsLine[], shopper: Shopper): { why: WhyNot | ''; missing: number } {
  const { minimum, minimumPieces, customerIds, groups, countries } = promotion.conditions
  const refused = (why: WhyNot, missing = 0) => ({ why, missing })
  const isForAll = customerIds.length + groups.length === 0
  if (!isForAll && !customerIds.includes(shopper.customerId) && !groups.some((group) => shopper.groups.includes(group)))
    return refused('other-customers')
  if (countries.length > 0 && !countries.includes(shopper.country)) return refused('other-country')
  const meant = linesOf(promotion, lines)
  const [fullMinor, pieces] = [fullPriceOf(meant), piecesOf(meant)]
  if (fullMinor === 0 || !isOfCurrency(promotion, shopper.currency)) return refused('nothing-eligible')
  if (minimum && minimum.currency !== shopper.currency) return refused('nothing-eligible')
  if (minimum && fullMinor < minimum.amountMinor) return refused('minimum-not-reached', minimum.amountMinor - fullMinor)
  if (pieces < minimumPieces) return refused('too-few-pieces', minimumPieces - pieces)
  return reachOf(promotion, meant, lines)
}

/** Whether the goods themselves are enough for what the promotion gives. */
function reachOf(promotion: Promotion, meant: readonly GoodsLine[], all: readonly GoodsLine[]): { why: WhyNot | ''; missing: number } {
  switch (promotion.kind) {
    case 'tiers': {
      const reached = promotion.by === 'pieces' ? piecesOf(meant) : fullPriceOf(meant)
      const first = promotion.tiers[0]?.from ?? 0
      if (reached >= first) return { why: '', missing: 0 }
      return { why: promotion.by === 'pieces' ? 'too-few-pieces' : 'minimum-not-reached', missing: first - reached }
    }
    case 'buy-x-get-y':
      return { why: reducedPieces(promotion, all).pieces === 0 ? 'too-few-pieces' : '', missing: 0 }
    case 'bundle':
      return { why: setsOf(promotion.parts, meant).sets === 0 ? 'bundle-incomplete' : '', missing: 0 }
    default:
      return { why: '', missing: 0 }
  }
}

function isOfCurrency(effect: Effect, currency: string): boolean {
  switch (effect.kind) {
    case 'amount':
      return effect.amount.currency === currency
    case 'bundle':
      return effect.price.currency === currency
    case 'tiers':
      return effect.by === 'pieces' || effect.currency === currency
    default:
      return true
  }
}

/**
 * What a promotion whose conditions hold takes off each line, never more than is left of it.
 *
 * Percentages, tiers, pieces and bundles are counted on full prices; an amount is split over what is left, so that it is given whole as
 * long as there is something to take it from. Each promotion is rounded once, half up, and split to the cent.
 */
export function reductionOf(promotion: Promotion, lines: readonly GoodsLine[], left: Shares): Shares {
  const meant = linesOf(promotion, lines)
  const leftOf = (lineId: string) => left.get(lineId) ?? 0
  const capped = (wanted: Shares): Shares => new Map([...wanted].map(([id, minor]) => [id, Math.min(minor, leftOf(id))]))
  switch (promotion.kind) {
    case 'percentage':
      return capped(shareOf(meant, promotion.percentagePpm))
    case 'tiers': {
      const reached = promotion.by === 'pieces' ? piecesOf(meant) : fullPriceOf(meant)
      const tier = promotion.tiers.findLast(({ from }) => from <= reached)
      return tier ? capped(shareOf(meant, tier.percentagePpm)) : new Map()
    }
    case 'amount': {
      const parts = meant.map(({ lineId }) => ({ id: lineId, amountMinor: leftOf(lineId) }))
      const leftMinor = parts.reduce((sum, { amountMinor }) => sum + amountMinor, 0)
      return splitBy(Math.min(promotion.amount.amountMinor, leftMinor), parts)
    }
    case 'buy-x-get-y': {
      const { pieces, from } = reducedPieces(promotion, lines)
      return capped(ofParts(cheapest(from, pieces), promotion.percentagePpm))
    }
    case 'bundle':
      return capped(ofBundle(promotion, meant))
    case 'free-delivery':
      return new Map()
  }
}

type PiecesPromotion = Promotion & { readonly kind: 'buy-x-get-y' }

interface Part {
  readonly id: string
  readonly amountMinor: number
}

const shareOf = (lines: readonly GoodsLine[], ppm: number): Shares =>
  ofParts(
    lines.map(({ lineId, totalMinor }) => ({ id: lineId, amountMinor: totalMinor })),
    ppm,
  )

const ofParts = (parts: readonly Part[], ppm: number): Shares => splitBy(partOf(sumOf(parts), ppm, 1_000_000), parts)

const sumOf = (parts: readonly Part[]): number => parts.reduce((sum, { amountMinor }) => sum + amountMinor, 0)

/** How many pieces of which lines are reduced. */
function reducedPieces(promotion: PiecesPromotion, lines: readonly GoodsLine[]): { pieces: number; from: readonly GoodsLine[] } {
  const { buy, get, gets } = promotion
  const meant = linesOf(promotion, lines)
  if (!gets) return { pieces: Math.floor(piecesOf(meant) / (buy + get)) * get, from: meant }
  const given = lines.filter((line) => isIn(gets, line) && !(promotion.conditions.excludesReduced && line.isReduced))
  const bought = meant.filter((line) => !given.includes(line))
  return { pieces: Math.min(Math.floor(piecesOf(bought) / buy) * get, piecesOf(given)), from: given }
}

const cheapest = (lines: readonly GoodsLine[], pieces: number): Part[] => firstPieces(lines, pieces, 1)
const dearest = (lines: readonly GoodsLine[], pieces: number): Part[] => firstPieces(lines, pieces, -1)

/** So many pieces of these lines in order of price, by line; between equals the order of their ids. */
function firstPieces(lines: readonly GoodsLine[], pieces: number, direction: 1 | -1): Part[] {
  const parts: Part[] = []
  let wanted = pieces
  const inOrder = lines.toSorted((a, b) => direction * (a.unitMinor - b.unitMinor) || (a.lineId < b.lineId ? -1 : 1))
  for (const { lineId, unitMinor, quantity } of inOrder) {
    const taken = Math.min(wanted, quantity)
    if (taken > 0) parts.push({ id: lineId, amountMinor: unitMinor * taken })
    wanted -= taken
  }
  return parts
}

/** How many whole sets the lines make, and which lines serve which part. */
function setsOf(parts: readonly BundlePart[], lines: readonly GoodsLine[]) {
  const served = parts.map(({ quantity }) => ({ quantity, lines: [] as GoodsLine[] }))
  for (const line of lines) served[parts.findIndex(({ scope }) => isIn(scope, line))]?.lines.push(line)
  return { sets: Math.min(...served.map(({ quantity, lines }) => Math.floor(piecesOf(lines) / quantity))), served }
}

/** The dearest pieces go into the sets; a bundle that costs more than its parts reduces nothing. */
function ofBundle({ parts, price }: Extract<Effect, { kind: 'bundle' }>, meant: readonly GoodsLine[]): Shares {
  const { sets, served } = setsOf(parts, meant)
  const pieces = served.flatMap(({ quantity, lines }) => dearest(lines, quantity * sets))
  const saved = sumOf(pieces) - price.amountMinor * sets
  return saved > 0 ? splitBy(saved, pieces) : new Map()
}
