import type pg from 'pg'
import type { Movement, MovementStore, Moving } from '../application/move-stock.ts'
import type { LevelStore, WrittenMovement } from '../application/read-stock.ts'
import type { StockLevel } from '../domain/stock.ts'
import { crossings } from './crossings.ts'

/** The level is locked, then judged and written from what was read under the lock (see sql-reservation-store.ts); the movement's id decides between twins. `$3` more or fewer, or `$4` counted. */
const moving = `
  with level as (
    select variant_id, on_hand, reserved, coalesce($3::int, $4::int - on_hand) as quantity from stock.stock_level
    where variant_id = $2 for no key update
  ), written as (
    insert into stock.movement (id, variant_id, quantity, counted, reason, actor, at)
    select $1, variant_id, quantity, $4, $5, $6, $7 from level where on_hand + quantity >= reserved
    on conflict (id) do nothing returning variant_id, quantity
  ), changed as (
    update stock.stock_level as s set on_hand = level.on_hand + written.quantity, reserved = level.reserved
    from level join written using (variant_id) where s.variant_id = level.variant_id
    returning s.variant_id, s.on_hand, level.on_hand - level.reserved as before, s.on_hand - s.reserved as after
  ), ${crossings('$8', '$7')}
  select variant_id as "variantId", coalesce(changed.on_hand, level.on_hand) as "onHand", level.reserved,
    changed.on_hand is not null as moved, (select count(*) from told)::int as told
  from level left join changed using (variant_id)`

/** What a movement of this id did, and the level as it is now. */
const moved = `
  select m.variant_id = $2 and m.quantity = coalesce($3::int, m.quantity) and m.counted is not distinct from $4::int as same,
    l.variant_id as "variantId", l.on_hand as "onHand", l.reserved
  from stock.movement as m join stock.stock_level as l using (variant_id) where m.id = $1`

const columns = 'variant_id as "variantId", on_hand as "onHand", reserved'
const some = `select ${columns} from stock.stock_level where variant_id = any($1) order by variant_id`
const inState = `($1 = 'all' or stock.availability_state(on_hand - reserved) = $1)`
const page = `
  select ${columns}, (select count(*) from stock.stock_level where ${inState})::int as total
  from stock.stock_level where ${inState} and variant_id > $2 order by variant_id limit $3`
const ledger = `
  select id, variant_id as "variantId", quantity, reason, actor, coalesce(order_id, '') as "orderId", at, position::text as cursor
  from stock.movement where variant_id = $1 and position < coalesce(nullif($2, '')::bigint, 9223372036854775807)
  order by position desc limit $3`

type Moved = StockLevel & { readonly moved: boolean; readonly told: number }

/** Levels and their ledger in PostgreSQL. `published` wakes whoever sends events; it is called only when there is one. */
export function sqlLevelStore(pool: pg.Pool, published: () => void): MovementStore & LevelStore {
  async function attempt({ id, variantId, by, reason, actor, at, eventId }: Movement): Promise<Moved | undefined> {
    const values = [id, variantId, 'quantity' in by ? by.quantity : null, 'counted' in by ? by.counted : null, reason, actor, at, eventId]
    const { rows } = await pool.query<Moved>({ name: 'stock.move', text: moving, values })
    if (rows[0] && rows[0].told > 0) published()
    return rows[0]
  }

  /** The first pieces of a variant make its row. */
  async function begin(variantId: string) {
    await pool.query('insert into stock.stock_level (variant_id) values ($1) on conflict do nothing', [variantId])
  }

  /** Nothing was written: it had been before, maybe a moment ago by a twin, or the promised pieces forbid it. */
  async function notMoved({ id, variantId, by }: Movement, level: StockLevel): Promise<Moving | { readonly outcome: 'other-movement' }> {
    const values = [id, variantId, 'quantity' in by ? by.quantity : null, 'counted' in by ? by.counted : null]
    const { rows } = await pool.query<StockLevel & { same: boolean }>({ name: 'stock.moved', text: moved, values })
    const written = rows[0]
    if (!written) return { outcome: 'below-promised', level }
    return written.same ? { outcome: 'moved', level: levelOf(written) } : { outcome: 'other-movement' }
  }

  return {
    async move(movement) {
      const { variantId, by } = movement
      let answer = await attempt(movement)
      const none: StockLevel = { variantId, onHand: 0, reserved: 0 }
      if (!answer && 'quantity' in by && by.quantity < 0) return notMoved(movement, none)
      if (!answer) {
        await begin(variantId)
        answer = await attempt(movement)
      }
      if (answer?.moved) return { outcome: 'moved', level: levelOf(answer) }
      return notMoved(movement, answer ? levelOf(answer) : none)
    },

    async levelsOf(variantIds) {
      return (await pool.query<StockLevel>({ name: 'stock.some', text: some, values: [variantIds] })).rows
    },

    async levels(filter, after, limit) {
      const { rows } = await pool.query<StockLevel & { total: number }>({ name: 'stock.page', text: page, values: [filter, after, limit] })
      return { levels: rows.map(levelOf), total: rows[0]?.total ?? 0 }
    },

    async movements(variantId, before, limit) {
      const { rows } = await pool.query<WrittenMovement>({ name: 'stock.ledger', text: ledger, values: [variantId, before, limit] })
      return rows
    },
  }
}

const levelOf = ({ variantId, onHand, reserved }: StockLevel): StockLevel => ({ variantId, onHand, reserved })
