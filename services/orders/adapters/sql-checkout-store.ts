import type { Ids } from '@vitrine/platform/ids/ids'
import { Fault } from '@vitrine/platform/rpc/fault'
import { fewRows } from '@vitrine/platform/sql/few-rows'
import type pg from 'pg'
import type { CheckoutStore, Progress, Run } from '../application/checkout/saga.ts'
import type { OrderTellings, Telling } from '../application/tell-order.ts'
import type { Cart } from '../domain/cart.ts'
import type { Step } from '../domain/checkout.ts'
import type { Order } from '../domain/order.ts'
import { defaultZone, withdrawalDays } from '../domain/withdrawal.ts'
import { asked, byIds, overSets } from './over-sets.ts'
import { cartColumns } from './sql-cart-store.ts'

const runColumns = `
  c.order_id as "runOrderId", c.attempt, c.step, c.payment, c.expected_minor::float8 as "expectedMinor", c.priced, c.action, c.refusal, c.tries,
  c.begun_at as "begunAt", c.lease_until as "leaseUntil"`

const loading = `
  select ${cartColumns}, ${runColumns} from orders.cart left join orders.checkout as c on c.cart_id = cart.id where cart.id = any (${asked})`

const beginning = `
  with asked as (
    ${fewRows(`id text, version int, "orderId" text, payment jsonb, "expectedMinor" bigint, at timestamptz, "leaseUntil" timestamptz`)}
  ), locked as (
    update orders.cart set state = 'checking-out', version = cart.version + 1, touched_at = asked.at
    from asked where cart.id = asked.id and cart.version = asked.version and state = 'open' returning asked.*
  )
  insert into orders.checkout as c (cart_id, order_id, attempt, step, payment, expected_minor, begun_at, lease_until, due_at)
  select id, "orderId", 1, 'reserve', payment, "expectedMinor", at, "leaseUntil", at from locked
  on conflict (cart_id) do update set order_id = excluded.order_id, attempt = c.attempt + 1, step = excluded.step, payment = excluded.payment,
    expected_minor = excluded.expected_minor, priced = null, action = null, refusal = null, tries = 0, begun_at = excluded.begun_at,
    lease_until = excluded.lease_until, due_at = excluded.due_at
  where c.step = 'refused'
  returning cart_id as id, attempt`

const claiming = `
  with c as (
    update orders.checkout set lease_until = $3, due_at = least(due_at, $2)
    where order_id = $1 and lease_until <= $2 and due_at is not null returning *
  )
  select ${cartColumns}, ${runColumns} from c join orders.cart on cart.id = c.cart_id`

const due = `
  select order_id as "orderId" from orders.checkout
  where due_at <= $1 and lease_until <= $1 order by due_at limit $2`

/** `is true` keeps the plan from reading all that are due instead of the orders that are asked for. */
const waking = `
  with asked as (
    ${fewRows(`id text, at timestamptz`)}
  ), woken as (
    update orders.checkout as c set due_at = at from asked where c.order_id = id and action is not null and (due_at > at) is true
  )
  select id, payments from orders.shop_order join asked using (id)`

/** The token has done its work once the bank answered. What is told leaves with the step. */
const advancing = `
  with asked as (
    ${fewRows(`id text, "from" text, step text, priced jsonb, refusal jsonb, action jsonb, tries int, "leaseUntil" timestamptz,
      "dueAt" timestamptz, at timestamptz, told jsonb`)}
  ), run as (
    update orders.checkout as c set step = a.step, priced = coalesce(a.priced, c.priced), refusal = coalesce(a.refusal, c.refusal), action = a.action, tries = a.tries,
      lease_until = a."leaseUntil",
      due_at = case when a.step = 'refused' then null when a.action is null and a."from" <> a.step then due_at else a."dueAt" end,
      payment = case when a.step in ('reserve', 'freeze', 'authorise') then payment else payment || '{"token": ""}' end
    from asked as a where c.order_id = a.id and c.step = a."from" returning a.id, cart_id, a.step, a.at, a.told
  ), opened as (
    update orders.cart set state = 'open', version = version + 1, touched_at = run.at
    from run where cart.id = run.cart_id and state = 'checking-out' and run.step = 'refused'
  ), told as (
    insert into orders.outbox (id, type, key, body) select told ->> 'id', told ->> 'type', id, told -> 'body' from run where told is not null
  )
  select id from run`

