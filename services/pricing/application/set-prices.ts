import type { Clock } from '@vitrine/platform/clock/clock'
import type { Ids } from '@vitrine/platform/ids/ids'
import { checkPrice, displayPrice, type DisplayPrice, type KnownPrice, type Price } from '../domain/price.ts'

/** What setting prices needs of storage. */
export interface PriceStore {
  /**
   * Writes the prices that differ, and those of other currencies that follow them, in one transaction, and tells what `tell` makes of each. One writer
   * at a time: the lowest price of 30 days is read from rows that the writer before has written.
   */
  setPrices(prices: readonly Price[], at: Date, tell: (price: KnownPrice) => PriceEvent): Promise<void>
  pricesOf(variantIds: readonly string[], currency: string): Promise<readonly KnownPrice[]>
  /** Prices that stood after `since`, newest first. */
  history(variantId: string, currency: string, since: Date): Promise<readonly PricePeriod[]>
}

/** A price and how long it stood; `untilAt` is null for the one that stands. */
export interface PricePeriod {
  readonly amountMinor: number
  readonly fromAt: Date
  readonly untilAt: Date | null
}

export interface PriceEvent {
  readonly id: string
  readonly price: DisplayPrice
}

/** Sets prices of variants and tells each that became another one. The same again changes nothing. Throws RangeError naming the variant. */
export async function setPrices(
  { store, clock, ids }: { store: PriceStore; clock: Clock; ids: Ids },
  prices: readonly Price[],
): Promise<void> {
  const seen = new Set<string>()
  for (const price of prices) {
    const { variantId, currency } = checkPrice(price)
    if (seen.has(`${variantId} ${currency}`)) throw new RangeError(`${variantId} has two prices in ${currency}`)
    seen.add(`${variantId} ${currency}`)
  }
  if (prices.length > 0) await store.setPrices(prices, clock(), (price) => ({ id: ids(), price: displayPrice(price) }))
}

/** Prices as they are shown; those of variants that have none are left out. Throws RangeError above 1,000 variants. */
export async function showPrices(store: PriceStore, variantIds: readonly string[], currency: string): Promise<DisplayPrice[]> {
  if (variantIds.length > 1_000) throw new RangeError('at most 1,000 prices at once')
  return (await store.pricesOf(variantIds, currency)).map(displayPrice)
}

/** A year of sales can be compared with the one before. */
const historyMs = 400 * 24 * 60 * 60_000

/** What a variant costs and every price it had in the last 400 days: the proof of its lowest price of 30 days (LAW-5). */
export async function readHistory(
  { store, clock }: { store: PriceStore; clock: Clock },
  variantId: string,
  currency: string,
): Promise<{ price: DisplayPrice | undefined; periods: readonly PricePeriod[] }> {
  const [prices, periods] = await Promise.all([
    showPrices(store, [variantId], currency),
    store.history(variantId, currency, new Date(clock().getTime() - historyMs)),
  ])
  return { price: prices[0], periods }
}
