import type pg from 'pg'
import type { ExpiringStore } from '../application/expire-reservations.ts'
import type { FulfillingStore } from '../application/fulfil-reservation.ts'
import type { KeepingStore } from '../application/keep-reservation.ts'
import type { PartReleasingStore } from '../application/release-part.ts'
import type { ReleasingStore } from '../application/release-reservation.ts'
import type { Reservation, ReservationStore } from '../application/reserve-stock.ts'
import type { Reserving, Shortage } from '../domain/stock.ts'
import { crossings } from './crossings.ts'

/*
 * Each verb is one statement: condition, change and event in one round trip, with no open transaction. What exists is locked before it is
 * judged, the reservation first, then levels in order of variant id: two callers never wait for each other in a circle.
 *
 * Levels are written from what was read under the lock, both columns, never from the row itself: PostgreSQL holds the table's checks
 * against the row as the statement's snapshot saw it before it looks for a newer one, so `reserved + n` on an old row would fault for
 * pieces that came back meanwhile (ExecUpdateAct in src/backend/executor/nodeModifyTable.c; seen in the baskets test).
 */

/** A reservation nobody made before. One that exists is left to `again`, which locks it first. */
const first = `
  with demand as (
    select * from unnest($2::text[], $3::int[]) as d (variant_id, quantity)
  ), level as (
    select variant_id, on_hand, reserved, on_hand - reserved as available from stock.stock_level
    where variant_id = any($2) and not exists (select from stock.reservation where id = $1)
    order by variant_id for no key update
  ), short as (
    select variant_id, coalesce(available, 0) as available from demand left join level using (variant_id)
    where coalesce(available, 0) < quantity
  ), made as (
    insert into stock.reservation (id, state, expires_at, reserved_at) select $1, 'held', $4, $5 where not exists (select from short)
    on conflict do nothing returning id
  ), line as (
    insert into stock.reservation_line (reservation_id, variant_id, quantity) select id, variant_id, quantity from made, demand
  ), changed as (
    update stock.stock_level as s set on_hand = level.on_hand, reserved = level.reserved + d.quantity
    from made, level join demand as d using (variant_id) where s.variant_id = level.variant_id
    returning s.variant_id, level.on_hand - level.reserved as before, s.on_hand - s.reserved as after
  ), ${crossings('$6', '$5')}
  select exists (select from made) as made, (select count(*) from told)::int as told,
    coalesce((select jsonb_agg(jsonb_build_object('variantId', variant_id, 'available', available) order by variant_id) from short), '[]')
      as shortages`

/**
 * A reservation that may exist: extended or kept when its pieces are still there, taken again when they were given back.
 * $2 the state it gets, $3 its end, $4 states from which pieces are taken again, $5 and $6 the demand it must have, or null.
 */
const again = `
  with own as (
    select id, state from stock.reservation where id = $1 for no key update
  ), fits as (
    select id, state from own where $5::text[] is null or not exists (
      select from (select variant_id, quantity from stock.reservation_line where reservation_id = $1) as l
      full join unnest($5::text[], $6::int[]) as d (variant_id, quantity) using (variant_id) where l.quantity is distinct from d.quantity)
  ), demand as (
    select variant_id, quantity from fits join stock.reservation_line on reservation_id = id where state = any($4)
  ), level as (
    select variant_id, on_hand, reserved, on_hand - reserved as available from stock.stock_level
    where variant_id = any(array(select variant_id from demand)) order by variant_id for no key update
  ), short as (
    select variant_id, coalesce(available, 0) as available from demand left join level using (variant_id)
    where coalesce(available, 0) < quantity
  ), moved as (
    update stock.reservation as r set state = $2, expires_at = $3 from fits
    where r.id = fits.id and (fits.state = 'held' or fits.state = any($4)) and not exists (select from short) returning r.id
  ), changed as (
    update stock.stock_level as s set on_hand = level.on_hand, reserved = level.reserved + d.quantity
    from moved, level join demand as d using (variant_id) where s.variant_id = level.variant_id
    returning s.variant_id, level.on_hand - level.reserved as before, s.on_hand - s.reserved as after
  ), ${crossings('$8', '$7')}
  select own.state, fits.id is not null as fits, (select count(*) from told)::int as told,
    coalesce((select jsonb_agg(jsonb_build_object('variantId', variant_id, 'available', available) order by variant_id) from short), '[]')
      as shortages
  from own left join fits using (id)`

