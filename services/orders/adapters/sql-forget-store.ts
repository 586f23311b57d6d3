import { OrderForgottenSchema } from '@vitrine/contracts/orders/v1/events'
import type pg from 'pg'
import type { ForgetStore, ForgottenPerson } from '../application/forget-person.ts'

/** A guest's orders and carts under an address are the person's when the address is proven. */
const isTheirs = '(customer_id = $1 or ($2 and customer_id = $4 and lower(email) = lower($3)))'

const marking = `update orders.shop_order set forget_asked_at = $5 where ${isTheirs} and forget_asked_at is null`

/** What lies in an open cart goes; one that became an order keeps its goods, which the books need, and nothing of the person. */
const forgettingCarts = `
  with gone as (
    delete from orders.cart where ${isTheirs} and state = 'open' and id not in (select cart_id from orders.checkout)
  )
  update orders.cart set email = '', shipping = null, billing = null where ${isTheirs} and state <> 'checking-out'`

/** Ended; or left whole, and seen by no carrier since: that it arrived was not said. */
const finding = `
  select id from orders.shop_order where forget_asked_at is not null and forgotten_at is null
    and (status in ('delivered', 'cancelled', 'returned', 'refunded') or status = 'shipped' and not exists (
      select from jsonb_array_elements(deliveries) as parcel, jsonb_array_elements(parcel -> 'scans') as scan where (scan ->> 'at')::timestamptz > $1))
  order by forget_asked_at, id limit 50`

const blank = `jsonb_build_object('name', '', 'company', '', 'line1', '', 'line2', '', 'postcode', '', 'city', '', 'region', '', 'country', shipping ->> 'country', 'phone', '')`

/** The parcels as they were, without what a carrier knows the receiver by. */
const parcels = `coalesce((select jsonb_agg((parcel - 'trackingUrl') || '{"trackingNumber": ""}' order by n)
  from jsonb_array_elements(deliveries) with ordinality as d (parcel, n)), '[]')`

/** What happened stays; what people wrote of it, who they said they were and the numbers of parcels go. */
const timeline = `coalesce((select jsonb_agg(entry || jsonb_build_object('facts', (entry -> 'facts') - '{name,trackingNumber}'::text[] - case
    when entry ->> 'event' in ('cancelled', 'lines-cancelled') or entry ->> 'event' like 'return-%' then 'reason' else '' end) order by n)
  from jsonb_array_elements(timeline) with ordinality as t (entry, n)), '[]')`

/** Files of what comes back, without who declared them, what was claimed in words, and what was noted for the shopper. */
const files = `coalesce((select jsonb_agg(file || '{"name": "", "email": ""}' || case when file ? 'words' then '{"words": ""}' else '{}' end::jsonb
    || jsonb_build_object('steps', (select coalesce(jsonb_agg(step || '{"note": ""}' order by s.n), '[]')
      from jsonb_array_elements(file -> 'steps') with ordinality as s (step, n))) order by n)
  from jsonb_array_elements(returns) with ordinality as r (file, n)), '[]')`

const forgetting = `
  with blanked as (
    update orders.shop_order set email = '', shipping = ${blank}, billing = null, forgotten_at = $2, version = version + 1,
      lines = (select jsonb_agg(line - 'gift' order by n) from jsonb_array_elements(lines) with ordinality as l (line, n)),
      returns = ${files}, deliveries = ${parcels}, timeline = ${timeline}
    where id = $1 and forgotten_at is null returning id, cart_id
  ), carts as (
    update orders.cart as c set email = '', shipping = null, billing = null,
      lines = coalesce((select jsonb_agg(line - 'gift' order by n) from jsonb_array_elements(c.lines) with ordinality as l (line, n)), '[]')
    from blanked where c.id = blanked.cart_id
  )
  insert into orders.outbox (id, type, key, body)
  select $3, '${OrderForgottenSchema.typeName}', id, jsonb_build_object('orderId', id, 'at', $4::text) from blanked`

const markingTrials = 'update orders.home_trial set forget_asked_at = $2 where customer_id = $1 and forget_asked_at is null'

/** Trials that have ended, like orders; what was lent and taken stays. */
const forgettingTrials = `
  with blanked as (
    update orders.home_trial set email = '', shipping = ${blank}, payment = null, deliveries = ${parcels}, forgotten_at = $1, version = version + 1
    where forget_asked_at is not null and forgotten_at is null and state in ('closed', 'refused', 'cancelled') and owes = '[]' returning id
  )
  insert into orders.outbox (id, type, key, body)
  select id || '-forgotten', '${OrderForgottenSchema.typeName}', id, jsonb_build_object('orderId', id, 'at', $2::text) from blanked`

/** Inside the transaction that remembers the event. */
export async function markPerson(tx: pg.PoolClient, { accountId, email, isProven, at }: ForgottenPerson): Promise<void> {
  const theirs = [accountId, isProven, email, '']
  await tx.query(marking, [...theirs, at])
  await tx.query(forgettingCarts, theirs)
  await tx.query(markingTrials, [accountId, at])
}

export const sqlForgetStore = (pool: pg.Pool): ForgetStore => ({
  async due(silentSince) {
    return (await pool.query<{ id: string }>(finding, [silentSince])).rows.map(({ id }) => id)
  },
  async forgetTrials(at) {
    return (await pool.query(forgettingTrials, [at, at.toISOString()])).rowCount ?? 0
  },
  async forget(orderId, at, eventId) {
    await pool.query(forgetting, [orderId, at, eventId, at.toISOString()])
  },
})
