import type { Clock } from '@vitrine/platform/clock/clock'
import type { Ids } from '@vitrine/platform/ids/ids'
import { checkCurrency, type Currency } from '../domain/conversion.ts'
import { Fault } from '@vitrine/platform/rpc/fault'
import { displayPrice, type KnownPrice, type Price } from '../domain/price.ts'
import { type PriceEvent, type PriceStore, setPrices } from './set-prices.ts'

/** `prices`: variants with a price in it; of those `converted` follow another currency. */
export type KeptCurrency = Currency & { readonly prices: number; readonly converted: number }

/** What keeping currencies needs of storage. */
export interface CurrencyStore {
  /** Those shoppers may choose, in order. */
  sold(): Promise<readonly string[]>
  /** All that are kept or have a price, in order. */
  currencies(): Promise<readonly KeptCurrency[]>
  /**
   * Keeps it and makes what follows its rule, all or nothing; without a rule what followed is set as it stands. Answers the currency that stands in the
   * way when a rule would be made from one that follows another itself.
   */
  putCurrency(currency: Currency, at: Date, tell: (price: KnownPrice) => PriceEvent): Promise<string | undefined>
  /** A price of each of these variants: in this currency where it has one, else in any. */
  anyPricesOf(variantIds: readonly string[], currency: string): Promise<readonly KnownPrice[]>
  /** Prices of these variants follow the rule again. False when there is none. */
  follow(code: string, variantIds: readonly string[], at: Date, tell: (price: KnownPrice) => PriceEvent): Promise<boolean>
}

type CurrencyNeeds = { store: CurrencyStore; clock: Clock; ids: Ids }

const telling =
  (ids: Ids) =>
  (price: KnownPrice): PriceEvent => ({ id: ids(), price: displayPrice(price) })

/**
 * Says whether the shop sells in a currency and how its prices are made; prices that follow a rule change at once and are told. Throws RangeError for a
 * rule that is none, and for one made from a currency that follows another.
 */
export async function putCurrency({ store, clock, ids }: CurrencyNeeds, currency: Currency): Promise<Currency> {
  const inTheWay = await store.putCurrency(checkCurrency(currency), clock(), telling(ids))
  if (inTheWay !== undefined) throw new RangeError(`from: a rule is made from set prices, and ${inTheWay} would follow what follows itself`)
  return currency
}

/**
 * Sets the price of variants in one currency, without a reduction; volume and class of tax are those they have. They follow no rule any more. Throws
 * RangeError for what is no price. Fault: `not-found` for a variant without any price.
 */
export async function fixPrices(
  needs: { store: CurrencyStore & PriceStore; clock: Clock; ids: Ids },
  wanted: readonly { readonly variantId: string; readonly amountMinor: number; readonly currency: string }[],
): Promise<void> {
  const currency = wanted[0]?.currency ?? ''
  if (wanted.some((one) => one.currency !== currency)) throw new RangeError('prices are fixed in one currency at a time')
  const known = new Map(
    (
      await needs.store.anyPricesOf(
        wanted.map(({ variantId }) => variantId),
        currency,
      )
    ).map((one) => [one.variantId, one]),
  )
  const prices = wanted.map(({ variantId, amountMinor }): Price => {
    const price = known.get(variantId)
    if (!price) throw new Fault('not-found', `no price of ${variantId}`)
    const { lowestMinor: _, ...kept } = price
    return { ...kept, currency, amountMinor, beforeMinor: null }
  })
  await setPrices(needs, prices)
}

/** Prices of these variants that were set in the currency follow its rule again. Throws RangeError for a currency without one. */
export async function followAgain({ store, clock, ids }: CurrencyNeeds, code: string, variantIds: readonly string[]): Promise<void> {
  if (variantIds.length === 0 || variantIds.length > 1_000) throw new RangeError('1 to 1,000 prices at once')
  if (!(await store.follow(code, variantIds, clock(), telling(ids)))) throw new RangeError(`${code} has no rule to follow`)
}
