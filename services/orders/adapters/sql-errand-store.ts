import type pg from 'pg'
import type { ClaimedErrand, ErrandStore, StuckErrand } from '../application/run-errands.ts'

const columns = `id, order_id as "orderId", kind, amount_minor::float8 as "amountMinor", reason, actor, variant_id as "variantId", quantity, payment, swap, tries, outcome`

const claiming = `
  update orders.errand set lease_until = $3, tries = tries + 1 where id = $1 and done_at is null and lease_until <= $2 returning ${columns}`
/** Money and pieces before paper. */
const due = `
  select id from orders.errand where done_at is null and due_at <= $1 and lease_until <= $1 order by kind = 'document', due_at limit $2`
const ofOrder = `select id from orders.errand where order_id = $1 and done_at is null and kind <> 'document' order by id`
const owing = `
  insert into orders.errand (id, order_id, kind, amount_minor, reason, actor, due_at, lease_until) values ($1, $2, 'document', 0, '', '', $3, $3)
  on conflict (id) do nothing`
const awaiting = 'select from orders.errand where order_id = $1 and kind = any($2) and done_at is null limit 1'
const finding = `select ${columns} from orders.errand where id = $1`
/** A token has done its work. */
const finishing = `update orders.errand set done_at = $2, outcome = $3, payment = payment || '{"token": ""}' where id = $1 and done_at is null`
/** One that runs is leased beyond the time it is due at; one that was put off is free when it is due, or before. */
const hurrying =
  'update orders.errand set due_at = $2, lease_until = $2 where id = $1 and done_at is null and due_at > $2 and lease_until <= due_at'
const retrying = 'update orders.errand set due_at = $2, lease_until = $3, outcome = $4 where id = $1 and done_at is null'
const stuck = `
  select e.id, e.order_id as "orderId", o.number as "orderNumber", e.kind, e.tries, e.due_at as "nextAt"
  from orders.errand as e join orders.shop_order as o on o.id = e.order_id where done_at is null and tries >= 3 and outcome = '' order by o.position, e.id limit 100`

type Found = ClaimedErrand & { readonly outcome: string }

/** Over a pool, or over one transaction. */
export const sqlErrandStore = (db: pg.Pool | pg.PoolClient): ErrandStore => ({
  async claim(errandId, at, leaseUntil) {
    return (await db.query<Found>({ name: 'orders.errand.claim', text: claiming, values: [errandId, at, leaseUntil] })).rows[0]
  },
  async due(at, limit) {
    return (await db.query<{ id: string }>({ name: 'orders.errand.due', text: due, values: [at, limit] })).rows.map(({ id }) => id)
  },
  async oweDocument(eventId, orderId, at) {
    await db.query({ name: 'orders.errand.owe-document', text: owing, values: [`${eventId}-document`, orderId, at] })
  },
  async ofOrder(orderId) {
    return (await db.query<{ id: string }>(ofOrder, [orderId])).rows.map(({ id }) => id)
  },
  async awaits(orderId, kinds) {
    return (await db.query({ name: 'orders.errand.awaits', text: awaiting, values: [orderId, kinds] })).rowCount === 1
  },
  async find(errandId) {
    return (await db.query<Found>(finding, [errandId])).rows[0]
  },
  async finish(errandId, outcome, at) {
    await db.query({ name: 'orders.errand.finish', text: finishing, values: [errandId, at, outcome] })
  },
  async hurry(errandId, at) {
    await db.query(hurrying, [errandId, at])
  },
  async retry(errandId, dueAt, freeAt, outcome) {
    await db.query(retrying, [errandId, dueAt, freeAt, outcome])
  },
  async stuck() {
    return (await db.query<StuckErrand>(stuck)).rows
  },
})
