import type { Book, Check } from '@vitrine/platform/service'

const live = `select variant_id, sum(quantity) as promised from stock.reservation_line join stock.reservation on id = reservation_id
  where state in ('held', 'kept') group by variant_id`

/** What holds of every row of stock at any time. */
export const stockChecks: readonly Check[] = [
  {
    invariant: 'I1 on hand is the sum of movements',
    text: `select variant_id || ': on hand ' || on_hand || ', movements ' || coalesce(sum, 0) from stock.stock_level
      left join (select variant_id, sum(quantity) as sum from stock.movement group by variant_id) as m using (variant_id)
      where on_hand <> coalesce(sum, 0)`,
  },
  {
    invariant: 'I1 reserved is the sum of live reservations',
    text: `select variant_id || ': reserved ' || reserved || ', reservations ' || coalesce(promised, 0) from stock.stock_level
      left join (${live}) as l using (variant_id) where reserved <> coalesce(promised, 0)`,
  },
  {
    invariant: 'I1 no more is promised than is on hand',
    text: `select variant_id || ': reserved ' || reserved || ' of ' || on_hand from stock.stock_level where reserved not between 0 and on_hand`,
  },
  {
    invariant: 'I1 what was fulfilled left the shop once, line by line',
    text: `select id || ' ' || variant_id || ': promised ' || coalesce(l.quantity, 0) || ', sold ' || coalesce(m.quantity, 0)
      from (select reservation_id as id, variant_id, quantity from stock.reservation_line join stock.reservation as r on r.id = reservation_id
        where state = 'fulfilled') as l
      full join (select order_id as id, variant_id, -quantity as quantity from stock.movement where reason = 'sold') as m
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
    text: `select id, jsonb_build_object('state', state, 'expiresAt', expires_at) as body from stock.reservation
      where id > $1 order by id limit $2`,
  },
}
