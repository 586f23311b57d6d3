import type { Ids } from '@vitrine/platform/ids/ids'
import type pg from 'pg'
import type { TrialStore } from '../application/home-trial/trial-store.ts'
import { chargedOf, depositOf, type HomeTrial } from '../domain/home-trial.ts'

const instant = (column: string) => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`
const columns = `
  t.id, t.customer_id as "customerId", t.state, t.email, t.locale, t.currency, t.shipping, t.delivery_method_id as "deliveryMethodId", t.frames, t.deposit, t.payment,
  t.taken_minor::float8 as "takenMinor", t.owes, t.action, t.refusal, t.deliveries, t.notices, t.timeline,
  coalesce((select i.number from orders.invoice as i where i.trial_id = t.id), '') as "invoiceNumber", ${instant('t.asked_at')} as "askedAt",
  ${instant('t.ship_by')} as "shipBy", ${instant('t.return_by')} as "returnBy", t.tries, t.version`

const finding = `select ${columns} from orders.home_trial as t where t.id = $1`
const makingRoom = `
  delete from orders.home_trial where id = $1 and state = 'refused' and refusal ->> 'code' = 'unavailable' and owes = '[]'`
/** Who loses against a twin, or has another open, reads which one it is. */
const beginning = `
  insert into orders.home_trial (id, customer_id, state, email, locale, currency, shipping, delivery_method_id, frames, deposit_minor, deposit, payment, owes,
    timeline, asked_at, ship_by, due_at, lease_until)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $15, $15) on conflict do nothing`
const findingOpen = `
  select id from orders.home_trial where id = $1 or (customer_id = $2 and state in ('asked', 'preparing', 'sent', 'delivered', 'settling')) order by id = $1 desc limit 1`
const claiming = `update orders.home_trial as t set lease_until = $3 where t.id = $1 and t.lease_until <= $2 returning ${columns}`
const freeing = 'update orders.home_trial set lease_until = $2 where id = $1'
const due = 'select id from orders.home_trial where due_at <= $1 and lease_until <= $1 order by due_at limit $2'
const waking = 'update orders.home_trial set due_at = $2 where id = $1 and action is not null'
const changing = `
  with changed as (
    update orders.home_trial set version = version + 1, state = $3, frames = $4, charged_minor = $5, taken_minor = $6, deposit = $7, payment = $8, owes = $9,
      action = $10, refusal = $11, deliveries = $12, notices = $13, timeline = $14, return_by = $15, tries = $16, due_at = $17
    where id = $1 and version = $2 returning id
  ), told as (
    insert into orders.outbox (id, type, key, body)
    select e.id, e.type, changed.id, e.body from changed, unnest($18::text[], $19::text[], $20::jsonb[]) with ordinality as e (id, type, body, n) order by e.n
  )
  select from changed`
const outWith = `select ${columns} from orders.home_trial as t where t.state in ('sent', 'delivered') and t.frames @> $1 order by t.position limit 1000`
const among = `select ${columns} from orders.home_trial as t where t.id = any($1)`
const telling = 'insert into orders.outbox (id, type, key, body) select * from unnest($1::text[], $2::text[], $3::text[], $4::jsonb[])'
const listing = `
  select t.position::float8 as position, ${columns} from orders.home_trial as t
  where ($1 = '' or t.customer_id = $1) and ($2 = '' or t.state = $2)
    and ($5::timestamptz is null or (t.state = 'delivered' and t.return_by < $5)) and ($3::bigint is null or t.position < $3) order by t.position desc limit $4`

const json = (value: unknown) => (value === null ? null : JSON.stringify(value))

/** Over a pool, or over one transaction. */
export const sqlTrialStore = (db: pg.Pool | pg.PoolClient, ids: Ids): TrialStore => ({
  async find(trialId) {
    return (await db.query<HomeTrial>({ name: 'orders.trial.find', text: finding, values: [trialId] })).rows[0]
  },
  async begin(trial) {
    const { id, customerId, state, email, locale, currency, shipping, deliveryMethodId, frames, deposit, payment, owes, timeline } = trial
    const who = [id, customerId, state, email, locale, currency, json(shipping), deliveryMethodId, json(frames), depositOf(trial)]
    const values = [...who, json(deposit), json(payment), json(owes), json(timeline), trial.askedAt, trial.shipBy]
    if ((await db.query(beginning, values)).rowCount === 1) return { begun: true, openId: id }
    return { begun: false, openId: (await db.query<{ id: string }>(findingOpen, [id, customerId])).rows[0]?.id ?? id }
  },
  async makeRoom(trialId) {
    await db.query(makingRoom, [trialId])
  },
  async claim(trialId, at, leaseUntil) {
    return (await db.query<HomeTrial>(claiming, [trialId, at, leaseUntil])).rows[0]
  },
  async free(trialId, at) {
    await db.query(freeing, [trialId, at])
  },
  async due(at, limit) {
    return (await db.query<{ id: string }>({ name: 'orders.trial.due', text: due, values: [at, limit] })).rows.map(({ id }) => id)
  },
  async wake(trialId, at) {
    await db.query(waking, [trialId, at])
  },
  async change({ trial, told = [], dueAt }) {
    const { id, version, state, frames, takenMinor, deposit, payment, owes, action, refusal, deliveries, notices, timeline } = trial
    const whole = [json(frames), chargedOf(trial), takenMinor, json(deposit), json(payment), json(owes), json(action), json(refusal)]
    const rest = [json(deliveries), notices, json(timeline), trial.returnBy, trial.tries, dueAt]
    const events = [told.map(() => ids()), told.map(({ type }) => type), told.map(({ body }) => JSON.stringify(body))]
    const { rowCount } = await db.query({
      name: 'orders.trial.change',
      text: changing,
      values: [id, version, state, ...whole, ...rest, ...events],
    })
    return rowCount === 1
  },
  async outWith(variantId) {
    return (await db.query<HomeTrial>(outWith, [JSON.stringify([{ variantId }])])).rows
  },
  async among(trialIds) {
    return (await db.query<HomeTrial>(among, [trialIds])).rows
  },
  async tell(about) {
    const bodies = about.map(({ telling: { body } }) => JSON.stringify(body))
    await db.query(telling, [
      about.map(() => ids()),
      about.map(({ telling: { type } }) => type),
      about.map(({ trialId }) => trialId),
      bodies,
    ])
  },
  async list({ customerId, state, lateAt }, before, limit) {
    const { rows } = await db.query<HomeTrial & { position: number }>(listing, [customerId, state, before ?? null, limit, lateAt ?? null])
    return rows.map(({ position, ...trial }) => ({ position, trial }))
  },
})
