import { inTransaction } from '@vitrine/platform/sql/transaction'
import type pg from 'pg'
import type { KeptLot, LotSale, LotStore } from '../application/keep-lots.ts'
import { type Lot, type Sale, takeFromLots } from '../domain/lot.ts'

const noting = `
  with noted as (
    insert into stock.lot_receipt (movement_id, variant_id, lot, quantity) select id, variant_id, $2, quantity from stock.movement where id = $1 and quantity > 0
    on conflict (movement_id) do nothing returning movement_id, variant_id, lot, quantity
  )
  insert into stock.lot as l (variant_id, lot, since, received, left_over, first_at)
  select n.variant_id, n.lot, m.position, n.quantity, n.quantity, m.at from noted as n join stock.movement as m on m.id = n.movement_id
  on conflict (variant_id, lot) do update set received = l.received + excluded.received, left_over = l.left_over + excluded.received`

/** Sales of variants that have lots, of which nobody has said from which they were. */
const open = `
  from stock.movement as m join (select variant_id, min(since) as since from stock.lot group by 1) as l using (variant_id)
  where m.reason = 'sold' and m.position > l.since and m.at >= $1 and not exists (select from stock.lot_sale as s where s.movement_id = m.id)`
const finding = `select distinct m.variant_id as "variantId" ${open}`
/** First in, first out; whoever follows the same variant waits here. */
const holding = `
  select l.lot, l.left_over as left, l.since::float8 as since, r.lot is not null as "isRecalled" from stock.lot as l
  left join stock.lot_recall as r on r.variant_id = l.variant_id and r.lot = l.lot where l.variant_id = $1 order by l.since for update of l`
const reading = `select m.id, m.order_id as "orderId", m.position::float8 as position, -m.quantity as quantity, m.at ${open} and m.variant_id = $2 order by m.position`
const selling = `
  with sold as (
    insert into stock.lot_sale (movement_id, variant_id, lot, order_id, quantity, at)
    select $1, $2, t.lot, $3, t.quantity, $4 from unnest($5::text[], $6::int[]) as t (lot, quantity) returning lot, quantity
  )
  update stock.lot as l set left_over = l.left_over - sold.quantity from sold where l.variant_id = $2 and l.lot = sold.lot`

const columns = `l.variant_id as "variantId", l.lot, l.received, l.left_over as left, l.first_at as "firstAt", r.at as "recalledAt", coalesce(r.note, '') as note`
const from = `from stock.lot as l left join stock.lot_recall as r on r.variant_id = l.variant_id and r.lot = l.lot`
const listing = `select ${columns} ${from} where ($1 = '' or l.variant_id = $1) and ($2 = '' or starts_with(lower(l.lot), lower($2))) order by l.since desc limit 200`
const one = `select ${columns} ${from} where l.variant_id = $1 and l.lot = $2`
const sales = `
  select order_id as "orderId", sum(quantity)::int as quantity, max(at) as at from stock.lot_sale where variant_id = $1 and lot = $2
  group by 1 order by 3 desc, 1 limit 1000`

const recalling = `
  with made as (
    insert into stock.lot_recall (variant_id, lot, note, actor, at) values ($1, $2, $3, $4, $5) on conflict do nothing returning variant_id, lot
  ), told as (
    insert into stock.outbox (id, type, key, body)
    select 'called-back:' || md5($1 || ' ' || $2), 'vitrine.stock.v1.LotCalledBack', $1,
      jsonb_strip_nulls(jsonb_build_object('variantId', $1::text, 'lot', $2::text, 'note', $3::text, 'firstAt', to_char(l.first_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
        'goneAt', case when l.left_over = 0 then to_char((select max(s.at) from stock.lot_sale as s where s.variant_id = $1 and s.lot = $2) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') end))
    from made join stock.lot as l using (variant_id, lot)
  )
  insert into stock.outbox (id, type, key, body)
  select 'recall:' || md5($1 || ' ' || $2) || ':' || s.order_id, 'vitrine.stock.v1.LotRecalled', s.order_id,
    jsonb_build_object('orderId', s.order_id, 'variantId', $1::text, 'lot', $2::text, 'quantity', s.quantity, 'note', $3::text)
  from made join (select variant_id, lot, order_id, sum(quantity)::int as quantity from stock.lot_sale group by 1, 2, 3) as s using (variant_id, lot)`

interface OpenSale extends Sale {
  readonly id: string
  readonly orderId: string
  readonly at: Date
}

/** Lots in PostgreSQL. What follows a sale is no part of it: selling costs nothing more. */
export function sqlLotStore(pool: pg.Pool, published: () => void): LotStore {
  async function followVariant(tx: pg.PoolClient, variantId: string, since: Date): Promise<number> {
    const { rows } = await tx.query<Lot>(holding, [variantId])
    const found = await tx.query<OpenSale>(reading, [since, variantId])
    let lots: readonly Lot[] = rows
    for (const sale of found.rows) {
      const taken = takeFromLots(lots, sale)
      const values = [sale.id, variantId, sale.orderId, sale.at, taken.map(({ lot }) => lot), taken.map(({ quantity }) => quantity)]
      await tx.query(selling, values)
      lots = lots.map((each) => ({ ...each, left: each.left - (taken.find(({ lot }) => lot === each.lot)?.quantity ?? 0) }))
    }
    return found.rows.length
  }

  return {
    async noteReceipt(movementId, lot) {
      await pool.query(noting, [movementId, lot])
    },
    async follow(since) {
      const { rows } = await pool.query<{ variantId: string }>(finding, [since])
      let count = 0
      for (const { variantId } of rows) count += await inTransaction(pool, (tx) => followVariant(tx, variantId, since))
      return count
    },
    async lots({ variantId, lot }) {
      return (await pool.query<KeptLot>(listing, [variantId, lot])).rows
    },
    async lot(variantId, lot) {
      return (await pool.query<KeptLot>(one, [variantId, lot])).rows[0]
    },
    async sales(variantId, lot) {
      return (await pool.query<LotSale>(sales, [variantId, lot])).rows
    },
    async recall({ variantId, lot, note, actor, at }) {
      await pool.query(recalling, [variantId, lot, note, actor, at])
      published()
    },
  }
}
