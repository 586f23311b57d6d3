import { inTransaction } from '@vitrine/platform/sql/transaction'
import type pg from 'pg'
import type { Drift, RepairStore } from '../application/repair-drifts.ts'
import { crossings } from './crossings.ts'

/** What each figure of a level is, and what its books say it is; of all variants, or of `$1` alone. */
const drifting = `
  with at as (
    select variant_id, place, sum(on_hand)::int as on_hand, sum(moved)::int as moved, sum(reserved)::int as reserved, sum(promised)::int as promised from (
      select variant_id, place, n::int as on_hand, 0 as moved, 0 as reserved, 0 as promised from stock.stock_level, jsonb_each_text(on_hand_at) as t (place, n)
      union all select variant_id, place_id, 0, sum(quantity), 0, 0 from stock.movement group by variant_id, place_id
      union all select variant_id, place, 0, 0, n::int, 0 from stock.stock_level, jsonb_each_text(reserved_at) as t (place, n)
      union all select variant_id, place, 0, 0, 0, sum(n::int) from stock.reservation_piece, jsonb_each_text(taken) as t (place, n) where live group by 1, 2
    ) as each where $1 = '' or variant_id = $1 group by variant_id, place
  ), sums as (
    select variant_id, on_hand, stock.total(on_hand_at) as lie, reserved, stock.total(reserved_at) as held, awaited,
      coalesce((select sum(p.awaited) from stock.reservation_piece as p where p.variant_id = l.variant_id and live), 0)::int as waiting
    from stock.stock_level as l where $1 = '' or variant_id = $1
  )
  select variant_id as "variantId", place as "placeId", what, level, books from (
    select variant_id, place, 'on-hand' as what, on_hand as level, moved as books from at
    union all select variant_id, place, 'reserved', reserved, promised from at
    union all select variant_id, '', 'on-hand', on_hand, lie from sums
    union all select variant_id, '', 'reserved', reserved, held from sums
    union all select variant_id, '', 'awaited', awaited, waiting from sums
  ) as figures where level <> books order by variant_id, place = '', place, what limit 200`

/** The level is written from what its places hold and its reservations took; who buys is told when it crosses a line. */
const levelling = `
  with p as (
    select variant_id, greatest(0, on_hand - reserved - awaited) as before, stock.total(on_hand_at) as lie,
      (select coalesce(stock.together(taken), '{}') from stock.reservation_piece as r where r.variant_id = l.variant_id and live) as promised,
      (select coalesce(sum(r.awaited), 0)::int from stock.reservation_piece as r where r.variant_id = l.variant_id and live) as waiting
    from stock.stock_level as l where variant_id = $1
  ), changed as (
    update stock.stock_level as l set on_hand = lie, reserved_at = promised, reserved = stock.total(promised), awaited = waiting
    from p where l.variant_id = p.variant_id returning l.variant_id, before, greatest(0, l.on_hand - l.reserved - l.awaited) as after
  ), ${crossings('$3', '$2')}
  select count(*)::int as told from told`

/** A movement for each place whose pieces no movement tells of. The sums are written again: a movement or a promise that was lost is still in them. */
const correcting = `
  insert into stock.movement (id, variant_id, place_id, quantity, reason, actor, at)
  select $1 || ':' || d."variantId" || ':' || d."placeId", d."variantId", d."placeId", d.level - d.books, 'correction', $2, $3
  from jsonb_to_recordset($4) as d ("variantId" text, "placeId" text, what text, level int, books int) where what = 'on-hand' and d."placeId" <> ''`
const summing = `
  insert into stock.ledger as l (variant_id, on_hand, reserved, awaited) select $1,
    (select coalesce(sum(quantity), 0)::int from stock.movement where variant_id = $1),
    coalesce(sum(stock.total(taken)), 0)::int, coalesce(sum(awaited), 0)::int from stock.reservation_piece where variant_id = $1 and live
  on conflict (variant_id) do update set on_hand = excluded.on_hand, reserved = excluded.reserved, awaited = excluded.awaited`

const keeping = `
  with d as (
    select $1 || ':' || row_number() over () as id, d.* from jsonb_to_recordset($4) as d ("variantId" text, "placeId" text, what text, level int, books int)
  ), kept as (
    insert into stock.repair (id, variant_id, place_id, what, level, books, actor, at) select id, "variantId", "placeId", what, level, books, $2, $3 from d
  )
  insert into stock.outbox (id, type, key, body) select id, 'vitrine.stock.v1.StockRepaired', "variantId", jsonb_build_object('variantId', "variantId",
    'placeId', "placeId", 'what', what, 'level', level, 'books', books, 'actor', $2::text, 'at', $3::timestamptz) from d order by id`

/** Constraints of the level that a repair may meet: more is promised, or awaited, than there is. */
const refusals: ReadonlySet<unknown> = new Set(['23514', '23503', '23502'])

export const sqlRepairStore = (pool: pg.Pool, published: () => void): RepairStore => {
  const driftsOf = async (db: pg.Pool | pg.PoolClient, variantId: string) => (await db.query<Drift>(drifting, [variantId])).rows
  return {
    drifts: () => driftsOf(pool, ''),

    async repair(variantId, { id, actor, at }) {
      try {
        const done = await inTransaction(pool, async (tx) => {
          // What is on hand and promised changes under this lock alone; the next statement sees what was done before.
          await tx.query('select from stock.stock_level where variant_id = $1 for update', [variantId])
          const found = await driftsOf(tx, variantId)
          const values = [id, actor, at, JSON.stringify(found)]
          await tx.query(correcting, values)
          await tx.query(levelling, [variantId, at, `${id}:crossed`])
          await tx.query(summing, [variantId])
          await tx.query(keeping, values)
          return found
        })
        published()
        return done
      } catch (error) {
        if (refusals.has((error as { code?: unknown }).code)) return undefined
        throw error
      }
    },
  }
}
