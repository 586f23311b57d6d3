import { crossings } from './crossings.ts'
import { lockedLevel, planning, shortagesOf, writingLevels } from './level-sql.ts'

/**
 * Reservations nobody made before; those that exist have no row, and are left to `again`, which locks them first. $1 the commands, in the order in which
 * they share what they want of the same.
 *
 * Each is judged twice: as if those before it got nothing, and as if all of them got what they want, wherever it lies. What is the same both ways is so
 * whoever gets it. Else it is `later`, and asked again: the first of all never is. `offset 0`: PostgreSQL expects a hundred commands, and would read whole tables.
 */
export const first = `
  with command as materialized (
    select c.* from jsonb_to_recordset($1) as c (n int, id text, demand jsonb, "expiresAt" timestamptz, "reservedAt" timestamptz, "eventId" text)
    where not exists (select from stock.reservation as r where r.id = c.id offset 0)
  ), asked as materialized (
    select n, id, a."variantId" as line, a.quantity, coalesce(p.variant_id, a."variantId") as variant_id, coalesce(p.quantity, 1) as each
    from command cross join jsonb_to_recordset(demand) as a ("variantId" text, quantity int)
    left join lateral (select variant_id, quantity from stock.part where bundle_id = a."variantId" offset 0) as p on true
  ), demand as (
    select n, variant_id, least(sum(quantity::bigint * each), 2147483647)::int as quantity from asked group by n, variant_id
  ), level as (
    select ${lockedLevel} from stock.stock_level
    where variant_id = any(array(select variant_id from demand)) order by variant_id for no key update
  ), ${planning}, later as (
    select n from planned where ahead > 0 and (ahead + quantity > case when ready > 0 then ready else room end
      or exists (select from jsonb_each_text(taken) as t (place, pieces) where (free_at->>place)::int < ahead + pieces::int))
  ), made as (
    insert into stock.reservation (id, state, expires_at, reserved_at) select id, 'held', "expiresAt", "reservedAt" from command
    where n not in (select n from short) and n not in (select n from later)
    on conflict do nothing returning id
  ), line as (
    insert into stock.reservation_line (reservation_id, variant_id, quantity, pieces)
    select id, line, min(quantity), jsonb_object_agg(variant_id, each) from made join asked using (id) group by id, line
  ), given as materialized (
    select n, id, "eventId", "reservedAt", variant_id, quantity, leaves, waits, taken, ready - sum(quantity) over (partition by variant_id order by n) as remains
    from made join command using (id) join planned using (n)
  ), piece as (
    insert into stock.reservation_piece (reservation_id, variant_id, quantity, taken, awaited)
    select id, variant_id, quantity, taken, waits from given order by n, variant_id
  ), together as (
    select variant_id, sum(leaves)::int as leaves, sum(waits)::int as waits, stock.together(taken) as taken from given group by variant_id
  ), changed as (${writingLevels('together as t join level as p using (variant_id)', {
    reserved: 'p.reserved + t.leaves',
    awaited: 'p.awaited + t.waits',
    reservedAt: 'stock.plus(p.reserved_at, t.taken)',
  })}
  ), stepped as (
    select variant_id, "eventId", "reservedAt", greatest(0, remains + quantity)::int as before, greatest(0, remains)::int as after from given
  ), ${crossings('"eventId"', '"reservedAt"', 'stepped')}
  select n, n in (select n from given) as made, n in (select n from later) as "isLater", (select count(*) from told)::int as told, ${shortagesOf('command.n')}
  from command`

/**
 * A reservation that may exist: extended or kept when its pieces are still there, taken again when they were given back.
 * $2 the state it gets, $3 its end, $4 states from which pieces are taken again, $5 and $6 the demand it must have, or null.
 */
