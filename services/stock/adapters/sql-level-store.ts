import { rowsPerTurn } from '@vitrine/platform/sql/once-per-turn'
import type pg from 'pg'
import type { Movement, MovementStore, Moving, Transfer } from '../application/move-stock.ts'
import type { Claim, LevelStore, ListedLevel, OfferedLevel, WrittenMovement } from '../application/read-stock.ts'
import type { TakingBackStore } from '../application/take-back.ts'
import type { Line } from '../domain/stock.ts'
import { coverWaiting } from './cover-waiting.ts'
import { crossings } from './crossings.ts'
import { levelAfter, lockedLevel, writingLevels } from './level-sql.ts'
import { unknownPlace } from './sql-place-store.ts'

/** The level is locked, then judged and written from what was read under the lock (level-sql.ts); the movement's id decides between twins. `$3` more or fewer, or `$4` counted, at place `$9`. */
const moving = `
  with level as (
    select ${lockedLevel}, coalesce((on_hand_at->>$9)::int, 0) as here from stock.stock_level where variant_id = $2 for no key update
  ), asked as (
    select *, coalesce($3::int, $4::int - here) as quantity from level
  ), written as (
    insert into stock.movement (id, variant_id, place_id, quantity, counted, reason, actor, at)
    select $1, variant_id, $9, quantity, $4, $5, $6, $7 from asked
    where kind = 'piece' and here + quantity >= coalesce((reserved_at->>$9)::int, 0)
    on conflict (id) do nothing returning id
  ), changed as (${writingLevels('written, asked as p', {
    onHand: 'p.on_hand + p.quantity',
    onHandAt: 'stock.plus(p.on_hand_at, jsonb_build_object($9::text, p.quantity))',
  })}
  ), ${crossings('$8', '$7')}
  ${levelAfter}, (select count(*) from told)::int as told, coalesce(c.awaited > 0 and c.on_hand > c.reserved, false) as waiting
  from level as l left join changed as c using (variant_id)`

/** Two movements of one transfer, one each way: what is on hand in all stays. Promised pieces stay where they are. */
const transferring = `
  with level as (
    select ${lockedLevel} from stock.stock_level where variant_id = $2 for no key update
  ), written as (
    insert into stock.movement (id, variant_id, place_id, quantity, reason, actor, transfer_id, at)
    select $1 || way, variant_id, place, n, 'transferred', $6, $1, $7
    from level, (values (':out', $3::text, -$5::int), (':in', $4::text, $5::int)) as t (way, place, n)
    where coalesce((free_at->>$3)::int, 0) >= $5 on conflict (id) do nothing returning id
  ), changed as (${writingLevels(
    'level as p',
    { onHandAt: 'stock.plus(p.on_hand_at, jsonb_build_object($3::text, -$5::int, $4::text, $5::int))' },
    'exists (select from written)',
  )}
  )
  ${levelAfter} from level as l left join changed as c using (variant_id)`

/** What a movement of this id did. */
const moved = `
  select variant_id = $2 and place_id = $5 and quantity = coalesce($3::int, quantity) and counted is not distinct from $4::int as same
  from stock.movement where id = $1`
const transferred = `
  select variant_id = $2 and place_id = $3 and quantity = -$5::int
    and exists (select from stock.movement where id = $1 || ':in' and place_id = $4) as same
  from stock.movement where id = $1 || ':out'`

/** What left whole is still a line of its reservation; what left in parts is known by these. */
const leftAs = `
  with one as (
    select coalesce(
      (select pieces from stock.reservation_line where reservation_id = $1 and variant_id = $2),
      (select jsonb_object_agg(s.key, s.value::int / quantity) from (
        select quantity, sold from stock.part_release where reservation_id = $1 and variant_id = $2 and sold is not null limit 1
      ) as r, jsonb_each_text(sold) as s),
      jsonb_build_object($2::text, 1)) as pieces
  )
  select coalesce(p.variant_id, l.key) as "variantId", sum(l.value::int * coalesce(p.quantity, 1))::int as quantity
  from one, jsonb_each_text(pieces) as l left join stock.part as p on p.bundle_id = l.key group by 1 order by 1`

const columns = `variant_id as "variantId", kind, on_hand as "onHand", reserved, awaited, cap, offer, coalesce(ships_on::text, '') as "shipsOn",
  ready, available, on_hand_at as "onHandAt", reserved_at as "reservedAt"`
const some = `select ${columns} from stock.offered where variant_id = any($1) order by variant_id`
const reorderAt = '(select pieces from stock.reorder_point as r where r.variant_id = offered.variant_id)'
const filtered = `($1 = 'all' or ($1 = 'waiting' and awaited > 0) or ($1 = 'to-reorder' and kind = 'piece' and ready <= ${reorderAt}) or stock.availability_state(ready) = $1) and ($4 = '' or on_hand_at ? $4)
  and (cardinality($5::text[]) = 0 or variant_id = any($5))`
const page = `
  select ${columns}, coalesce(${reorderAt}, 0) as "reorderAt", (select count(*) from stock.offered where ${filtered})::int as total
  from stock.offered where ${filtered} and variant_id > $2 order by variant_id limit $3`
/** All variants have a text of their own: an \`or\` would keep the planner from the index of one. */
const ledger = (isOfVariant: boolean) => `
  select id, variant_id as "variantId", place_id as "placeId", quantity, reason, actor, coalesce(order_id, '') as "orderId", at,
    position::text as cursor
  from stock.movement where ${isOfVariant ? 'variant_id = $1' : `$1 = ''`} and position < coalesce(nullif($2, '')::bigint, 9223372036854775807)
    and ($4 = '' or place_id = $4) and ($5 = '' or reason = $5) and ($6 = '' or actor = $6)
    and ($7::timestamptz is null or at >= $7) and ($8::timestamptz is null or at < $8)
  order by position desc limit $3`

