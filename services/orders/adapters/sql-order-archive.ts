import type pg from 'pg'
import type { LapsingArchive } from '../application/exchange/lapse-returns.ts'
import type { AwaitingArchive } from '../application/hear-lenses.ts'
import type { OrderArchive, OrderFilter } from '../application/list-orders.ts'
import type { ListedReturn, ReturnArchive } from '../application/list-returns.ts'
import type { Summary, SummaryStore } from '../application/summarise.ts'
import type { OrderSummary } from '../domain/order.ts'
import { orderColumns } from './sql-order-store.ts'

/**
 * What was paid for an order counts unless it was cancelled; of a cancelled one, while its pieces pay a replacement, or their replacement was had (decision 0024):
 * what each was paid by its bank is counted there, so that nothing is counted twice.
 */
const counts = `(o.status <> 'cancelled' or exists (
  select from jsonb_array_elements(o.returns) as file left join orders.shop_order as r on r.id = file -> 'exchange' ->> 'orderId'
  where (file -> 'exchange' ->> 'paidMinor')::bigint > 0 or r.status <> 'cancelled'))`

/** An index knows the stage of an order (033-stages.sql), which is its status once nothing is in the shop. */
const inShop = `o.stage = 'in-shop' and o.status`
const ofStatus = `case when $2 in ('placed', 'paid', 'in-lab', 'packed', 'partly-shipped') then ${inShop} = $2 else o.stage = $2 end`

/** The views are the conditions of `summarising` below. */
const filtered = `($2 = '' or ${ofStatus}) and ($3 = '' or o.search like $3)
  and ($4 = '' or $4 = 'to-pack' and ${inShop} in ('paid', 'in-lab') or $4 = 'kept' and o.status <> 'cancelled'
    or $4 in ('sold', 'refunded') and o.captured_minor > 0 and ($4 = 'sold' or o.refunded_minor > 0) and ${counts})
  and ($5::timestamptz is null or o.placed_at >= $5) and ($6::timestamptz is null or o.placed_at < $6)
  and ($7 = '' or ($4 = '' or o.status <> 'cancelled') and o.lines @> jsonb_build_array(jsonb_build_object('productId', $7::text)))`

/**
 * Each list has its own text: an \`or\` would keep the planner from the indexes. A person with a proven address has what a guest ordered under it too, and
 * nothing that belongs to an account.
 */
const owners = {
  anybody: `$1 = '' and $8 = ''`,
  customer: `o.customer_id = $1 and $8 = ''`,
  person: `o.id in (select id from orders.shop_order where customer_id = $1
    union all select id from orders.shop_order where customer_id = '' and email <> '' and lower(email) = lower($8))`,
} as const
type Owner = keyof typeof owners
const ownerOf = ({ customerId, provenEmail }: OrderFilter): Owner => (provenEmail ? 'person' : customerId ? 'customer' : 'anybody')

const listing = (owner: Owner) => `
  select ${orderColumns} from orders.shop_order as o
  where ${owners[owner]} and ${filtered} and ($9::bigint is null or o.position < $9) order by o.position desc limit $10`

const counting = (owner: Owner) => `
  select count(*)::int as total from orders.shop_order as o where ${owners[owner]} and ${filtered}`

const summarising = `
  with placed as (
    select o.*, o.status <> 'cancelled' as is_kept from orders.shop_order as o where placed_at >= $1 and placed_at < $2 and ${counts}
  ), shop as (
    select currency from placed group by currency order by count(*) desc, currency limit 1
  ), sold as (
    select placed.* from placed join shop using (currency) where captured_minor > 0
  ), daily as (
    select to_char(placed_at at time zone 'UTC', 'YYYY-MM-DD') as day, count(*) filter (where is_kept) as orders,
      coalesce(sum(captured_minor) filter (where placed.currency = shop.currency), 0) as "salesMinor" from placed, shop group by 1
  ), bought as (
    select line, (line ->> 'quantity')::int - coalesce((line ->> 'cancelled')::int, 0) as quantity
    from sold, jsonb_array_elements(lines) as line where is_kept and not line ? 'partOf'
  ), best as (
    select line ->> 'productId' as "productId", (array_agg(line -> 'name'))[1] as name, sum(quantity) as quantity
    from bought where quantity > 0 group by 1 order by 3 desc, 1 limit 10
  )
  select json_build_object(
    'orders', (select count(*) from placed where is_kept), 'currency', coalesce((select currency from shop), 'EUR'),
    'salesMinor', (select coalesce(sum(captured_minor), 0) from sold), 'refundedMinor', (select coalesce(sum(refunded_minor), 0) from sold),
    'toPack', (select count(*) from orders.shop_order as o where ${inShop} in ('paid', 'in-lab')),
    'toSend', (select count(*) from orders.shop_order as o where ${inShop} = 'packed'),
    'awaitingPayment', (select count(*) from orders.shop_order as o where ${inShop} = 'placed'),
    'returnsToCheck', (select count(*) from orders.shop_order, jsonb_array_elements(returns) as file where returns <> '[]' and file ->> 'state' = 'received'),
    'lateTrials', (select count(*) from orders.home_trial where state = 'delivered' and return_by < $3),
    'stuckErrands', (select count(*) from orders.errand where done_at is null and tries >= 3 and outcome = ''),
    'days', (select coalesce(json_agg(daily order by daily.day), '[]') from daily),
    'bestSellers', (select coalesce(json_agg(best order by best.quantity desc, best."productId"), '[]') from best),
    'carts', (select count(*) from orders.cart where state = 'open' and touched_at >= $1 and touched_at < $2 and jsonb_array_length(lines) > 0)
  ) as summary`