export const again = `
  with own as (
    select id, state from stock.reservation where id = $1 for no key update
  ), fits as (
    select id, state from own where $5::text[] is null or not exists (
      select from (select variant_id, quantity from stock.reservation_line where reservation_id = $1) as l
      full join unnest($5::text[], $6::int[]) as d (variant_id, quantity) using (variant_id) where l.quantity is distinct from d.quantity)
  ), asked as (
    select 0 as n, l.variant_id as line, part.key as variant_id, part.value::int as each from fits join stock.reservation_line as l on reservation_id = id
    cross join lateral jsonb_each_text(l.pieces) as part where state = any($4)
  ), demand as (
    select 0 as n, variant_id, quantity from fits join stock.reservation_piece on reservation_id = id where state = any($4)
  ), level as (
    select ${lockedLevel} from stock.stock_level
    where variant_id = any(array(select variant_id from demand)) order by variant_id for no key update
  ), ${planning}, waiting as (
    select max(ships_on) as until from (
      select ships_on from planned join level using (variant_id) where waits > 0
      union all select ships_on from fits join stock.reservation_piece as p on p.reservation_id = fits.id join stock.stock_level using (variant_id)
      where p.live and p.awaited > 0) as w
  ), moved as (
    update stock.reservation as r set state = $2, expires_at = $3, waits = $2 = 'kept' and waiting.until is not null from fits, waiting
    where r.id = fits.id and (fits.state = 'held' or fits.state = any($4)) and not exists (select from short) returning r.id
  ), piece as (
    update stock.reservation_piece as r set taken = p.taken, awaited = p.waits, live = true, turn = nextval('stock.waiting_turn')
    from moved, planned as p where r.reservation_id = moved.id and r.variant_id = p.variant_id
  ), changed as (${writingLevels('moved, planned as t join level as p using (variant_id)', {
    reserved: 'p.reserved + t.leaves',
    awaited: 'p.awaited + t.waits',
    reservedAt: 'stock.plus(p.reserved_at, t.taken)',
  })}
  ), ${crossings('$8', '$7')}
  select own.state, fits.id is not null as fits, coalesce((select until from waiting)::text, '') as "waitsUntil",
    (select count(*) from told)::int as told, ${shortagesOf('0')}
  from own left join fits using (id)`

/**
 * What is held and waits for nothing is kept as it is: the usual end, for a tenth of what `again` takes. Held is what has an end (a check of the table). Judged by
 * the row as it is once it is locked: one whose pieces were given back and taken again meanwhile, and may wait now, has another end than the one that was seen.
 *
 * Neither the state nor what waits is a condition on rows: PostgreSQL would take the index of all that is held, or all that waits, for the shorter way.
 */
export const keepingHeld = `
  update stock.reservation as r set state = 'kept', expires_at = null, waits = false
  where id = any(array(select jsonb_array_elements_text($1))) and expires_at = (select expires_at from stock.reservation as seen where seen.id = r.id)
    and (select count(*) filter (where live and awaited > 0) from stock.reservation_piece where reservation_id = r.id) = 0
  returning id`

/** What live reservations among `own` hold, read under the locks of its levels. */
const holding = `
  held as (
    select reservation_id, variant_id from own join stock.reservation_piece on reservation_id = own.id where own.state in ('held', 'kept')
  ), level as (
    select ${lockedLevel} from stock.stock_level
    where variant_id = any(array(select variant_id from held)) order by variant_id for no key update
  ), piece as (
    select p.reservation_id, p.variant_id, p.taken, p.awaited from held join level using (variant_id)
    join stock.reservation_piece as p using (reservation_id, variant_id) for no key update of p
  )`

const variantsToCover = `coalesce((select array_agg(variant_id) from changed where awaited > 0 and on_hand > reserved), '{}') as waiting`

/** Ends promises: of one reservation that is live, or of those whose time has run out. What others are changing is left to them. */
const givingBack = (which: string, state: string) => `
  with own as (
    ${which}
  ), ${holding}, back as (
    select level.*, b.taken, b.waited from level join (
      select variant_id, stock.together(taken) as taken, sum(awaited)::int as waited from piece group by variant_id
    ) as b using (variant_id)
  ), moved as (
    update stock.reservation as r set state = '${state}', expires_at = null from own where r.id = own.id returning r.id
  ), ended as (
    update stock.reservation_piece as r set live = false from piece where r.reservation_id = piece.reservation_id and r.variant_id = piece.variant_id
  ), changed as (${writingLevels('back as p', {
    reserved: 'p.reserved - stock.total(p.taken)',
    awaited: 'p.awaited - p.waited',
    reservedAt: 'stock.plus(p.reserved_at, p.taken, -1)',
  })}
  ), ${crossings('$3', '$2')}
  select (select count(*) from moved)::int as moved, (select count(*) from told)::int as told, ${variantsToCover}`

/**
 * Nothing was added since the statement began to look: rows that are added while it waits for the reservation are out of its sight. Where something was, none is
 * found, and who asks looks anew.
 */
const nothingAdded = 'added = (select added from stock.reservation where id = $1)'

