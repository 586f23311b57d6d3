import type pg from 'pg'
import type { CurrencyStore, KeptCurrency } from '../application/keep-currencies.ts'
import type { Conversion } from '../domain/conversion.ts'
import type { KnownPrice } from '../domain/price.ts'
import { conversionColumns, convertPrices } from './convert-prices.ts'
import { inTransaction } from './transaction.ts'
import { known, priceWriters } from './write-prices.ts'

/** Those that are kept, and those something has a price in and nobody said anything of. */
const listing = `
  select coalesce(c.code, p.currency) as code, coalesce(c.is_sold, false) as "isSold", ${conversionColumns},
    coalesce(p.prices, 0)::int as prices, coalesce(p.converted, 0)::int as converted
  from pricing.currency as c full join (
    select currency, count(*) as prices, count(*) filter (where is_converted) as converted from pricing.price group by currency) as p
    on p.currency = c.code
  order by 1`

/** A rule made from a currency that follows another itself would run after its own tail. */
const chained = `
  select code from pricing.currency where code = $2 and from_code is not null or from_code = $1 and $2::text is not null order by code limit 1`

const putting = `
  insert into pricing.currency (code, is_sold, from_code, rate_ppb, step_minor, less_minor) values ($1, $2, $3, $4, $5, $6)
  on conflict (code) do update set is_sold = excluded.is_sold, from_code = excluded.from_code, rate_ppb = excluded.rate_ppb,
    step_minor = excluded.step_minor, less_minor = excluded.less_minor`

const anyPrice = `
  select distinct on (p.variant_id) ${known('p')} from pricing.price as p where p.variant_id = any($1)
  order by p.variant_id, p.currency = $2 desc, p.is_converted, p.currency`

type Row = Omit<KeptCurrency, 'conversion'> & { readonly [Key in keyof Conversion]: Conversion[Key] | null }

/** What the shop sells in, in PostgreSQL. `published` wakes whoever sends events. */
export const sqlCurrencyStore = (pool: pg.Pool, published: () => void): CurrencyStore => ({
  async sold() {
    const text = 'select code from pricing.currency where is_sold order by code'
    return (await pool.query<{ code: string }>({ name: 'pricing.sold-in', text, values: [] })).rows.map(({ code }) => code)
  },

  async currencies() {
    const { rows } = await pool.query<Row>({ name: 'pricing.currencies', text: listing, values: [] })
    return rows.map(({ from, ratePpb, stepMinor, lessMinor, ...rest }) => ({
      ...rest,
      conversion: from === null ? null : ({ from, ratePpb, stepMinor, lessMinor } as Conversion), // all or none, by the table's check
    }))
  },

  async putCurrency({ code, isSold, conversion }, at, tell) {
    let chain: string | undefined
    await inTransaction(pool, async (tx) => {
      await tx.query(priceWriters)
      const { rows } = await tx.query<{ code: string }>(chained, [code, conversion?.from ?? null])
      chain = rows[0]?.code
      if (chain !== undefined) return undefined
      const rule = [conversion?.from, conversion?.ratePpb, conversion?.stepMinor, conversion?.lessMinor].map((value) => value ?? null)
      await tx.query(putting, [code, isSold, ...rule])
      if (!conversion) await tx.query('update pricing.price set is_converted = false where currency = $1 and is_converted', [code])
      await convertPrices(tx, { currency: code }, at, tell)
      return true
    })
    if (chain === undefined) published()
    return chain
  },

  async anyPricesOf(variantIds, currency) {
    return (await pool.query<KnownPrice>({ name: 'pricing.any-prices', text: anyPrice, values: [variantIds, currency] })).rows
  },

  async follow(code, variantIds, at, tell) {
    const told = await inTransaction(pool, async (tx) => {
      await tx.query(priceWriters)
      const { rowCount } = await tx.query('select from pricing.currency where code = $1 and from_code is not null', [code])
      if (rowCount === 0) return undefined
      await tx.query(
        `update pricing.price as p set is_converted = true where currency = $1 and variant_id = any($2)
          and exists (select from pricing.price as s join pricing.currency as c on c.code = $1 and s.currency = c.from_code where s.variant_id = p.variant_id)`,
        [code, variantIds],
      )
      await convertPrices(tx, { currency: code, variantIds }, at, tell)
      return true
    })
    if (told) published()
    return told === true
  },
})
