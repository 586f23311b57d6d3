import type pg from 'pg'
import type { Bundle, BundleStore, NoBundle } from '../application/compose-bundle.ts'
import type { Line } from '../domain/stock.ts'

/** Rows of the bundle and its parts, made where nobody received any yet. */
const begin = `insert into stock.stock_level (variant_id) select unnest($1::text[]) on conflict do nothing`

/** Nobody reserves of the variant while it changes its kind; the foreign keys of `part` hold what this decides. */
const composing = `
  with own as (
    select variant_id, on_hand > 0 or reserved > 0 or cap > 0 as has_pieces from stock.stock_level where variant_id = $1 for update
  ), refusal as (
    select case when has_pieces then 'has-pieces'
      when exists (select from stock.part where variant_id = $1) then 'is-a-part'
      when exists (select from stock.stock_level where variant_id = any($2) and kind = 'bundle') then 'part-is-a-bundle' end as why
    from own where cardinality($2::text[]) > 0
  ), gone as (
    delete from stock.part where bundle_id = $1 and variant_id <> all($2) and not exists (select from refusal where why is not null)
  )
  select why from own left join refusal on true`
const become = `update stock.stock_level set kind = $2 where variant_id = $1 and kind <> $2`
const parts = `
  insert into stock.part (bundle_id, variant_id, quantity) select $1, * from unnest($2::text[], $3::int[])
  on conflict (bundle_id, variant_id) do update set quantity = excluded.quantity`
const read = `select variant_id as "variantId", quantity from stock.part where bundle_id = $1 order by variant_id`

/** A line keeps what it is made of; what was given back of it whole says so in its release. */
const contents = `
  select asked.id as "variantId", json_agg(json_build_object('variantId', held.key, 'quantity', held.value::int) order by held.key) as parts
  from unnest((select $1::text[])::text[]) as asked (id)
  cross join lateral jsonb_each_text(coalesce(
    (select pieces from stock.reservation_line where reservation_id = $2 and variant_id = asked.id),
    (select jsonb_object_agg(s.key, s.value::int / quantity) from (
      select quantity, sold from stock.part_release where reservation_id = $2 and variant_id = asked.id and sold is not null limit 1
    ) as r, jsonb_each_text(sold) as s),
    (select jsonb_object_agg(variant_id, quantity) from stock.part where bundle_id = asked.id), '{}')) as held
  where held.key <> asked.id group by 1 order by 1`

/** A bundle's state follows its parts, so it is told by a job: the write of one part cannot know the others without locking them. */
const telling = `
  with crossed as (
    select b.variant_id, o.ready, stock.availability_state(o.ready) as state from stock.stock_level as b join stock.offered as o using (variant_id)
    where (b.kind = 'bundle' or b.told <> 'sold-out') and b.told <> stock.availability_state(o.ready) order by variant_id limit 100
  ), marked as (
    update stock.stock_level as b set told = case b.kind when 'bundle' then c.state else 'sold-out' end from crossed as c
    where b.variant_id = c.variant_id and b.told <> c.state returning b.variant_id, c.ready, c.state
  )
  insert into stock.outbox (id, type, key, body)
  select $1 || ':' || variant_id, 'vitrine.stock.v1.AvailabilityChanged', variant_id, jsonb_build_object(
    'variantId', variant_id, 'state', state, 'available', ready, 'at', $2::timestamptz) from marked order by variant_id`

/** Bundles in PostgreSQL. */
export function sqlBundleStore(pool: pg.Pool): BundleStore {
  return {
    async compose(bundleId, recipe: readonly Line[]) {
      const [ids, quantities] = [recipe.map(({ variantId }) => variantId), recipe.map(({ quantity }) => quantity)]
      await pool.query(begin, [[bundleId, ...ids].toSorted()])
      const client = await pool.connect()
      try {
        await client.query('begin')
        const { rows } = await client.query<{ why: NoBundle | null }>(composing, [bundleId, ids])
        const why = rows[0]?.why
        if (!why) {
          await client.query(become, [bundleId, ids.length > 0 ? 'bundle' : 'piece'])
          if (ids.length > 0) await client.query(parts, [bundleId, ids, quantities])
        }
        await client.query('commit')
        return why ?? 'composed'
      } catch (error) {
        await client.query('rollback')
        throw error
      } finally {
        client.release()
      }
    },

    contents: async (variantIds, reservationId) =>
      (await pool.query<Bundle>({ name: 'stock.contents', text: contents, values: [variantIds, reservationId] })).rows,

    partsOf: async (bundleId) => (await pool.query<Line>({ name: 'stock.parts', text: read, values: [bundleId] })).rows,
  }
}

/** Tells `AvailabilityChanged` of bundles that crossed a line since they were last told of. Answers how many. */
export async function tellBundles(pool: pg.Pool, published: () => void, eventId: string, at: Date): Promise<number> {
  const { rowCount } = await pool.query({ name: 'stock.bundles.tell', text: telling, values: [eventId, at] })
  if (rowCount) published()
  return rowCount ?? 0
}
