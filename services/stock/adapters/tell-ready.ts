import type pg from 'pg'

/**
 * Only of reservations that are kept, and so never taken again: what is told stays true. Keeping and covering at once may each see the other undone;
 * that is why this is a statement of its own, which also the job runs.
 */
const telling = `
  with ready as (
    select id from stock.reservation as r where waits and state = 'kept'
      and not exists (select from stock.reservation_piece as p where p.reservation_id = r.id and p.awaited > 0)
    order by id limit 100 for no key update skip locked
  ), told as (
    update stock.reservation as r set waits = false from ready where r.id = ready.id and r.waits and r.state = 'kept' returning r.id
  )
  insert into stock.outbox (id, type, key, body)
  select id || ':ready', 'vitrine.stock.v1.ReservationReady', id, jsonb_build_object('reservationId', id) from told order by id`

/** Tells `ReservationReady` of those that were kept waiting and have all their pieces now, each once. Answers how many. Safe at once in several. */
export async function tellReady(pool: pg.Pool, published: () => void): Promise<number> {
  const { rowCount } = await pool.query({ name: 'stock.ready.tell', text: telling, values: [] })
  if (rowCount) published()
  return rowCount ?? 0
}
