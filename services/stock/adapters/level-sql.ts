/*
 * Each verb is one statement: condition, change and event in one round trip, with no open transaction. What exists is locked before it is
 * judged: the reservation first, then levels in order of variant id, then what reservations hold of them. Two callers never wait for each
 * other in a circle, and what is held changes under the lock of its level alone.
 *
 * Levels are written from what was read under the lock, every column a check looks at, never from the row itself: PostgreSQL holds the
 * table's checks against the row as the statement's snapshot saw it before it looks for a newer one, so `reserved + n` on an old row would
 * fault for pieces that came back meanwhile (ExecUpdateAct in src/backend/executor/nodeModifyTable.c; seen in the baskets test).
 */

/** What a statement reads of the levels it locks. */
export const lockedLevel = `variant_id, kind, on_hand, reserved, awaited, cap, offer, ships_on, on_hand_at, reserved_at,
    greatest(0, on_hand - reserved - awaited) as ready, cap - awaited as room, stock.plus(on_hand_at, reserved_at, -1) as free_at`

interface Changes {
  readonly onHand?: string
  readonly reserved?: string
  readonly awaited?: string
  readonly onHandAt?: string
  readonly reservedAt?: string
}

/** Writes the levels of `p`, rows read by `lockedLevel`. The rest is as it was read. `before` and `after` are what is ready. */
export const writingLevels = (from: string, changes: Changes, condition = 'true') => `
    update stock.stock_level as s set on_hand = ${changes.onHand ?? 'p.on_hand'}, reserved = ${changes.reserved ?? 'p.reserved'},
      awaited = ${changes.awaited ?? 'p.awaited'}, cap = p.cap, offer = p.offer, ships_on = p.ships_on,
      on_hand_at = ${changes.onHandAt ?? 'p.on_hand_at'}, reserved_at = ${changes.reservedAt ?? 'p.reserved_at'}
    from ${from} where s.variant_id = p.variant_id and ${condition}
    returning s.variant_id, p.ready as before, greatest(0, s.on_hand - s.reserved - s.awaited) as after, s.on_hand, s.reserved, s.awaited,
      s.on_hand_at, s.reserved_at`

/** The level as it is once the statement is done, from `level` and what `changed` of it: one answer, no second question. */
export const levelAfter = `
  select l.variant_id as "variantId", l.kind, coalesce(c.on_hand, l.on_hand) as "onHand", coalesce(c.reserved, l.reserved) as reserved,
    coalesce(c.awaited, l.awaited) as awaited, l.cap, l.offer::text, coalesce(l.ships_on::text, '') as "shipsOn",
    coalesce(c.after, l.ready) as ready, coalesce(c.after, l.ready) + l.cap - coalesce(c.awaited, l.awaited) as available,
    coalesce(c.on_hand_at, l.on_hand_at) as "onHandAt", coalesce(c.reserved_at, l.reserved_at) as "reservedAt", c.variant_id is not null as moved`

/**
 * How a demand is met, from `demand (n, variant_id, quantity)` and the `level` rows locked for it: what is `short`, and in `planned` what leaves from
 * where and what is waited for. `n` is whose demand it is; each is met as if it were alone, and `ahead` is what those before it want of the same
 * variant. Places that can give the whole demand come first (domain/place.ts).
 */
export const planning = `
  wanted as (
    select d.n, variant_id, d.quantity, ready, room, free_at, coalesce(ready + room, 0) as available, coalesce(cap, 0) > 0 as capped,
      least(d.quantity, ready) as leaves, sum(d.quantity) over (partition by variant_id order by d.n) - d.quantity as ahead
    from demand as d left join level using (variant_id)
  ), short as (
    select n, variant_id, available, capped from wanted where available < quantity
  ), planned as materialized (
    select n, variant_id, quantity, ready, room, free_at, ahead, leaves, quantity - leaves as waits, stock.taking(free_at, leaves, (
        select array_agg(id order by exists (select from wanted as w where w.n = wanted.n and coalesce((w.free_at->>id)::int, 0) < w.leaves), turn, id)
        from stock.place
      )) as taken
    from wanted where n not in (select n from short)
  )`

/** The refusal of `n`: one row a line, with how many of it could be had, and the part that is short. */
export const shortagesOf = (n: string) => `
  coalesce((select jsonb_agg(refusal order by refusal->>'variantId' collate "C") from (
    select jsonb_build_object('variantId', line, 'available', min(available / each), 'isCapped', (array_agg(capped order by available / each, variant_id))[1],
      'partId', case when bool_and(line = variant_id) then '' else (array_agg(variant_id order by available / each, variant_id))[1] end) as refusal
    from asked join short using (n, variant_id) where n = ${n} group by line) as r), '[]') as shortages`
