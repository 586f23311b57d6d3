import { fewRows } from '@vitrine/platform/sql/few-rows'
import type pg from 'pg'
import type { Errand } from '../application/edit-order.ts'
import type { ClaimedErrand, ErrandStore, StuckErrand } from '../application/run-errands.ts'
import { overSets } from './over-sets.ts'

const columns = `e.id, order_id as "orderId", kind, amount_minor::float8 as "amountMinor", reason, actor, variant_id as "variantId", quantity, payment, swap, tries, outcome`

/** `is true` keeps plans from reading all that are not done instead of those that are asked for. */
const openOfAsked = 'e.id = asked.id and (done_at is null) is true'
const claiming = `
  update orders.errand as e set lease_until = "leaseUntil", tries = tries + 1 from (${fewRows('id text, at timestamptz, "leaseUntil" timestamptz')}) as asked
  where ${openOfAsked} and lease_until <= at returning ${columns}`
const due = `select id from orders.errand where done_at is null and kind <> 'document' and due_at <= $1 and lease_until <= $1 order by due_at limit $2`
/** Who claims beside takes others. */
const claimingDocuments = `
  with due as materialized (
    select id from orders.errand where done_at is null and kind = 'document' and due_at <= $1 and lease_until <= $1
    order by due_at limit $3 for update skip locked
  )
  update orders.errand as e set lease_until = $2, tries = tries + 1 from due where e.id = due.id returning ${columns}`
const ofOrder = `select id from orders.errand where order_id = $1 and done_at is null and kind <> 'document' order by id`
const awaiting = `select from orders.errand where order_id = $1 and kind = any($2) and done_at is null and kind <> 'document' limit 1`
const finding = `select ${columns} from orders.errand as e where id = $1`
/** A token has done its work. */
const finishing = `
  update orders.errand as e set done_at = at, outcome = asked.outcome, payment = payment || '{"token": ""}' from (${fewRows('id text, at timestamptz, outcome text')}) as asked
  where ${openOfAsked}`
/** The document itself stays: nobody looks for what asked for it. */
const dropping = `delete from orders.errand as e using (${fewRows('id text')}) as asked where ${openOfAsked} returning e.id`
/** One that runs is leased beyond the time it is due at; one that was put off is free when it is due, or before. */
const hurrying =
  'update orders.errand set due_at = $2, lease_until = $2 where id = $1 and done_at is null and due_at > $2 and lease_until <= due_at'
const retrying = 'update orders.errand set due_at = $2, lease_until = $3, outcome = $4 where id = $1 and done_at is null'
const stuck = `
  select e.id, e.order_id as "orderId", o.number as "orderNumber", e.kind, e.tries, e.due_at as "nextAt"
  from orders.errand as e join orders.shop_order as o on o.id = e.order_id where done_at is null and tries >= 3 and outcome = '' order by o.position, e.id limit 100`

type Found = ClaimedErrand & { readonly outcome: string }
type Claiming = Pick<Errand, 'id'> & { readonly at: Date; readonly leaseUntil: Date }
type Ending = Pick<Found, 'id' | 'outcome'> & { readonly at: Date }

/** Over a pool, or over one transaction. */
export function sqlErrandStore(db: pg.Pool | pg.PoolClient): ErrandStore {
  const claim = overSets<Claiming, Found>(db, { name: 'orders.errand.claim', text: claiming })
  const finish = overSets<Ending, Pick<Errand, 'id'>>(db, { name: 'orders.errand.finish', text: finishing })
  const drop = overSets<Pick<Errand, 'id'>, Pick<Errand, 'id'>>(db, { name: 'orders.errand.drop', text: dropping })
  return {
    claim(id, at, leaseUntil) {
      return claim({ id, at, leaseUntil })
    },
    async due(at, limit) {
      return (await db.query<{ id: string }>({ name: 'orders.errand.due', text: due, values: [at, limit] })).rows.map(({ id }) => id)
    },
    async claimDocuments(at, leaseUntil, limit) {
      const values = [at, leaseUntil, limit]
      return (await db.query<Found>({ name: 'orders.errand.claim-documents', text: claimingDocuments, values })).rows
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
    async finish(id, outcome, at) {
      await finish({ id, outcome, at })
    },
    async drop(id) {
      await drop({ id })
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
  }
}