export const releasing = givingBack(
  `select id, state from stock.reservation where id = $1 and state in ('held', 'kept', 'expired') and ${nothingAdded} for no key update`,
  'released',
)
/** Twice a second somebody looks, and mostly finds nothing: to plan the statement that gives back takes 30 times as long. */
export const looking = `select exists (select from stock.reservation where state = 'held' and expires_at <= $1) as "isDue"`
export const expiring = givingBack(
  `select id, state from stock.reservation where state = 'held' and expires_at <= $2 order by expires_at limit $1
   for no key update skip locked`,
  'expired',
)

/** Takes so many pieces from `line` of $1, or the line away with its last ones, once `written` says that this was not done before. */
const lessOfLine = (quantity: string) => `
  emptied as (
    delete from stock.reservation_line as l using line, written
    where l.reservation_id = $1 and l.variant_id = line.line and line.quantity = ${quantity}
  ), lowered as (
    update stock.reservation_line as l set quantity = line.quantity - ${quantity} from line, written
    where l.reservation_id = $1 and l.variant_id = line.line and line.quantity > ${quantity}
  )`

/** Other lines than the one whose last pieces go, as they stand now: a lock passes over a line that left while this waited for the reservation. */
const otherLines = (quantity: string, variantId: string) => `
  others as (
    select l.variant_id from stock.reservation_line as l join own on l.reservation_id = own.id join line on line.quantity = ${quantity}
    where l.variant_id <> ${variantId} for no key update of l
  )`

/** Of a reservation that may have been ended, or had pieces added, since somebody began to look. */
export const isLive = `select from stock.reservation where id = $1 and state = any($2)`

/**
 * Some pieces of one line, those it still waits for first. The line is read under its own lock: two parts of one line are given back one after
 * the other. With the last line the reservation ends, as what became of its other pieces says.
 */
export const releasingPart = `
  with own as (
    select id from stock.reservation where id = $1 and state in ('held', 'kept') and ${nothingAdded} for no key update
  ), line as (
    select l.variant_id as line, l.quantity, l.pieces from stock.reservation_line as l join own on l.reservation_id = own.id
    where l.variant_id = $4 and l.quantity >= $5 and ($7 = '' or exists (select from stock.part_addition where id = $7)) for no key update of l
  ), written as (
    insert into stock.part_release (id, reservation_id, variant_id, quantity) select $6, $1, line, $5 from line
    on conflict (id) do nothing returning id
  ), ${lessOfLine('$5')}, part as (
    select p.key as variant_id, p.value::int * $5 as quantity from line, written, jsonb_each_text(line.pieces) as p
  ), level as (
    select ${lockedLevel} from stock.stock_level
    where variant_id = any(array(select variant_id from part)) order by variant_id for no key update
  ), piece as (
    select p.variant_id, p.quantity, p.taken, p.awaited from level join stock.reservation_piece as p using (variant_id)
    where p.reservation_id = $1 for no key update of p
  ), back as (
    select level.*, piece.quantity as held, part.quantity, least(part.quantity, piece.awaited) as waited,
      stock.taking(piece.taken, part.quantity - least(part.quantity, piece.awaited), (select array_agg(id order by turn desc, id desc) from stock.place))
        as taken
    from level join piece using (variant_id) join part using (variant_id)
  ), given as (
    delete from stock.reservation_piece as r using back where r.reservation_id = $1 and r.variant_id = back.variant_id and back.held = back.quantity
  ), less as (
    update stock.reservation_piece as r set quantity = back.held - back.quantity, awaited = piece.awaited - back.waited,
      taken = stock.plus(piece.taken, back.taken, -1)
    from back join piece using (variant_id) where r.reservation_id = $1 and r.variant_id = back.variant_id and back.held > back.quantity
  ), changed as (${writingLevels('back as p', {
    reserved: 'p.reserved - stock.total(p.taken)',
    awaited: 'p.awaited - p.waited',
    reservedAt: 'stock.plus(p.reserved_at, p.taken, -1)',
  })}
  ), ${otherLines('$5', '$4')}, ended as (
    update stock.reservation as r set expires_at = null,
      state = case when exists (select from stock.part_release where reservation_id = $1 and sold is not null) then 'fulfilled' else 'released' end
    from line, written
    where r.id = $1 and line.quantity = $5 and not exists (select from others)
  ), ${crossings('$3', '$2')}
  select (select count(*) from own)::int as moved, (select count(*) from told)::int as told, ${variantsToCover}`

