import type { Ids } from '@vitrine/platform/ids/ids'
import type pg from 'pg'
import type { OrderStore } from '../application/edit-order.ts'
import { askedBackMinor, creditAskedMinor, creditBackMinor, elsewhereMinor, notTakenMinor } from '../domain/money-back.ts'
import type { Order } from '../domain/order.ts'
import { keptForExchangesMinor, lapsesAt } from '../domain/return-file.ts'

export const orderColumns = `
  o.id, o.number, o.status, o.currency, o.lines, o.totals, o.email, o.shipping, o.billing, o.customer_id as "customerId", o.locale,
  to_char(o.placed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "placedAt", o.cart_id as "cartId",
  o.delivery_method_id as "deliveryMethodId", o.pickup_point_id as "pickupPointId", o.captured_minor::float8 as "capturedMinor",
  o.refunded_minor::float8 as "refundedMinor", o.backs, o.waits_until as "waitsUntil", o.time_zone as "timeZone", o.return_days as "returnDays"`

const whole = `select ${orderColumns}, o.payments, o.deliveries, o.timeline, o.returns, o.version from orders.shop_order as o`
export const findingOrder = `${whole} where o.id = $1`
const findingByNumber = `${whole} where o.number = $1 and lower(o.email) = lower($2)`

/**
 * All of a change or none of it: the order is locked at the version the change was made from; then the checkout, which may have
 * gone elsewhere meanwhile, is moved; only then the rest is written. A cart whose order falls through is locked for checkout again.
 */
const changing = (more: string) => `
  with locked as (
    select id from orders.shop_order where id = $1 and version = $2 for update
  ), run as (
    update orders.checkout as c set step = $11, action = null, due_at = case when $11 in ('paid', 'paid-later', 'cancelled') then null when $10 = 'paid-later' then $12 else c.due_at end,
      lease_until = case when $10 = 'paid-later' then $12 else c.lease_until end
    from locked where c.order_id = $1 and c.step = $10 returning c.cart_id
  ), reopened as (
    update orders.cart set state = 'checking-out', order_id = '', version = cart.version + 1 from run where cart.id = run.cart_id and $11 = 'undo-authorise'
  ), fits as (
    select id from locked where $10::text is null or exists (select from run)
  ), changed as (
    update orders.shop_order as o set version = o.version + 1, status = $3, captured_minor = $4, refunded_minor = $5, payments = $6, deliveries = $7, timeline = $8,
      backs = $16, asked_back_minor = $17, credit_asked_minor = $18, credit_back_minor = $19, waits_until = $20, kept_minor = $21, elsewhere_minor = $22, not_taken_minor = $23${more}
    from fits where o.id = fits.id returning o.id
  ), asked as (
    insert into orders.errand (id, order_id, kind, amount_minor, reason, actor, variant_id, quantity, due_at, lease_until, payment, swap)
    select e.id, changed.id, e.kind, e."amountMinor", e.reason, e.actor, coalesce(e."variantId", ''), coalesce(e.quantity, 0), $12, $12, e.payment, e.swap
    from changed, jsonb_to_recordset($9) as e (id text, kind text, "amountMinor" bigint, reason text, actor text, "variantId" text, quantity integer, payment jsonb, swap jsonb)
    on conflict (id) do nothing
  ), told as (
    insert into orders.outbox (id, type, key, body)
    select e.id, e.type, changed.id, e.body from changed, unnest($13::text[], $14::text[], $15::jsonb[]) with ordinality as e (id, type, body, n) order by e.n
  )
  select from changed`
const changingState = changing('')
const rewriting = changing(
  ', lines = $24, shipping = $25, billing = $26, returns = $27, delivery_method_id = $28, pickup_point_id = $29, lapses_at = $30, totals = $31, total_minor = $32',
)

/** Over a pool, or over one transaction. */
export const sqlOrderStore = (db: pg.Pool | pg.PoolClient, ids: Ids): OrderStore => ({
  async find(orderId) {
    return (await db.query<Order>({ name: 'orders.order.find', text: findingOrder, values: [orderId] })).rows[0]
  },

  async findByNumber(number, email) {
    return (await db.query<Order>({ name: 'orders.order.find.number', text: findingByNumber, values: [number, email] })).rows[0]
  },

  async change({ order, told, errands = [], checkout, rewrites = false }, at) {
    const { id, version, status, capturedMinor, refundedMinor, payments, deliveries, timeline } = order
    const state = [status, capturedMinor, refundedMinor, JSON.stringify(payments), JSON.stringify(deliveries), JSON.stringify(timeline)]
    const elsewhere = [JSON.stringify(errands), checkout?.from ?? null, checkout?.to ?? null, at]
    const events = [told.map(() => ids()), told.map(({ type }) => type), told.map(({ body }) => JSON.stringify(body))]
    const money = [JSON.stringify(order.backs), askedBackMinor(order), creditAskedMinor(order), creditBackMinor(order)]
    const kept = [order.waitsUntil, keptForExchangesMinor(order.returns), elsewhereMinor(order), notTakenMinor(order)]
    const contents = [order.lines, order.shipping, order.billing, order.returns].map((each) => each && JSON.stringify(each))
    const totals = [JSON.stringify(order.totals), order.totals.totalMinor]
    const { rowCount } = await db.query({
      name: rewrites ? 'orders.order.rewrite' : 'orders.order.change',
      text: rewrites ? rewriting : changingState,
      values: [
        id,
        version,
        ...state,
        ...elsewhere,
        ...events,
        ...money,
        ...kept,
        ...(rewrites ? [...contents, order.deliveryMethodId, order.pickupPointId, lapsesAt(order.returns), ...totals] : []),
      ],
    })
    return rowCount === 1
  },
})