const claiming = `
  select r.id as "reservationId", r.state, stock.total(p.taken)::int as taken, p.awaited, r.reserved_at as "reservedAt", (count(*) over ())::int as total
  from stock.reservation_piece as p join stock.reservation as r on r.id = p.reservation_id
  where p.variant_id = $1 and p.live order by p.turn limit $2`

type Unmoved = { readonly outcome: 'other-movement' } | { readonly outcome: 'bundle' }
type Answer = OfferedLevel & { readonly moved: boolean }

/** Levels and their ledger in PostgreSQL. `published` wakes whoever sends events; it is called only when there is one. */
export function sqlLevelStore(pool: pg.Pool, published: () => void): MovementStore & TakingBackStore & LevelStore {
  async function attempt({ id, variantId, placeId, by, reason, actor, at, eventId }: Movement): Promise<Answer | undefined> {
    const values = [id, variantId, ...piecesOf(by), reason, actor, at, eventId, placeId]
    const { rows } = await pool
      .query<Answer & { told: number; waiting: boolean }>({ name: 'stock.move', text: moving, values })
      .catch(unknownPlace(placeId))
    const [answer] = rows
    if (answer && answer.told > 0) published()
    if (!answer?.waiting) return answer
    await coverWaiting(pool, variantId, published)
    return { ...(await levelOf(variantId)), moved: true }
  }

  /** The first pieces of a variant make its row. */
  async function begin(variantId: string) {
    await pool.query('insert into stock.stock_level (variant_id) values ($1) on conflict do nothing', [variantId])
  }

  const levelsOf = rowsPerTurn(
    async (variantIds) => (await pool.query<OfferedLevel>({ name: 'stock.some', text: some, values: [variantIds] })).rows,
    ({ variantId }) => variantId,
  )
  const levelOf = async (variantId: string): Promise<OfferedLevel> => (await levelsOf([variantId]))[0] ?? emptyLevel(variantId)

  /** Nothing was written: it had been before, maybe a moment ago by a twin, or the promised pieces forbid it. */
  async function notMoved(variantId: string, level: OfferedLevel | undefined, query: pg.QueryConfig): Promise<Moving | Unmoved> {
    const { rows } = await pool.query<{ same: boolean }>(query)
    if (!rows[0]) return { outcome: 'below-promised', level: level ?? emptyLevel(variantId) }
    return rows[0].same ? { outcome: 'moved', level: await levelOf(variantId) } : { outcome: 'other-movement' }
  }

  return {
    levelsOf,

    async move(movement) {
      const { id, variantId, placeId, by } = movement
      let answer = await attempt(movement)
      if (!answer && !('quantity' in by && by.quantity < 0)) {
        await begin(variantId)
        answer = await attempt(movement)
      }
      if (answer?.kind === 'bundle') return { outcome: 'bundle' }
      if (answer?.moved) return { outcome: 'moved', level: answer }
      return notMoved(variantId, answer, { name: 'stock.moved', text: moved, values: [id, variantId, ...piecesOf(by), placeId] })
    },

    async leftAs(reservationId, variantId) {
      return (await pool.query<Line>({ name: 'stock.left-as', text: leftAs, values: [reservationId, variantId] })).rows
    },

    async transfer({ id, variantId, fromPlaceId, toPlaceId, quantity, actor, at }: Transfer) {
      const asked = [id, variantId, fromPlaceId, toPlaceId, quantity]
      const { rows } = await pool
        .query<Answer>({ name: 'stock.transfer', text: transferring, values: [...asked, actor, at] })
        .catch(unknownPlace(toPlaceId))
      if (rows[0]?.moved) return { outcome: 'moved', level: rows[0] }
      return notMoved(variantId, rows[0], { name: 'stock.transferred', text: transferred, values: asked })
    },

    async levels(filter, placeId, among, after, limit) {
      const values = [filter, after, limit, placeId, among]
      const { rows } = await pool.query<ListedLevel & { total: number }>({ name: 'stock.page', text: page, values })
      return { levels: rows, total: rows[0]?.total ?? 0 }
    },

    async movements({ variantId, placeId, reason, actor, since, until }, before, limit) {
      const values = [variantId, before, limit, placeId, reason, actor, since ?? null, until ?? null]
      const isOfVariant = variantId !== ''
      const name = isOfVariant ? 'stock.ledger' : 'stock.ledger.all'
      return (await pool.query<WrittenMovement>({ name, text: ledger(isOfVariant), values })).rows
    },

    async claims(variantId, limit) {
      const { rows } = await pool.query<Claim & { total: number }>({ name: 'stock.claims', text: claiming, values: [variantId, limit] })
      return { claims: rows.map(({ total: _, ...claim }) => claim), total: rows[0]?.total ?? 0 }
    },
  }
}

const piecesOf = (by: Movement['by']) => ['quantity' in by ? by.quantity : null, 'counted' in by ? by.counted : null]

const emptyLevel = (variantId: string): OfferedLevel => ({
  ...{ variantId, kind: 'piece', onHand: 0, reserved: 0, awaited: 0, cap: 0, offer: 'none', shipsOn: '' },
  ...{ ready: 0, available: 0, onHandAt: {}, reservedAt: {} },
})
