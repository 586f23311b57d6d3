import type pg from 'pg'
import type { ReorderStore } from '../application/set-reorder-point.ts'

const setting = `
  with piece as (
    select variant_id from stock.stock_level where variant_id = $1 and kind = 'piece'
  ), gone as (
    delete from stock.reorder_point where $2 = 0 and variant_id in (select variant_id from piece)
  ), put as (
    insert into stock.reorder_point (variant_id, pieces) select variant_id, $2 from piece where $2 > 0
    on conflict (variant_id) do update set pieces = excluded.pieces
  )
  select from piece`

/** Points of reordering in PostgreSQL. */
export const sqlReorderStore = (pool: pg.Pool): ReorderStore => ({
  async setReorderPoint(variantId, pieces) {
    // What was never received can be waited for too.
    await pool.query('insert into stock.stock_level (variant_id) values ($1) on conflict do nothing', [variantId])
    const { rowCount } = await pool.query({ name: 'stock.reorder', text: setting, values: [variantId, pieces] })
    return rowCount === 1
  },
})
