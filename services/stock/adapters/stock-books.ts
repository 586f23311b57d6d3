import type { Book, Check } from '@vitrine/platform/service'

/** Pieces of a map in a row, a row for each place. */
const byPlace = (column: string, name: string) =>
  `select variant_id, place, n::int as ${name} from stock.stock_level, jsonb_each_text(${column}) as t (place, n)`

/** What holds of every row of stock at any time. */
export const stockChecks: readonly Check[] = [
  {
    invariant: 'I1 on hand is the sum of movements',
    text: `select variant_id || ': on hand ' || on_hand || ', movements ' || coalesce(sum, 0) from stock.stock_level
      left join (select variant_id, sum(quantity) as sum from stock.movement group by variant_id) as m using (variant_id)
      where on_hand <> coalesce(sum, 0)`,
  },
  {
    invariant: 'I1 what came of a lot is what is left of it and what was sold of it',
    text: `select l.variant_id || ', lot ' || l.lot || ': ' || received || ' received, ' || left_over || ' left, ' || coalesce(sold, 0) || ' sold' from stock.lot as l
      left join (select variant_id, lot, sum(quantity) as sold from stock.lot_sale group by 1, 2) as s using (variant_id, lot)
      left join (select variant_id, lot, sum(quantity) as came from stock.lot_receipt group by 1, 2) as r using (variant_id, lot)
      where received <> left_over + coalesce(sold, 0) or received <> coalesce(came, 0)
      union all select 'sale ' || m.id || ': ' || -m.quantity || ', of lots ' || s.sum from stock.movement as m
        join (select movement_id, sum(quantity) as sum from stock.lot_sale group by 1) as s on s.movement_id = m.id where s.sum <> -m.quantity`,
  },
  {
    invariant: 'I1 on hand at a place is the sum of its movements',
    text: `select variant_id || ' at ' || place || ': on hand ' || coalesce(on_hand, 0) || ', movements ' || coalesce(sum, 0)
      from (${byPlace('on_hand_at', 'on_hand')}) as l
      full join (select variant_id, place_id as place, sum(quantity) as sum from stock.movement group by variant_id, place_id) as m
        using (variant_id, place)
      where coalesce(on_hand, 0) <> coalesce(sum, 0)`,
  },
  {
    invariant: 'I1 what leaves a place by a transfer comes to another',
    text: `select transfer_id || ': ' || string_agg(variant_id || ' ' || place_id || ' ' || quantity, ', ' order by quantity) from stock.movement
      where transfer_id is not null group by transfer_id
      having sum(quantity) <> 0 or count(*) <> 2 or count(distinct place_id) <> 2 or count(distinct variant_id) <> 1`,
  },
  {
    invariant: 'I1 reserved is the sum of live reservations',
    text: `select variant_id || ': reserved ' || reserved || ', reservations ' || coalesce(promised, 0) from stock.stock_level
      left join (select variant_id, sum(stock.total(taken)) as promised from stock.reservation_piece where live group by variant_id) as l
        using (variant_id) where reserved <> coalesce(promised, 0)`,
  },
  {
    invariant: 'I1 reserved at a place is what live reservations took there',
    text: `select variant_id || ' at ' || place || ': reserved ' || coalesce(reserved, 0) || ', reservations ' || coalesce(promised, 0)
      from (${byPlace('reserved_at', 'reserved')}) as l
      full join (select variant_id, place, sum(n::int) as promised from stock.reservation_piece, jsonb_each_text(taken) as t (place, n)
        where live group by variant_id, place) as p using (variant_id, place)
      where coalesce(reserved, 0) <> coalesce(promised, 0)`,
  },
  {
    invariant: 'I1 what is awaited is what live reservations wait for, and no more than its cap',
    text: `select variant_id || ': awaited ' || s.awaited || ' of ' || cap || ', reservations ' || coalesce(l.awaited, 0) from stock.stock_level as s
      left join (select variant_id, sum(awaited) as awaited from stock.reservation_piece where live group by variant_id) as l using (variant_id)
      where s.awaited <> coalesce(l.awaited, 0) or s.awaited not between 0 and cap`,
  },
  {
    invariant: 'I1 a reservation holds the pieces its lines are made of, while it lives',
    text: `select id || ' ' || variant_id || ': asked ' || coalesce(asked, 0) || ', held ' || coalesce(held, 0)
      from (select reservation_id as id, key as variant_id, sum(quantity * value::int) as asked
        from stock.reservation_line, jsonb_each_text(pieces) group by reservation_id, key) as l
      full join (select reservation_id as id, variant_id, quantity as held, live from stock.reservation_piece) as p using (id, variant_id)
      join stock.reservation as r using (id)
      where asked is distinct from held or live <> (state in ('held', 'kept'))`,
  },
  {
    invariant: 'I1 a reservation that lives has lines',
    text: `select id || ' is ' || state from stock.reservation as r
      where state in ('held', 'kept') and not exists (select from stock.reservation_line where reservation_id = r.id)`,
  },
  {
    invariant: 'I1 no more is promised than is on hand',
    text: `select variant_id || ': reserved ' || reserved || ' of ' || on_hand from stock.stock_level where reserved not between 0 and on_hand`,
  },
  {
    invariant: 'I1 a bundle has no pieces of its own, and its parts are pieces',
    text: `select s.variant_id || ': ' || kind || ' of ' || on_hand || ', ' || coalesce(string_agg(p.variant_id, ', '), 'no parts')
      from stock.stock_level as s left join stock.part as p on bundle_id = s.variant_id
      where kind = 'bundle' group by s.variant_id, kind, on_hand having on_hand <> 0 or count(p.variant_id) = 0
        or bool_or(exists (select from stock.stock_level as l where l.variant_id = p.variant_id and l.kind = 'bundle'))`,
  },
  {
    invariant: 'I1 what was fulfilled left the shop once, line by line',
    text: `select id || ' ' || variant_id || ': promised ' || coalesce(l.quantity, 0) || ', sold ' || coalesce(m.quantity, 0)
      from (select id, variant_id, sum(quantity) as quantity from (
          select reservation_id as id, variant_id, quantity from stock.reservation_piece join stock.reservation as r on r.id = reservation_id
          where state = 'fulfilled'
          union all select reservation_id, key, value::int from stock.part_release, jsonb_each_text(sold)) as gone group by id, variant_id) as l
      full join (select order_id as id, variant_id, -sum(quantity) as quantity from stock.movement where reason = 'sold' group by order_id, variant_id) as m
        using (id, variant_id)
      where l.quantity is distinct from m.quantity`,
  },
  {
    invariant: 'I8 no reservation is held for longer than its time',
    text: `select id || ': held until ' || expires_at from stock.reservation where state = 'held' and expires_at < now() - interval '5 minutes'`,
  },
]

/** Lists for joining with the books of others. */
export const stockBooks: Readonly<Record<string, Book>> = {
  levels: {
    text: `select variant_id as id, jsonb_build_object('onHand', on_hand, 'reserved', reserved) as body from stock.stock_level
      where variant_id > $1 order by variant_id limit $2`,
  },
  reservations: {
    text: `select id, jsonb_build_object('state', state, 'expiresAt', expires_at, 'waits', state in ('kept', 'fulfilled')
        and exists (select from stock.reservation_piece as p where p.reservation_id = id and p.awaited > 0)) as body from stock.reservation
      where id > $1 order by id limit $2`,
  },
}