/** Typed words, not a pattern: what LIKE reads as a sign is struck out. */
const pattern = (q: string) => (q === '' ? '' : `%${q.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`)

const valuesOf = ({ customerId, provenEmail, status, q, view, since, until, productId }: OrderFilter) => [
  customerId,
  status,
  pattern(q.trim()),
  view,
  since ?? null,
  until ?? null,
  productId,
  provenEmail.trim(),
]

/** The cursor is the place of an order and of a file on it: `123.2`. */
const listingReturns = `
  select o.id as "orderId", o.number as "orderNumber", o.currency, file, o.position || '.' || n as position
  from orders.shop_order as o, jsonb_array_elements(o.returns) with ordinality as f (file, n)
  where o.returns <> '[]' and ($1 = '' or file ->> 'state' = $1) and ($4 = '' or file ->> 'kind' = $4) and ($5 = '' or o.search like $5)
    and ($2 = '' or (o.position, n) < (split_part($2, '.', 1)::bigint, split_part($2, '.', 2)::bigint))
  order by o.position desc, n desc limit $3`

/** Not while the shopper is at their bank. */
const lapsing = `
  select id from orders.shop_order as o where lapses_at <= $1 and not exists (
    select from jsonb_array_elements(o.returns) as file join orders.cart as c on c.id = file -> 'exchange' ->> 'cartId' where c.state = 'checking-out')
  order by lapses_at limit 50`

/** Oldest first; what is due of each is decided by `dueOfAwaiting`. */
const lastOf = (events: string) => `
  select entry ->> 'event' as event, (entry ->> 'at')::timestamptz as at, (entry -> 'facts' ->> 'until')::timestamptz as until
  from jsonb_array_elements(o.timeline) with ordinality as e (entry, n) where entry ->> 'event' in (${events}) order by n desc limit 1`
const awaiting = `
  select id from orders.shop_order as o,
    lateral (${lastOf(`'prescription-awaited', 'payment-held', 'payment-renewing', 'payment-given', 'payment-asked'`)}) as hold
    left join lateral (${lastOf(`'prescription-asked', 'prescription-corrected'`)}) as sheet on true
  where stage = 'awaiting-prescription' and (placed_at <= $1 or (sheet.event = 'prescription-asked' and sheet.at <= $2)
    or (hold.event in ('prescription-awaited', 'payment-held') and hold.at <= $3 and payments <> '[]') or (hold.event = 'payment-asked' and hold.until <= $4))
  order by placed_at limit 50`

export const sqlOrderArchive = (pool: pg.Pool): OrderArchive & SummaryStore & ReturnArchive & AwaitingArchive & LapsingArchive => ({
  async list(filter, before, limit) {
    const name = `orders.order.list.${ownerOf(filter)}`
    const values = [...valuesOf(filter), before ?? null, limit]
    return (await pool.query<OrderSummary>({ name, text: listing(ownerOf(filter)), values })).rows
  },

  async awaiting({ placed, sheetAsked, held, payBy }) {
    return (await pool.query<{ id: string }>(awaiting, [placed, sheetAsked, held, payBy])).rows.map(({ id }) => id)
  },

  async lapsing(at) {
    return (await pool.query<{ id: string }>(lapsing, [at])).rows.map(({ id }) => id)
  },

  async count(filter) {
    const name = `orders.order.count.${ownerOf(filter)}`
    const { rows } = await pool.query<{ total: number }>({ name, text: counting(ownerOf(filter)), values: valuesOf(filter) })
    return rows[0]!.total // an aggregate always answers one row
  },

  async listReturns({ state, kind, q }, before, limit) {
    return (await pool.query<ListedReturn>(listingReturns, [state, before ?? '', limit, kind, pattern(q.trim())])).rows
  },

  async summarise(since, until, now) {
    const { rows } = await pool.query<{ summary: Summary }>(summarising, [since, until, now])
    return rows[0]!.summary // as above
  },
})
