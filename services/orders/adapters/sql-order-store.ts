import { OrderCancelledSchema, OrderChangedSchema, OrderPaidSchema, OrderRefundedSchema } from '@vitrine/contracts/orders/v1/events'
import type { Ids } from '@vitrine/platform/ids/ids'
import { fewRows } from '@vitrine/platform/sql/few-rows'
import type pg from 'pg'
import type { Errand, OrderStore } from '../application/edit-order.ts'
import { askedBackMinor, creditAskedMinor, creditBackMinor, elsewhereMinor, notTakenMinor } from '../domain/money-back.ts'
import type { Order } from '../domain/order.ts'
import { keptForExchangesMinor, lapsesAt } from '../domain/return-file.ts'
import { asked, byIds, overSets } from './over-sets.ts'

export const orderColumns = `
  o.id, o.number, o.status, o.currency, o.lines, o.totals, o.email, o.shipping, o.billing, o.customer_id as "customerId", o.locale,
  to_char(o.placed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "placedAt", o.cart_id as "cartId",
  o.delivery_method_id as "deliveryMethodId", o.pickup_point_id as "pickupPointId", o.captured_minor::float8 as "capturedMinor",
  o.refunded_minor::float8 as "refundedMinor", o.backs, o.waits_until as "waitsUntil", o.time_zone as "timeZone", o.return_days as "returnDays"`

const wholeOrder = `select ${orderColumns}, o.payments, o.deliveries, o.timeline, o.returns, o.version from orders.shop_order as o`
const finding = `${wholeOrder} where o.id = any (${asked})`
const findingByNumber = `${wholeOrder} where o.number = $1 and lower(o.email) = lower($2)`

/**
 * All of a change or none of it: the order is locked at the version the change was made from; then the checkout, which may have
 * gone elsewhere meanwhile, is moved; only then the rest is written. A cart whose order falls through is locked for checkout again.
 * `columns` and `more` are what a change writes that rewrites the order.
 */
const changing = (columns = '', more = '') => `
  with asked as (
    ${fewRows(`id text, version int, status text, "capturedMinor" bigint, "refundedMinor" bigint, payments jsonb, deliveries jsonb,
      timeline jsonb, backs jsonb, "askedBackMinor" bigint, "creditAskedMinor" bigint, "creditBackMinor" bigint, "waitsUntil" text, "keptMinor" bigint,
      "elsewhereMinor" bigint, "notTakenMinor" bigint, "from" text, "to" text, at timestamptz, errands jsonb, told jsonb${columns}`)}
  ), locked as (
    select asked.* from asked join orders.shop_order as o on o.id = asked.id and o.version = asked.version for update of o
  ), run as (
    update orders.checkout as c set step = "to", action = null,
      due_at = case when "to" in ('paid', 'paid-later', 'cancelled') then null when "from" = 'paid-later' then at else c.due_at end,
      lease_until = case when "from" = 'paid-later' then at else c.lease_until end
    from locked where c.order_id = id and c.step = "from" returning id, c.cart_id, "to"
  ), reopened as (
    update orders.cart set state = 'checking-out', order_id = '', version = cart.version + 1 from run where cart.id = run.cart_id and "to" = 'undo-authorise'
  ), fits as (
    select * from locked where "from" is null or exists (select from run where run.id = locked.id)
  ), changed as (
    update orders.shop_order as o set version = o.version + 1, status = fits.status, captured_minor = "capturedMinor", refunded_minor = "refundedMinor",
      payments = fits.payments, deliveries = fits.deliveries, timeline = fits.timeline, backs = fits.backs, asked_back_minor = "askedBackMinor",
      credit_asked_minor = "creditAskedMinor", credit_back_minor = "creditBackMinor", waits_until = "waitsUntil", kept_minor = "keptMinor",
      elsewhere_minor = "elsewhereMinor", not_taken_minor = "notTakenMinor"${more}
    from fits where o.id = fits.id returning n, o.id, at, errands, told
  ), asked_for as (
    insert into orders.errand (id, order_id, kind, amount_minor, reason, actor, variant_id, quantity, due_at, lease_until, payment, swap)
    select e.id, changed.id, e.kind, e."amountMinor", e.reason, e.actor, coalesce(e."variantId", ''), coalesce(e.quantity, 0), at, at, e.payment, e.swap
    from changed, jsonb_to_recordset(errands) as e (id text, kind text, "amountMinor" bigint, reason text, actor text, "variantId" text, quantity integer, payment jsonb, swap jsonb)
    on conflict (id) do nothing
  ), told as (
    insert into orders.outbox (id, type, key, body, is_noted)
    select e ->> 'id', e ->> 'type', changed.id, e -> 'body', true from changed, jsonb_array_elements(told) with ordinality as t (e, place) order by n, place
  )
  select id from changed`