/** Ends promises: of one reservation that is live, or of those whose time has run out. What others are changing is left to them. */
const givingBack = (which: string, state: string) => `
  with own as (
    ${which}
  ), demand as (
    select variant_id, sum(quantity)::int as quantity from own join stock.reservation_line on reservation_id = id
    where own.state in ('held', 'kept') group by variant_id
  ), level as (
    select variant_id, on_hand, reserved from stock.stock_level
    where variant_id = any(array(select variant_id from demand)) order by variant_id for no key update
  ), moved as (
    update stock.reservation as r set state = '${state}', expires_at = null from own where r.id = own.id returning r.id
  ), changed as (
    update stock.stock_level as s set on_hand = level.on_hand, reserved = level.reserved - d.quantity
    from level join demand as d using (variant_id) where s.variant_id = level.variant_id
    returning s.variant_id, level.on_hand - level.reserved as before, s.on_hand - s.reserved as after
  ), ${crossings('$3', '$2')}
  select (select count(*) from moved)::int as moved, (select count(*) from told)::int as told`

const releasing = givingBack(
  `select id, state from stock.reservation where id = $1 and state in ('held', 'kept', 'expired') for no key update`,
  'released',
)
const expiring = givingBack(
  `select id, state from stock.reservation where state = 'held' and expires_at <= $2 order by expires_at limit $1
   for no key update skip locked`,
  'expired',
)

/** Some pieces of one line. The line is read under its own lock: two parts of one line are given back one after the other. */
const releasingPart = `
  with own as (
    select id from stock.reservation where id = $1 and state in ('held', 'kept') for no key update
  ), line as (
    select l.variant_id, l.quantity from stock.reservation_line as l join own on l.reservation_id = own.id
    where l.variant_id = $4 and l.quantity >= $5 for no key update of l
  ), written as (
    insert into stock.part_release (id, reservation_id, variant_id, quantity) select $6, $1, variant_id, $5 from line
    on conflict (id) do nothing returning variant_id
  ), emptied as (
    delete from stock.reservation_line as l using line join written using (variant_id)
    where l.reservation_id = $1 and l.variant_id = line.variant_id and line.quantity = $5
  ), lowered as (
    update stock.reservation_line as l set quantity = line.quantity - $5 from line join written using (variant_id)
    where l.reservation_id = $1 and l.variant_id = line.variant_id and line.quantity > $5
  ), level as (
    select variant_id, on_hand, reserved from stock.stock_level where variant_id = (select variant_id from written) for no key update
  ), changed as (
    update stock.stock_level as s set on_hand = level.on_hand, reserved = level.reserved - $5 from level where s.variant_id = level.variant_id
    returning s.variant_id, level.on_hand - level.reserved as before, s.on_hand - s.reserved as after
  ), ${crossings('$3', '$2')}
  select (select count(*) from told)::int as told`

