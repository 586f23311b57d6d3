import type { Ids } from '@vitrine/platform/ids/ids'
import { Fault } from '@vitrine/platform/rpc/fault'
import type pg from 'pg'
import type { CheckoutStore, Progress, Run } from '../application/checkout/saga.ts'
import type { OrderTellings } from '../application/tell-order.ts'
import type { Cart } from '../domain/cart.ts'
import type { Order } from '../domain/order.ts'
import { cartColumns } from './sql-cart-store.ts'
import { findingOrder } from './sql-order-store.ts'
import { defaultZone, withdrawalDays } from '../domain/withdrawal.ts'

const runColumns = `
  c.order_id as "runOrderId", c.attempt, c.step, c.payment, c.expected_minor::float8 as "expectedMinor", c.priced, c.action, c.refusal, c.tries,
  c.begun_at as "begunAt", c.lease_until as "leaseUntil"`

const loading = `select ${cartColumns}, ${runColumns} from orders.cart left join orders.checkout as c on c.cart_id = cart.id where cart.id = $1`

const beginning = `
  with locked as (
    update orders.cart set state = 'checking-out', version = version + 1, touched_at = $6 where id = $1 and version = $2 and state = 'open' returning id
  )
  insert into orders.checkout as c (cart_id, order_id, attempt, step, payment, expected_minor, begun_at, lease_until, due_at)
  select id, $3, 1, 'reserve', $4, $5, $6, $7, $6 from locked
  on conflict (cart_id) do update set order_id = excluded.order_id, attempt = c.attempt + 1, step = excluded.step, payment = excluded.payment,
    expected_minor = excluded.expected_minor, priced = null, action = null, refusal = null, tries = 0, begun_at = excluded.begun_at,
    lease_until = excluded.lease_until, due_at = excluded.due_at
  where c.step = 'refused'
  returning attempt`

const claiming = `
  with c as (
    update orders.checkout set lease_until = $3, due_at = least(due_at, $2)
    where order_id = $1 and lease_until <= $2 and due_at is not null returning *
  )
  select ${cartColumns}, ${runColumns} from c join orders.cart on cart.id = c.cart_id`

const due = `
  select order_id as "orderId" from orders.checkout
  where due_at <= $1 and lease_until <= $1 order by due_at limit $2`

const waking = `
  with woken as (
    update orders.checkout set due_at = $2 where order_id = $1 and action is not null and due_at > $2
  )
  ${findingOrder}`

/** The token has done its work once the bank answered. `more` is what else one step in many does. */
const advancingWith = (more: string) => `
  with run as (
    update orders.checkout set step = $3, priced = coalesce($4, priced), refusal = coalesce($5, refusal), action = $6, tries = $7, lease_until = $8,
      due_at = case when $3 = 'refused' then null when $6::jsonb is null and $2 <> $3 then due_at else $9 end,
      payment = case when $3 in ('reserve', 'freeze', 'authorise') then payment else payment || '{"token": ""}' end
    where order_id = $1 and step = $2 returning cart_id
  ), opened as (
    update orders.cart set state = 'open', version = version + 1, touched_at = $10 from run where id = run.cart_id and state = 'checking-out' and $3 = 'refused'
  )${more}
  select from run`
const advancing = advancingWith('')
const advancingAndTelling = advancingWith(`, told as (
    insert into orders.outbox (id, type, key, body) select $11, $12, $1, $13 from run
  )`)

/** The counter's row is locked from here to the commit: numbers are given one after the other, and only to orders that stand. */
const placing = `
  with run as (
    update orders.checkout set step = $2, action = null, tries = 0, lease_until = $3, payment = payment || '{"token": ""}'
    where order_id = $1 and step = 'place' returning cart_id
  ), closed as (
    update orders.cart set state = 'checked-out', order_id = $1, version = version + 1, touched_at = $4 from run where id = run.cart_id
  ), counted as (
    update orders.order_counter set last = last + 1 from run returning last
  ), placed as (
    insert into orders.shop_order (id, position, number, status, cart_id, customer_id, email, locale, currency, lines, totals, total_minor, shipping, billing,
      delivery_method_id, pickup_point_id, payments, timeline, placed_at, waits_until, time_zone, return_days)
    select $1, last, 'V-' || lpad(last::text, greatest(6, length(last::text)), '0'), 'placed', $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $4, $22, $23, $24
    from counted returning number
  ), told as (
    insert into orders.outbox (id, type, key, body) select $19, $20, $1, jsonb_set($21, '{order,number}', to_jsonb(number)) from placed
  )
  select number from placed`

