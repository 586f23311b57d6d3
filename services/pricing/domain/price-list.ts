import type { Price } from './price.ts'
import { isTitle, type Title } from './title.ts'

/** Prices of a group of customers, or of everybody for a time. */
export interface PriceList {
  readonly id: string
  readonly title: Title
  readonly currency: string
  /** Empty: everybody. */
  readonly group: string
  /** Of lists that fit, the highest has the price; nobody in a group pays more than everybody does. */
  readonly rank: number
  readonly startsAt: Date
  /** Null: without end, of a group only. */
  readonly endsAt: Date | null
  readonly prices: readonly { readonly variantId: string; readonly amountMinor: number }[]
}

/** A price as it stood when a list for everybody began. */
export interface ReplacedPrice {
  readonly price: Price
  readonly listMinor: number
  /** What the list replaced; null while it has not begun. */
  readonly wasMinor: number | null
  readonly wasBefore: number | null
}

/** Throws RangeError unless the list can ever apply. */
export function checkPriceList(list: PriceList): PriceList {
  const { id, title, currency, group, rank, startsAt, endsAt, prices } = list
  if (id === '') throw new RangeError('a price list needs an id')
  if (!isTitle(title)) throw new RangeError('a price list needs a title in both languages')
  if (!/^[A-Z]{3}$/.test(currency)) throw new RangeError(`${currency} is no currency`)
  if (group !== '') checkGroup(group)
  if (!Number.isSafeInteger(rank) || Math.abs(rank) > 1_000) throw new RangeError(`${rank} is no rank`)
  if (endsAt && endsAt <= startsAt) throw new RangeError('a price list cannot end before it starts')
  if (group === '' && !endsAt) throw new RangeError('a price list for everybody needs an end: a price without end is set as a price')
  if (prices.length === 0 || prices.length > 5_000) throw new RangeError('a price list holds 1 to 5,000 prices')
  if (new Set(prices.map(({ variantId }) => variantId)).size < prices.length) throw new RangeError('a variant comes twice')
  for (const { variantId, amountMinor } of prices) {
    if (variantId === '') throw new RangeError('a price names no variant')
    if (!Number.isSafeInteger(amountMinor) || amountMinor < 0) throw new RangeError(`${variantId}: ${amountMinor} is no price`)
  }
  return list
}

/** Throws RangeError unless it can name a group: small letters, digits and hyphens. */
export function checkGroup(group: string): string {
  if (!/^[a-z0-9-]{1,40}$/.test(group)) throw new RangeError(`${group} is no group`)
  return group
}

/** What a group's price is announced with: what everybody pays, and the lowest its members could have paid in the 30 days before it began. */
export interface GroupReduction {
  readonly beforeMinor: number
  readonly lowestMinor: number
}

/**
 * What a member of a group pays: never more than everybody. A reduction without any price in the 30 days before it is not announced (LAW-5, Directive 98/6/EC
 * art. 6a; whether a price for some is public is for a lawyer, so it is shown as one).
 */
export function groupPrice<P extends Price>(
  price: P,
  groupMinor: number,
  lowestOfDays: readonly number[],
): P & { readonly group?: GroupReduction } {
  if (groupMinor >= price.amountMinor) return price
  const own = { ...price, amountMinor: groupMinor }
  if (lowestOfDays.length === 0) return own
  return { ...own, group: { beforeMinor: price.amountMinor, lowestMinor: Math.min(...lowestOfDays) } }
}

/** The price while a list for everybody runs: a reduction where it is lower, shown with what it was before. */
export function begunPrice({ price, listMinor }: ReplacedPrice): Price {
  const regular = price.beforeMinor ?? price.amountMinor
  return { ...price, amountMinor: listMinor, beforeMinor: listMinor < regular ? regular : null }
}

/** The price once the list is over: what it replaced, unless somebody set another price meanwhile. */
export const endedPrice = ({ price, listMinor, wasMinor, wasBefore }: ReplacedPrice): Price =>
  wasMinor === null || price.amountMinor !== listMinor ? price : { ...price, amountMinor: wasMinor, beforeMinor: wasBefore }
