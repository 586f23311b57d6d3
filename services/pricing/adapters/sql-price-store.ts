import type pg from 'pg'
import type { PricePeriod, PriceStore } from '../application/set-prices.ts'
import type { KnownPrice } from '../domain/price.ts'
import { convertPrices } from './convert-prices.ts'
import { inTransaction } from './transaction.ts'
import { known, priceWriters, writePrices } from './write-prices.ts'

const reading = `select ${known('p')} from unnest($1::text[]) with ordinality as asked (variant_id, place)
  join pricing.price as p on p.variant_id = asked.variant_id and p.currency = $2 order by place`

const remembering = `select amount_minor::float8 as "amountMinor", from_at as "fromAt", until_at as "untilAt" from pricing.price_period
  where variant_id = $1 and currency = $2 and (until_at is null or until_at > $3) order by from_at desc, id desc`

/** Prices and their history in PostgreSQL. `published` wakes whoever sends events. */
export const sqlPriceStore = (pool: pg.Pool, published: () => void): PriceStore => ({
  async setPrices(prices, at, tell) {
    const told = await inTransaction(pool, async (tx) => {
      await tx.query(priceWriters)
      const set = await writePrices(tx, prices, at, tell, false)
      const followed = await convertPrices(tx, { variantIds: prices.map(({ variantId }) => variantId) }, at, tell)
      return set + followed || undefined
    })
    if (told) published()
  },

  async pricesOf(variantIds, currency) {
    return (await pool.query<KnownPrice>({ name: 'pricing.prices', text: reading, values: [variantIds, currency] })).rows
  },

  async history(variantId, currency, since) {
    const values = [variantId, currency, since]
    return (await pool.query<PricePeriod>({ name: 'pricing.history', text: remembering, values })).rows
  },
})