/** The counter's row is locked from here to the commit: numbers are given one after the other, and only to orders that stand. */
const placing = `
  with asked as (
    ${fewRows(`id text, step text, "leaseUntil" timestamptz, at timestamptz, "cartId" text, "customerId" text, email text,
      locale text, currency text, lines jsonb, totals jsonb, "totalMinor" bigint, shipping jsonb, billing jsonb, "deliveryMethodId" text, "pickupPointId" text,
      payments jsonb, timeline jsonb, "waitsUntil" text, "timeZone" text, "returnDays" smallint, told jsonb`)}
  ), run as (
    update orders.checkout as c set step = a.step, action = null, tries = 0, lease_until = a."leaseUntil", payment = payment || '{"token": ""}'
    from asked as a where c.order_id = a.id and c.step = 'place' returning a.*, cart_id
  ), closed as (
    update orders.cart set state = 'checked-out', order_id = run.id, version = version + 1, touched_at = run.at from run where cart.id = cart_id
  ), counted as (
    update orders.order_counter set last = last + places from (select count(*) as places from run) as r where places > 0 returning last - places as before
  ), numbered as (
    select run.*, before + row_number() over (order by n) as position from counted, run
  ), placed as (
    insert into orders.shop_order (id, position, number, status, cart_id, customer_id, email, locale, currency, lines, totals, total_minor, shipping, billing,
      delivery_method_id, pickup_point_id, payments, timeline, placed_at, waits_until, time_zone, return_days)
    select id, position, 'V-' || lpad(position::text, greatest(6, length(position::text)), '0'), 'placed', "cartId", "customerId", email, locale, currency, lines, totals,
      "totalMinor", shipping, billing, "deliveryMethodId", "pickupPointId", payments, timeline, at, "waitsUntil", "timeZone", "returnDays"
    from numbered returning id, number
  ), told as (
    insert into orders.outbox (id, type, key, body)
    select told ->> 'id', told ->> 'type', id, jsonb_set(told -> 'body', '{order,number}', to_jsonb(number)) from placed join numbered using (id)
  )
  select id, number from placed`

/** What is told, as the outbox takes it. */
type Told = Telling & { readonly id: string }
type Beginning = Pick<Run, 'orderId' | 'payment' | 'expectedMinor' | 'leaseUntil'> & Pick<Cart, 'id' | 'version'> & { readonly at: Date }
type Advancing = Omit<Progress, 'told'> & { readonly id: string; readonly from: Step; readonly at: Date; readonly told?: Told }
type Placing = Order & Pick<Progress, 'step' | 'leaseUntil'> & { readonly totalMinor: number; readonly at: Date; readonly told: Told }

type Row = Cart & Omit<Run, 'cart' | 'orderId'> & { readonly runOrderId: string | null }

function runOf(row: Row): { cart: Cart; run: Run | undefined } {
  const { runOrderId, attempt, step, payment, expectedMinor, priced, action, refusal, tries, begunAt, leaseUntil, ...cart } = row
  if (runOrderId === null) return { cart, run: undefined }
  return {
    cart,
    run: { cart, orderId: runOrderId, attempt, step, payment, expectedMinor, priced, action, refusal, tries, begunAt, leaseUntil },
  }
}

/** Over a pool, or over one transaction. */
export function sqlCheckoutStore(db: pg.Pool | pg.PoolClient, ids: Ids, tellings: OrderTellings): CheckoutStore {
  const loaded = byIds<Row>(db, 'orders.checkout.load', loading)
  const begun = overSets<Beginning, { id: string; attempt: number }>(db, {
    name: 'orders.checkout.begin',
    text: beginning,
    keysOf: ({ id, orderId }) => [id, orderId],
  })
  const woken = overSets<{ id: string; at: Date }, Pick<Order, 'id' | 'payments'>>(db, { name: 'orders.checkout.wake', text: waking })
  const advanced = overSets<Advancing, { id: string }>(db, { name: 'orders.checkout.advance', text: advancing })
  const placed = overSets<Placing, Pick<Order, 'id' | 'number'>>(db, {
    name: 'orders.checkout.place',
    text: placing,
    keysOf: ({ id, cartId }) => [id, cartId],
  })
  const telling = ({ type, body }: Telling) => ({ id: ids(), type, body })
  return {
    async load(cartId) {
      const row = await loaded(cartId)
      return row && runOf(row)
    },

    async begin(cart, orderId, payment, expectedMinor, at, leaseUntil) {
      try {
        const row = await begun({ id: cart.id, version: cart.version, orderId, payment, expectedMinor, at, leaseUntil })
        if (!row) return undefined
        const locked: Cart = { ...cart, state: 'checking-out', version: cart.version + 1 }
        const nothing = { priced: null, action: null, refusal: null, tries: 0 }
        return { cart: locked, orderId, attempt: row.attempt, step: 'reserve', payment, expectedMinor, ...nothing, begunAt: at, leaseUntil }
      } catch (error) {
        if ((error as { constraint?: string }).constraint !== 'checkout_order_id_key') throw error
        throw new Fault('already-exists', `order ${orderId} is of another cart`)
      }
    },

    async claim(orderId, at, leaseUntil) {
      const { rows } = await db.query<Row>({ name: 'orders.checkout.claim', text: claiming, values: [orderId, at, leaseUntil] })
      return rows[0] && runOf(rows[0]).run
    },

    async due(at, limit) {
      const { rows } = await db.query<{ orderId: string }>({ name: 'orders.checkout.due', text: due, values: [at, limit] })
      return rows.map(({ orderId }) => orderId)
    },

    wake: async (orderId, at) => (await woken({ id: orderId, at }))?.payments,

    async advance(orderId, from, { told, ...progress }, at) {
      return (await advanced({ id: orderId, from, ...progress, at, ...(told && { told: telling(told) }) })) !== undefined
    },

    async place(order, { step, leaseUntil }, at) {
      const asked = { timeZone: defaultZone, returnDays: withdrawalDays, ...order, totalMinor: order.totals.totalMinor }
      const row = await placed({ ...asked, step, leaseUntil, at, told: telling(tellings.placed(order)) })
      return row && { ...order, number: row.number }
    },
  }
}
