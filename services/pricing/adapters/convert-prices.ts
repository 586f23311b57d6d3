import type pg from 'pg'
import type { PriceEvent } from '../application/set-prices.ts'
import { type Conversion, convertedPrice } from '../domain/conversion.ts'
import { checkPrice, type KnownPrice, type Price } from '../domain/price.ts'
import { writePrices } from './write-prices.ts'

/** Of `pricing.currency as c`, as `Conversion`. */
export const conversionColumns = `c.from_code as "from", c.rate_ppb::float8 as "ratePpb", c.step_minor::float8 as "stepMinor", c.less_minor::float8 as "lessMinor"`

/**
 * Prices that follow those of another currency, with the rule: nobody set them. While a list for everybody runs in the currency itself, its prices
 * stand; they follow again when it is over. $1 one currency, $2 these variants, $3 those of this list; null asks nothing.
 */
const following = `
  select p.variant_id as "variantId", c.code as currency, p.amount_minor::float8 as "amountMinor", p.before_minor::float8 as "beforeMinor",
    p.volume_ml as "volumeMl", p.tax_class as "taxClass", ${conversionColumns}
  from pricing.currency as c join pricing.price as p on p.currency = c.from_code
  left join pricing.price as own on own.variant_id = p.variant_id and own.currency = c.code
  where ($1::text is null or c.code = $1) and ($2::text[] is null or p.variant_id = any($2))
    and ($3::text is null or p.variant_id in (select variant_id from pricing.list_price where list_id = $3))
    and (own.variant_id is null or own.is_converted)
    and not exists (select from pricing.price_list as l join pricing.list_price as o on o.list_id = l.id
      where l.state = 'running' and l.group_code is null and l.currency = c.code and o.variant_id = p.variant_id)
  order by p.variant_id, c.code`

export interface Following {
  readonly currency?: string
  readonly variantIds?: readonly string[]
  readonly listId?: string
}

/** Writes what follows other prices as their currency's rule makes it now, in the transaction of the one writer. Answers how many differ. */
export async function convertPrices(
  tx: pg.PoolClient,
  { currency, variantIds, listId }: Following,
  at: Date,
  tell: (price: KnownPrice) => PriceEvent,
): Promise<number> {
  const values = [currency ?? null, variantIds ?? null, listId ?? null]
  const { rows } = await tx.query<Price & Conversion>({ name: 'pricing.following', text: following, values })
  const prices = rows.map(({ from, ratePpb, stepMinor, lessMinor, ...price }) =>
    checkPrice(convertedPrice({ from, ratePpb, stepMinor, lessMinor }, price)),
  )
  return prices.length === 0 ? 0 : writePrices(tx, prices, at, tell, true)
}