/** Pieces leave from where they were taken. What can be had does not change when promised pieces leave, so there is nothing to tell. */
export const fulfilling = `
  with own as (
    select id, state from stock.reservation where id = $1 for no key update
  ), ${holding}, leaving as (
    select level.*, piece.taken from level join piece using (variant_id) where not exists (select from piece where awaited > 0)
  ), changed as (${writingLevels('leaving as p', {
    onHand: 'p.on_hand - stock.total(p.taken)',
    reserved: 'p.reserved - stock.total(p.taken)',
    onHandAt: 'stock.plus(p.on_hand_at, p.taken, -1)',
    reservedAt: 'stock.plus(p.reserved_at, p.taken, -1)',
  })}
  ), written as (
    insert into stock.movement (id, variant_id, place_id, quantity, reason, actor, order_id, at)
    select $1 || ':' || variant_id || ':' || place, variant_id, place, -n::int, 'sold', 'orders', $1, $2
    from leaving, jsonb_each_text(taken) as t (place, n) order by variant_id, place
  ), ended as (
    update stock.reservation_piece as r set live = false from leaving where r.reservation_id = $1 and r.variant_id = leaving.variant_id
  ), moved as (
    update stock.reservation as r set state = 'fulfilled', expires_at = null from own
    where r.id = own.id and own.state in ('held', 'kept') and not exists (select from piece where awaited > 0)
  )
  select state, (select coalesce(sum(awaited), 0) from piece)::int as waiting from own`

/**
 * Some pieces of one line leave, from where they were taken, as `releasingPart` gives some back; nothing leaves while some of them are waited for. With the
 * last line the reservation ends.
 */
export const fulfillingPart = `
  with own as (
    select id from stock.reservation where id = $1 and state in ('held', 'kept') for no key update
  ), line as (
    select l.variant_id as line, l.quantity, l.pieces from stock.reservation_line as l join own on l.reservation_id = own.id
    where l.variant_id = $3 and l.quantity >= $4 for no key update of l
  ), part as (
    select p.key as variant_id, p.value::int * $4 as quantity from line, jsonb_each_text(line.pieces) as p
  ), level as (
    select ${lockedLevel} from stock.stock_level
    where variant_id = any(array(select variant_id from part)) order by variant_id for no key update
  ), piece as (
    select p.variant_id, p.quantity, p.taken, p.awaited from level join stock.reservation_piece as p using (variant_id)
    where p.reservation_id = $1 for no key update of p
  ), short as (
    select from part left join piece using (variant_id) where coalesce(stock.total(piece.taken), 0) < part.quantity
  ), written as (
    insert into stock.part_release (id, reservation_id, variant_id, quantity, sold)
    select $5, $1, line, $4, (select jsonb_object_agg(variant_id, quantity) from part) from line where not exists (select from short)
    on conflict (id) do nothing returning id
  ), ${lessOfLine('$4')}, leaving as (
    select level.*, piece.quantity as held, piece.taken, part.quantity,
      stock.taking(piece.taken, part.quantity, (select array_agg(id order by turn, id) from stock.place)) as gone
    from written, level join piece using (variant_id) join part using (variant_id)
  ), given as (
    delete from stock.reservation_piece as r using leaving where r.reservation_id = $1 and r.variant_id = leaving.variant_id and held = leaving.quantity
  ), less as (
    update stock.reservation_piece as r set quantity = held - leaving.quantity, taken = stock.plus(leaving.taken, gone, -1)
    from leaving where r.reservation_id = $1 and r.variant_id = leaving.variant_id and held > leaving.quantity
  ), changed as (${writingLevels('leaving as p', {
    onHand: 'p.on_hand - stock.total(p.gone)',
    reserved: 'p.reserved - stock.total(p.gone)',
    onHandAt: 'stock.plus(p.on_hand_at, p.gone, -1)',
    reservedAt: 'stock.plus(p.reserved_at, p.gone, -1)',
  })}
  ), moved as (
    insert into stock.movement (id, variant_id, place_id, quantity, reason, actor, order_id, part, at)
    select $5 || ':' || variant_id || ':' || place, variant_id, place, -n::int, 'sold', 'orders', $1, $5, $2
    from leaving, jsonb_each_text(gone) as t (place, n) order by variant_id, place
  ), ${otherLines('$4', '$3')}, ended as (
    update stock.reservation as r set state = 'fulfilled', expires_at = null from line, written
    where r.id = $1 and line.quantity = $4 and not exists (select from others)
  )
  select exists (select from line) and exists (select from short) as "isWaiting"`
