import type { OneFailed } from '@vitrine/platform/watch/log'
import type pg from 'pg'
import { lockedLevel, writingLevels } from './level-sql.ts'
import { tellReady } from './tell-ready.ts'

/*
 * Pieces that lie free go to who waits longest. Until they are, nobody else can take them: what is ready is what is left after all who wait.
 * The turn of who waits is drawn under the lock of the level, so whoever is seen here comes before whoever is not seen yet.
 */
const covering = `
  with level as (
    select ${lockedLevel} from stock.stock_level where variant_id = $1 and awaited > 0 and on_hand > reserved for no key update
  ), piece as (
    select p.reservation_id, p.variant_id, p.taken, p.awaited from level join stock.reservation_piece as p using (variant_id)
    where p.live and p.awaited > 0 order by p.turn limit 1 for no key update of p
  ), served as materialized (
    select level.*, piece.reservation_id, piece.taken as had, piece.awaited as waited, least(piece.awaited, on_hand - reserved) as n,
      stock.taking(free_at, least(piece.awaited, on_hand - reserved), (select array_agg(id order by turn, id) from stock.place)) as taken
    from level join piece using (variant_id)
  ), covered as (
    update stock.reservation_piece as r set taken = stock.plus(p.had, p.taken), awaited = p.waited - p.n
    from served as p where r.reservation_id = p.reservation_id and r.variant_id = p.variant_id returning r.variant_id
  ), changed as (${writingLevels('served as p', {
    reserved: 'p.reserved + p.n',
    awaited: 'p.awaited - p.n',
    reservedAt: 'stock.plus(p.reserved_at, p.taken)',
  })}
  )
  select count(*)::int as covered from covered`

const uncovered = `select variant_id as "variantId" from stock.stock_level where awaited > 0 and on_hand > reserved order by variant_id limit 100`

/**
 * Gives the free pieces of a variant to the reservations that wait for them, oldest first, and tells `ReservationReady` of those that have all.
 * Answers how many got some. Safe at once in several.
 */
export async function coverWaiting(pool: pg.Pool, variantId: string, published: () => void): Promise<number> {
  for (let served = 0; ; served++) {
    const { rows } = await pool.query<{ covered: number }>({ name: 'stock.cover', text: covering, values: [variantId] })
    if (rows[0]!.covered > 0) continue
    if (served > 0) await tellReady(pool, published)
    return served
  }
}

/** Finishes what a process that died left uncovered, or untold. A variant that goes wrong holds up no other. */
export async function coverAllWaiting(pool: pg.Pool, published: () => void, failed: OneFailed): Promise<number> {
  const { rows } = await pool.query<{ variantId: string }>({ name: 'stock.uncovered', text: uncovered })
  let served = 0
  const counted = (count: number) => (served += count)
  for (const { variantId } of rows)
    await coverWaiting(pool, variantId, published).then(counted, (error: unknown) => failed(variantId, error))
  return served + (await tellReady(pool, published))
}
