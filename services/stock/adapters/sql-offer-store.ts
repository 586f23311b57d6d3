import type pg from 'pg'
import type { OfferStore } from '../application/offer-ahead.ts'
import type { LevelStore } from '../application/read-stock.ts'

const offering = `
  with level as (
    select variant_id, kind, awaited from stock.stock_level where variant_id = $1 for no key update
  ), changed as (
    update stock.stock_level as s set cap = $2, offer = $3::stock.offer, ships_on = nullif($4, '')::date, awaited = level.awaited
    from level where s.variant_id = level.variant_id and level.kind = 'piece' and level.awaited <= $2 returning s.variant_id
  )
  select kind, exists (select from changed) as offered from level`

/** Back-orders and pre-orders in PostgreSQL. */
export function sqlOfferStore(pool: pg.Pool, { levelsOf }: Pick<LevelStore, 'levelsOf'>): OfferStore {
  return {
    async offer(variantId, { offer, cap, shipsOn }) {
      await pool.query('insert into stock.stock_level (variant_id) values ($1) on conflict do nothing', [variantId])
      const values = [variantId, cap, offer, shipsOn]
      const { rows } = await pool.query<{ kind: string; offered: boolean }>({ name: 'stock.offer', text: offering, values })
      const [level] = await levelsOf([variantId])
      if (rows[0]!.kind === 'bundle' || !level) return { outcome: 'bundle' }
      return { outcome: rows[0]!.offered ? 'offered' : 'below-promised', level }
    },
  }
}