const json = (value: unknown) => (value === null || value === undefined ? null : JSON.stringify(value))

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
export const sqlCheckoutStore = (pool: pg.Pool | pg.PoolClient, ids: Ids, tellings: OrderTellings): CheckoutStore => ({
  async load(cartId) {
    const { rows } = await pool.query<Row>({ name: 'orders.checkout.load', text: loading, values: [cartId] })
    return rows[0] && runOf(rows[0])
  },

  async begin(cart, orderId, payment, expectedMinor, at, leaseUntil) {
    const values = [cart.id, cart.version, orderId, json(payment), expectedMinor, at, leaseUntil]
    try {
      const { rows } = await pool.query<{ attempt: number }>({ name: 'orders.checkout.begin', text: beginning, values })
      if (!rows[0]) return undefined
      const locked: Cart = { ...cart, state: 'checking-out', version: cart.version + 1 }
      const nothing = { priced: null, action: null, refusal: null, tries: 0 }
      return {
        cart: locked,
        orderId,
        attempt: rows[0].attempt,
        step: 'reserve',
        payment,
        expectedMinor,
        ...nothing,
        begunAt: at,
        leaseUntil,
      }
    } catch (error) {
      if ((error as { constraint?: string }).constraint !== 'checkout_order_id_key') throw error
      throw new Fault('already-exists', `order ${orderId} is of another cart`)
    }
  },

  async claim(orderId, at, leaseUntil) {
    const { rows } = await pool.query<Row>({ name: 'orders.checkout.claim', text: claiming, values: [orderId, at, leaseUntil] })
    return rows[0] && runOf(rows[0]).run
  },

  async due(at, limit) {
    const { rows } = await pool.query<{ orderId: string }>({ name: 'orders.checkout.due', text: due, values: [at, limit] })
    return rows.map(({ orderId }) => orderId)
  },

  async wake(orderId, at) {
    return (await pool.query<Order>({ name: 'orders.checkout.wake', text: waking, values: [orderId, at] })).rows[0]
  },

  async advance(orderId, from, { step, priced, refusal, action, tries, leaseUntil, dueAt, told }: Progress, at) {
    const values = [orderId, from, step, json(priced), json(refusal), json(action), tries, leaseUntil, dueAt, at]
    const { rowCount } = await pool.query(
      told
        ? { text: advancingAndTelling, values: [...values, ids(), told.type, json(told.body)] }
        : { name: 'orders.checkout.advance', text: advancing, values },
    )
    return rowCount === 1
  },

  async place(order, { step, leaseUntil }, at) {
    const { type, body } = tellings.placed(order)
    const {
      cartId,
      customerId,
      email,
      locale,
      currency,
      lines,
      totals,
      shipping,
      billing,
      deliveryMethodId,
      pickupPointId,
      payments,
      timeline,
    } = order
    const who = [cartId, customerId, email, locale, currency]
    const what = [
      json(lines),
      json(totals),
      totals.totalMinor,
      json(shipping),
      json(billing),
      deliveryMethodId,
      pickupPointId,
      json(payments),
      json(timeline),
    ]
    const values = [
      order.id,
      step,
      leaseUntil,
      at,
      ...who,
      ...what,
      ids(),
      type,
      json(body),
      order.waitsUntil,
      order.timeZone ?? defaultZone,
      order.returnDays ?? withdrawalDays,
    ]
    const { rows } = await pool.query<Pick<Order, 'number'>>({ name: 'orders.checkout.place', text: placing, values })
    return rows[0] && { ...order, number: rows[0].number }
  },
})