const changingState = changing()
const rewriting = changing(
  `, lines jsonb, shipping jsonb, billing jsonb, returns jsonb, "deliveryMethodId" text, "pickupPointId" text, "lapsesAt" timestamptz, totals jsonb, "totalMinor" bigint`,
  `, lines = fits.lines, shipping = fits.shipping, billing = fits.billing, returns = fits.returns, delivery_method_id = "deliveryMethodId",
      pickup_point_id = "pickupPointId", lapses_at = "lapsesAt", totals = fits.totals, total_minor = "totalMinor"`,
)

type Changing = Pick<Order, 'id' | 'cartId'>

/** Events after which a document may be due: what tells one of them notes that errand in the same statement (decision 0043). */
export const documented: readonly string[] = [OrderPaidSchema, OrderRefundedSchema, OrderChangedSchema, OrderCancelledSchema].map(
  ({ typeName }) => typeName,
)
const documentOf = (eventId: string): Errand => ({ id: `${eventId}-document`, kind: 'document', amountMinor: 0, reason: '', actor: '' })

/** Over a pool, or over one transaction. `noted` is called when documents may be due. */
export function sqlOrderStore(db: pg.Pool | pg.PoolClient, ids: Ids, noted: () => void = () => {}): OrderStore {
  const keysOf = ({ id, cartId }: Changing) => [id, cartId]
  const changed = overSets<Changing, Pick<Order, 'id'>>(db, { name: 'orders.order.change', text: changingState, keysOf })
  const rewritten = overSets<Changing, Pick<Order, 'id'>>(db, { name: 'orders.order.rewrite', text: rewriting, keysOf })
  return {
    find: byIds<Order>(db, 'orders.order.find', finding),

    async findByNumber(number, email) {
      return (await db.query<Order>({ name: 'orders.order.find.number', text: findingByNumber, values: [number, email] })).rows[0]
    },

    async change({ order, told, errands = [], checkout, rewrites = false }, at) {
      const money = {
        askedBackMinor: askedBackMinor(order),
        creditAskedMinor: creditAskedMinor(order),
        creditBackMinor: creditBackMinor(order),
        keptMinor: keptForExchangesMinor(order.returns),
        elsewhereMinor: elsewhereMinor(order),
        notTakenMinor: notTakenMinor(order),
      }
      const { lines, shipping, billing, returns, totals, ...state } = order
      const contents = { lines, shipping, billing, returns, totals, totalMinor: totals.totalMinor, lapsesAt: lapsesAt(returns) }
      const events = told.map((telling) => ({ id: ids(), ...telling }))
      const documents = events.filter(({ type }) => documented.includes(type)).map(({ id }) => documentOf(id))
      const elsewhere = { ...checkout, at, errands: [...errands, ...documents], told: events }
      const change = { ...state, ...money, ...elsewhere, ...(rewrites && contents) }
      const isChanged = (await (rewrites ? rewritten : changed)(change)) !== undefined
      if (isChanged && documents.length > 0) noted()
      return isChanged
    },
  }
}
