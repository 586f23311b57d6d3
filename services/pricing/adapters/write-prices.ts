import { create, toJson } from '@bufbuild/protobuf'
import { PriceChangedSchema } from '@vitrine/contracts/pricing/v1/events'
import type pg from 'pg'
import { priceMessage } from '../application/price-message.ts'
import type { PriceEvent } from '../application/set-prices.ts'
import type { KnownPrice, Price } from '../domain/price.ts'

/** One writer of prices at a time, in every process of the shop. */
export const priceWriters = `select pg_advisory_xact_lock(hashtextextended('pricing.set-prices', 0))`

/** A price of this table, as `KnownPrice`. */
export const known = (
  table: string,
) => `${table}.variant_id as "variantId", ${table}.currency, ${table}.amount_minor::float8 as "amountMinor",
  ${table}.before_minor::float8 as "beforeMinor", ${table}.lowest_minor::float8 as "lowestMinor", ${table}.volume_ml as "volumeMl",
  ${table}.tax_class as "taxClass"`

/**
 * A reduction that goes on keeps its beginning; a new one begins now, and the lowest of the 30 days before is read from the history,
 * the price that ends now included.
 */
const setting = `
  with given as (
    select * from unnest($1::text[], $2::text[], $3::bigint[], $4::bigint[], $5::float8[], $6::text[])
      as g (variant_id, currency, amount_minor, before_minor, volume_ml, tax_class)
  ), fresh as (
    select g.*, p.amount_minor as amount_was, p.reduced_at as reduced_was, p.lowest_minor as lowest_was, coalesce($8, p.is_converted, false) as is_converted,
      g.before_minor is not null and p.reduced_at is not null and g.amount_minor <= p.amount_minor as goes_on
    from given as g left join pricing.price as p using (variant_id, currency)
    where p.variant_id is null
      or (p.amount_minor::bigint, p.before_minor::bigint, p.volume_ml, p.tax_class)
        is distinct from (g.amount_minor, g.before_minor, g.volume_ml, g.tax_class)
      or p.is_converted <> coalesce($8, p.is_converted)
  ), changed as (
    insert into pricing.price as p (variant_id, currency, amount_minor, before_minor, volume_ml, tax_class, is_converted,
      reduced_at, lowest_minor, changed_at)
    select variant_id, currency, amount_minor, before_minor, volume_ml, tax_class, is_converted,
      case when before_minor is null then null when goes_on then reduced_was else $7 end,
      case when before_minor is null then null when goes_on then lowest_was else (
        select min(h.amount_minor::bigint) from pricing.price_period as h
        where h.variant_id = fresh.variant_id and h.currency = fresh.currency and h.from_at <= $7
          and (h.until_at is null or h.until_at > $7::timestamptz - interval '30 days')) end,
      $7
    from fresh
    on conflict (variant_id, currency) do update set amount_minor = excluded.amount_minor, before_minor = excluded.before_minor,
      volume_ml = excluded.volume_ml, tax_class = excluded.tax_class, is_converted = excluded.is_converted, reduced_at = excluded.reduced_at,
      lowest_minor = excluded.lowest_minor, changed_at = excluded.changed_at
    returning p.*
  ), ended as (
    update pricing.price_period as h set until_at = greatest($7, h.from_at) from fresh
    where h.variant_id = fresh.variant_id and h.currency = fresh.currency and h.until_at is null and fresh.amount_was <> fresh.amount_minor
    returning h.id
  ), begun as (
    insert into pricing.price_period (variant_id, currency, from_at, amount_minor)
    select variant_id, currency, $7, amount_minor from fresh
    where amount_was is distinct from amount_minor and (select count(*) from ended) >= 0
  )
  select ${known('changed')} from changed order by changed.variant_id, changed.currency`

const telling = `insert into pricing.outbox (id, type, key, body)
  select id, '${PriceChangedSchema.typeName}', key, body from unnest($1::text[], $2::text[], $3::jsonb[]) as e (id, key, body)`

/**
 * Writes the prices that differ and tells them, in the transaction of the one writer. Answers how many. `isConverted`: made by the rule of their
 * currency, or set by somebody; unless said they stay what they were.
 */
export async function writePrices(
  tx: pg.PoolClient,
  prices: readonly Price[],
  at: Date,
  tell: (price: KnownPrice) => PriceEvent,
  isConverted: boolean | null = null,
): Promise<number> {
  const column = <K extends keyof Price>(key: K) => prices.map((price) => price[key])
  const values = [column('variantId'), column('currency'), column('amountMinor'), column('beforeMinor'), column('volumeMl')]
  const { rows } = await tx.query<KnownPrice>({
    name: 'pricing.set',
    text: setting,
    values: [...values, column('taxClass'), at, isConverted],
  })
  if (rows.length > 0) await writeEvents(tx, rows.map(tell))
  return rows.length
}

async function writeEvents(tx: pg.PoolClient, events: readonly PriceEvent[]): Promise<void> {
  const bodies = events.map(({ price }) =>
    JSON.stringify(toJson(PriceChangedSchema, create(PriceChangedSchema, { price: priceMessage(price) }))),
  )
  const values = [events.map(({ id }) => id), events.map(({ price }) => price.variantId), bodies]
  await tx.query({ name: 'pricing.tell', text: telling, values })
}