/** What can be had does not change when promised pieces leave, so there is nothing to tell. */
const fulfilling = `
  with own as (
    select id, state from stock.reservation where id = $1 for no key update
  ), demand as (
    select variant_id, quantity from own join stock.reservation_line on reservation_id = id where state in ('held', 'kept')
  ), level as (
    select variant_id, on_hand, reserved from stock.stock_level
    where variant_id = any(array(select variant_id from demand)) order by variant_id for no key update
  ), changed as (
    update stock.stock_level as s set on_hand = level.on_hand - d.quantity, reserved = level.reserved - d.quantity
    from level join demand as d using (variant_id) where s.variant_id = level.variant_id returning s.variant_id, d.quantity
  ), written as (
    insert into stock.movement (id, variant_id, quantity, reason, actor, order_id, at)
    select $1 || ':' || variant_id, variant_id, -quantity, 'sold', 'orders', $1, $2 from changed order by variant_id
  ), moved as (
    update stock.reservation as r set state = 'fulfilled', expires_at = null from own where r.id = own.id and own.state in ('held', 'kept')
  )
  select state from own`

interface Again {
  readonly state: string
  readonly fits: boolean
  readonly told: number
  readonly shortages: readonly Shortage[]
}

type Store = ReservationStore & KeepingStore & ReleasingStore & PartReleasingStore & FulfillingStore & ExpiringStore

/** Reservations in PostgreSQL. `published` wakes whoever sends events; it is called only when there is one. */
export function sqlReservationStore(pool: pg.Pool, published: () => void): Store {
  const tell = (told: number) => void (told > 0 && published())

  async function renew(id: string, to: { state: string; expiresAt: Date | null; takeFrom: string[] }, rest: unknown[]) {
    const values = [id, to.state, to.expiresAt, to.takeFrom, ...rest]
    const { rows } = await pool.query<Again>({ name: 'stock.again', text: again, values })
    if (rows[0]) tell(rows[0].told)
    return rows[0]
  }

  return {
    async reserve({ id, demand, expiresAt, reservedAt, eventId }: Reservation) {
      const wanted = [demand.map(({ variantId }) => variantId), demand.map(({ quantity }) => quantity)]
      const values = [id, ...wanted, expiresAt, reservedAt, eventId]
      const { rows } = await pool.query<{ made: boolean; told: number; shortages: Shortage[] }>({
        name: 'stock.reserve',
        text: first,
        values,
      })
      const { made, told, shortages } = rows[0]!
      tell(told)
      if (made) return { outcome: 'reserved' }
      // It exists, or what is short went to this very id, asked for twice at once. Only a new statement sees what the other call did.
      const takeFrom = ['expired', 'released']
      const found = await renew(id, { state: 'held', expiresAt, takeFrom }, [...wanted, reservedAt, eventId])
      if (!found) return { outcome: 'out-of-stock', shortages }
      return found.fits ? decided(found.shortages) : { outcome: 'other-lines' }
    },

    async keep(id, at, eventId) {
      const found = await renew(id, { state: 'kept', expiresAt: null, takeFrom: ['expired'] }, [null, null, at, eventId])
      return !found || found.state === 'released' ? { outcome: 'not-reserved' } : decided(found.shortages)
    },

    async release(id, at, eventId) {
      const { rows } = await pool.query<{ told: number }>({ name: 'stock.release', text: releasing, values: [id, at, eventId] })
      tell(rows[0]!.told)
    },

    async releasePart({ id, reservationId, variantId, quantity }, at, eventId) {
      const values = [reservationId, at, eventId, variantId, quantity, id]
      const { rows } = await pool.query<{ told: number }>({ name: 'stock.release.part', text: releasingPart, values })
      tell(rows[0]!.told)
    },

    async fulfil(id, at) {
      const { rows } = await pool.query<{ state: string }>({ name: 'stock.fulfil', text: fulfilling, values: [id, at] })
      const state = rows[0]?.state
      return state !== undefined && state !== 'expired' && state !== 'released'
    },

    async expire(at, eventId) {
      const values = [100, at, eventId]
      const { rows } = await pool.query<{ moved: number; told: number }>({ name: 'stock.expire', text: expiring, values })
      tell(rows[0]!.told)
      return rows[0]!.moved
    },
  }
}

const decided = (shortages: readonly Shortage[]): Reserving =>
  shortages.length === 0 ? { outcome: 'reserved' } : { outcome: 'out-of-stock', shortages }
