import { crossings } from './crossings.ts'
import { lockedLevel, planning, shortagesOf, writingLevels } from './level-sql.ts'

/**
 * More pieces for a reservation that is kept, in one statement as all verbs of reservations (reservation-statements.ts): the reservation is locked first, then
 * the levels. Only what is ready counts. A line that is there grows by pieces of what it was made of. `added` is false for a twin, too.
 */
export const addingPart = `
  with own as (
    select id from stock.reservation where id = $1 and state = 'kept' for no key update
  ), line as (
    select l.pieces from stock.reservation_line as l join own on l.reservation_id = own.id where l.variant_id = $4 for no key update of l
  ), asked as (
    select 0 as n, $4::text as line, part.key as variant_id, part.value::int as each from line, jsonb_each_text(line.pieces) as part
    union all select 0, $4, coalesce(p.variant_id, $4), coalesce(p.quantity, 1) from own left join stock.part as p on p.bundle_id = $4
    where not exists (select from line)
  ), demand as (
    select n, variant_id, (each * $5::bigint)::int as quantity from asked
  ), locked as (
    select ${lockedLevel} from stock.stock_level where variant_id = any(array(select variant_id from demand)) order by variant_id for no key update
  ), level as (
    select variant_id, kind, on_hand, reserved, awaited, cap, offer, ships_on, on_hand_at, reserved_at, ready, 0 as room, free_at from locked
  ), ${planning}, written as (
    insert into stock.part_addition (id, reservation_id, variant_id, quantity, at)
    select $6, id, $4, $5, $2 from own where not exists (select from short) on conflict do nothing returning id
  ), counted as (
    update stock.reservation as r set added = added + 1 from written where r.id = $1
  ), grown as (
    insert into stock.reservation_line as l (reservation_id, variant_id, quantity, pieces)
    select $1, line, $5, jsonb_object_agg(variant_id, each) from written, asked group by line
    on conflict (reservation_id, variant_id) do update set quantity = l.quantity + excluded.quantity
  ), piece as (
    insert into stock.reservation_piece as r (reservation_id, variant_id, quantity, taken, awaited)
    select $1, variant_id, quantity, taken, 0 from written, planned order by variant_id
    on conflict (reservation_id, variant_id) do update set quantity = r.quantity + excluded.quantity, taken = stock.plus(r.taken, excluded.taken)
  ), changed as (${writingLevels('written, planned as t join level as p using (variant_id)', {
    reserved: 'p.reserved + t.leaves',
    reservedAt: 'stock.plus(p.reserved_at, t.taken)',
  })}
  ), ${crossings('$3', '$2')}
  select exists (select from own) as "isKept", exists (select from written) as added, (select count(*) from told)::int as told, ${shortagesOf('0')}`
