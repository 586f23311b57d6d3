import { inGroups } from '@vitrine/platform/sql/in-groups'
import pg from 'pg'
import type { ChangeParcelsStore } from '../application/change-parcels.ts'
import type { LabelParcelStore } from '../application/label-parcel.ts'
import type { ParcelArchive, ParcelView } from '../application/list-parcels.ts'
import type { FreeParcelsStore, HoldParcelsStore } from '../application/hold-parcels.ts'
import type { MakeParcelStore, PlannedScan } from '../application/make-parcel.ts'
import type { PlanStore, ScanStore } from '../application/record-scan.ts'
import type { RemakeParcelStore } from '../application/remake-parcel.ts'
import type { SendParcelsStore } from '../application/send-parcels.ts'
import type { SplitParcelStore } from '../application/split-parcel.ts'
import type { StopParcelStore } from '../application/stop-parcel.ts'
import { type Parcel, type ScanState, statesBefore, type WaitsFor } from '../domain/parcel.ts'

/** Parcels with their plans, and what is told of each, which is the parcel; none for an order that was cancelled, or has one. */
const making = `
  with asked as materialized (
    select n, plan, "eventId", told, told->'parcel' as p from jsonb_to_recordset($1) as c (n integer, plan jsonb, "eventId" text, told jsonb)
  ), made as (
    insert into delivery.parcel (id, order_id, carrier, tracking_number, lines, address, earliest, latest, created_at, waits, method_id,
      order_number, for_trial)
    select p->>'id', p->>'orderId', p->>'carrier', p->>'trackingNumber', p->'lines', p->'address', p->>'earliest', p->>'latest',
      (p->>'createdAt')::timestamptz, (p->>'waits')::boolean, p->>'methodId', p->>'orderNumber', (p->>'forTrial')::boolean
    from asked where not exists (select from delivery.cancelled_order where order_id = p->>'orderId') order by n
    on conflict (order_id, number) do nothing returning id, order_id
  ), planned as (
    insert into delivery.planned_scan (parcel_id, state, place, due_at)
    select id, plan->>'state', plan->>'place', (plan->>'dueAt')::timestamptz from made join asked on p->>'id' = id where plan is not null
  )
  insert into delivery.outbox (id, type, key, body)
  select "eventId", 'vitrine.delivery.v1.ParcelMade', order_id, told from made join asked on p->>'id' = id order by n`

/** An order waits for its pieces under its id, and for its lenses beside it. */
const awaitedId = (orderId: string, what: WaitsFor): string => (what === 'pieces' ? orderId : `${orderId} ${what}`)

const waiting = `
  insert into delivery.awaited_order (order_id, came) values ($1, false)
  on conflict (order_id) do update set came = awaited_order.came returning came`

/** The row is where this and a payment heard at the same time meet: the later one sees what the other did. */
const coming = `
  insert into delivery.awaited_order (order_id, came) values ($1, true) on conflict (order_id) do update set came = true`

const holdingOrder = 'select from delivery.parcel where order_id = $1 order by id for update'

const sending = `
  with sent as (
    update delivery.parcel set waits = false where id = $1 and state = 'made' and waits returning id, order_id
  ), planned as (
    insert into delivery.planned_scan (parcel_id, state, place, due_at)
    select id, $2, $3, $4::timestamptz from sent where $2::text is not null
  )
  insert into delivery.outbox (id, type, key, body) select $5, 'vitrine.delivery.v1.ParcelRepacked', order_id, $6 from sent`

const waitingAgain = `
  insert into delivery.awaited_order (order_id, came) values ($1, false) on conflict (order_id) do update set came = false`

const holding = `
  with held as (
    update delivery.parcel set waits = true where id = $1 and state = 'made' and not waits returning id, order_id
  ), told as (
    insert into delivery.outbox (id, type, key, body) select $2, 'vitrine.delivery.v1.ParcelRepacked', order_id, $3 from held
  )
  delete from delivery.planned_scan using held where parcel_id = held.id`

const makingAnother = `
  with made as (
    insert into delivery.parcel (id, order_id, number, carrier, tracking_number, lines, address, earliest, latest, created_at, waits, method_id,
      order_number, for_trial)
    select $1, $2, (select max(number) + 1 from delivery.parcel where order_id = $2), $3, $4, $5, $6, '', '', $7, true, $10, $11, $12
    where not exists (select from delivery.cancelled_order where order_id = $2) returning id
  )
  insert into delivery.outbox (id, type, key, body) select $8, 'vitrine.delivery.v1.ParcelMade', $2, $9 from made`

const stopping = `
  with cancelled as (
    insert into delivery.cancelled_order (order_id, cancelled_at) values ($1, $2) on conflict do nothing
  ), stopped as (
    update delivery.parcel set state = 'stopped' where order_id = $1 and state = 'made' returning id
  ), unplanned as (
    delete from delivery.planned_scan using stopped where parcel_id = stopped.id
  )
  select exists (select from delivery.parcel where order_id = $1 and state not in ('made', 'stopped')) as left`

/** Whoever makes the parcel of an order meets here whoever stops it, before there is a row of either. */
const meeting = 'select pg_advisory_xact_lock(hashtextextended($1, 0))'

const repacking = `
  with repacked as (
    update delivery.parcel set lines = $2, address = $3, state = case when $2 = '[]'::jsonb then 'stopped' else state end
    where id = $1 and state = 'made' returning id, order_id, state
  ), told as (
    insert into delivery.outbox (id, type, key, body) select $4, 'vitrine.delivery.v1.ParcelRepacked', order_id, $5 from repacked
  )
  delete from delivery.planned_scan using repacked where parcel_id = repacked.id and repacked.state = 'stopped'`

const beginningChange = `
  insert into delivery.parcel_hold as h (change_id, order_id) values ($1, $2) on conflict (change_id) do update set order_id = h.order_id returning has_ended as "hasEnded"`

const endingChange = `
  insert into delivery.parcel_hold (change_id, order_id, has_ended) values ($1, $2, true) on conflict (change_id) do update set has_ended = true`

const hearingOrder = `
  insert into delivery.heard_order as h (order_id, version) values ($1, $2)
  on conflict (order_id) do update set version = excluded.version where h.version < excluded.version`

/** What keeps the parcels of an order in the shop: something that has not come, or a change that has not ended. */
const waitingStill = `
  select from delivery.awaited_order where order_id = any ($1) and not came
  union all select from delivery.parcel_hold where order_id = $2 and not has_ended`

/** Both parcels, the plan of the new one and what is told of them are one statement; nothing is done when the parcel is another than was read. */
const splitting = `
  with source as (
    select * from delivery.parcel where id = $1 and state = 'made' and lines = $2 and waits = $17 for update
  ), made as (
    insert into delivery.parcel (id, order_id, number, carrier, tracking_number, lines, address, earliest, latest, created_at, waits, method_id,
      order_number, for_trial)
    select $4, order_id, (select max(number) + 1 from delivery.parcel as p where p.order_id = source.order_id), $5, $6, $7, $8, $9, $10, $11, waits,
      method_id, order_number, for_trial from source
    on conflict do nothing returning id, order_id
  ), lessened as (
    update delivery.parcel as p set lines = $3 from made where p.id = $1
  ), planned as (
    insert into delivery.planned_scan (parcel_id, state, place, due_at)
    select id, $12, $13, $14::timestamptz from made where $12::text is not null
  )
  insert into delivery.outbox (id, type, key, body) select e.id, e.type, made.order_id, e.body from made,
    unnest($15::text[], array['vitrine.delivery.v1.ParcelRepacked', 'vitrine.delivery.v1.ParcelMade'], $16::jsonb[]) with ordinality as e (id, type, body, n)
  order by e.n`

const labelling = `
  with labelled as (
    update delivery.parcel set tracking_number = $3, tracking_url = $4, label = $5 where id = $1 and state = $2 and label = $5 - 1 returning order_id
  )
  insert into delivery.outbox (id, type, key, body) select $6, 'vitrine.delivery.v1.ParcelLabelled', order_id, $7 from labelled`

/** The rows of the order's parcels are locked first, in one order: of two that arrive at once, the later one sees that it is the last. */
const recording = `
  with family as materialized (
    select id, order_id, tracking_number, tracking_url, label, carrier, state, lines, waits from delivery.parcel
    where order_id = (select order_id from delivery.parcel where id = $10 or ($2 <> '' and tracking_number = $2)) order by id for update
  ), parcel as (
    select * from family where id = $10 or ($2 <> '' and tracking_number = $2)
  ), kept as (
    insert into delivery.scan (id, parcel_id, state, at, place, heard_at) select $1, id, $3, $4, $5, $6 from parcel where not waits on conflict do nothing returning parcel_id
  ), moved as (
    update delivery.parcel as p set state = $3 from kept where p.id = kept.parcel_id and p.state = any($7) 
    returning p.id, p.order_id, p.tracking_number, p.tracking_url, p.label, p.carrier, p.lines
  ), told as (
    insert into delivery.outbox (id, type, key, body)
    select $8, 'vitrine.delivery.v1.ParcelMoved', order_id, jsonb_build_object('parcelId', id, 'orderId', order_id, 'trackingNumber', tracking_number,
      'trackingUrl', tracking_url, 'label', label, 'carrier', carrier, 'state', $3::text, 'at', $9::text, 'lines', lines,
      'orderDelivered', $3::text = 'delivered' and not exists (
        select from family where family.id <> moved.id and family.state not in ('delivered', 'stopped'))) from moved
  )
  select case when exists (select from moved) then 'moved' when exists (select from parcel where waits) then 'waits'
    when exists (select from parcel) then 'kept' else 'unknown-parcel' end as outcome`

const columns = `
  p.id, p.order_id as "orderId", p.carrier, p.tracking_number as "trackingNumber", p.state, p.waits, p.lines, p.address, p.earliest, p.latest,
  p.tracking_url as "trackingUrl", p.label, p.method_id as "methodId", p.order_number as "orderNumber", p.for_trial as "forTrial",
  to_json(p.created_at) as "createdAt", coalesce((
    select json_agg(json_build_object('id', s.id, 'state', s.state, 'at', s.at, 'place', s.place) order by s.at, s.id)
    from delivery.scan as s where s.parcel_id = p.id), '[]') as scans`

const ofOrders = `select ${columns} from delivery.parcel as p where p.order_id = any($1) order by p.order_id, p.number`

const finding = `select ${columns} from delivery.parcel as p where p.id = $1`

/** As the index of the few that have not ended says it. */
const open = `p.state not in ('delivered', 'stopped')`
const views: Readonly<Record<ParcelView | 'any', string>> = {
  any: 'true',
  'to-label': `${open} and p.state = 'made' and not p.waits and p.tracking_number = ''`,
  'to-hand-over': `${open} and p.state = 'made' and not p.waits`,
  'under-way': `${open} and p.state in ('handed-over', 'in-transit', 'out-for-delivery')`,
  late: `${open} and p.state not in ('lost', 'returned') and p.latest <> '' and p.latest < $4`,
  lost: `${open} and p.state in ('lost', 'returned')`,
}

const newest = (view: ParcelView | 'any') => `
  select ${columns} from delivery.parcel as p
  where ($1 = '' or p.state = $1) and ${views[view]}
    and ($2 = '' or (p.created_at, p.id) < (select created_at, id from delivery.parcel where id = $2))
  order by p.created_at desc, p.id desc limit $3`

const due = `
  select plan.parcel_id as "parcelId", plan.state, plan.place, plan.due_at as at, p.address ->> 'city' as city
  from delivery.planned_scan as plan join delivery.parcel as p on p.id = plan.parcel_id
  where plan.due_at <= $1 order by plan.due_at limit 100`

/** A parcel of the version before has all its scans planned: what is planned stays as it is. */
const goingOn = `
  with done as (
    delete from delivery.planned_scan where parcel_id = $1 and state = $2 returning parcel_id
  )
  insert into delivery.planned_scan (parcel_id, state, place, due_at) select parcel_id, $3, $4, $5::timestamptz from done where $3::text is not null
  on conflict (parcel_id, state) do nothing`

interface NewParcel {
  readonly parcel: Parcel
  readonly plan: PlannedScan | undefined
  readonly eventId: string
}

/** Over a pool, or over one transaction. `told` is the body of `ParcelMade`, `ParcelRepacked` and `ParcelLabelled`. */
export const sqlParcelStore = (
  db: pg.Pool | pg.PoolClient,
  told: (parcel: Parcel) => { readonly parcel: Parcel },
): MakeParcelStore &
  RemakeParcelStore &
  StopParcelStore &
  SendParcelsStore &
  HoldParcelsStore &
  FreeParcelsStore &
  ChangeParcelsStore &
  SplitParcelStore &
  LabelParcelStore &
  ScanStore &
  PlanStore &
  ParcelArchive => {
  /** Asked once the parcels are held: of two that come at once, the later sees the earlier. */
  const waitsForNothing = async (orderId: string) => {
    const all = (['pieces', 'lenses', 'return'] as const).map((each) => awaitedId(orderId, each))
    return (await db.query(waitingStill, [all, orderId])).rowCount === 0
  }
  const make = inGroups(
    async (parcels: readonly NewParcel[]) => {
      const asked = parcels.map(({ parcel, plan, eventId }, n) => ({ n, plan, eventId, told: told(parcel) }))
      await db.query({ name: 'delivery.parcel.make', text: making, values: [JSON.stringify(asked)] })
      return parcels.map(() => {})
    },
    { keysOf: ({ parcel }) => [parcel.orderId] },
  )
  return {
    make: (parcel, plan, eventId) => make({ parcel, plan, eventId }),

    async waitFor(orderId, what) {
      const values = [awaitedId(orderId, what)]
      const { rows } = await db.query<{ came: boolean }>({ name: 'delivery.order.wait', text: waiting, values })
      return !rows[0]!.came // an upsert that writes always answers its row
    },

    async came(orderId, what) {
      await db.query({ name: 'delivery.order.came', text: coming, values: [awaitedId(orderId, what)] })
      await db.query({ name: 'delivery.order.hold', text: holdingOrder, values: [orderId] })
      return waitsForNothing(orderId)
    },

    async begin(changeId, orderId) {
      const { rows } = await db.query<{ hasEnded: boolean }>(beginningChange, [changeId, orderId])
      return !rows[0]!.hasEnded // an upsert that writes always answers its row
    },

    async end(changeId, orderId) {
      await db.query(endingChange, [changeId, orderId])
      await db.query({ name: 'delivery.order.hold', text: holdingOrder, values: [orderId] })
      return waitsForNothing(orderId)
    },

    async isNews(orderId, version) {
      return (await db.query(hearingOrder, [orderId, version])).rowCount === 1
    },

    async send(parcel, plan, eventId) {
      const values = [parcel.id, ...columnsOf(plan), eventId, JSON.stringify(told(parcel))]
      await db.query({ name: 'delivery.parcel.send', text: sending, values })
    },

    async waitAgain(orderId) {
      await db.query(waitingAgain, [awaitedId(orderId, 'lenses')])
      await db.query({ name: 'delivery.order.hold', text: holdingOrder, values: [orderId] })
    },

    async hold(parcel, eventId) {
      await db.query(holding, [parcel.id, eventId, JSON.stringify(told(parcel))])
    },

    async makeAnother(parcel, eventId) {
      const { id, orderId, carrier, trackingNumber, lines, address, createdAt } = parcel
      const texts = [id, orderId, carrier, trackingNumber, JSON.stringify(lines), JSON.stringify(address), createdAt]
      await db.query(makingAnother, [...texts, eventId, JSON.stringify(told(parcel)), ...belongingOf(parcel)])
    },

    async stop(orderId, at) {
      const { rows } = await db.query<{ left: boolean }>({ name: 'delivery.parcel.stop', text: stopping, values: [orderId, at] })
      return rows[0]?.left ? 'left' : 'stopped'
    },

    async meet(orderId) {
      await db.query(meeting, [orderId])
      await db.query({ name: 'delivery.order.hold', text: holdingOrder, values: [orderId] })
    },

    async repack(parcel, eventId) {
      const { id, lines, address } = parcel
      const values = [id, JSON.stringify(lines), JSON.stringify(address), eventId, JSON.stringify(told(parcel))]
      await db.query({ name: 'delivery.parcel.repack', text: repacking, values })
    },

    async find(parcelId) {
      return (await db.query<Parcel>({ name: 'delivery.parcel.find', text: finding, values: [parcelId] })).rows[0]
    },

    async split(source, left, made, plan, eventIds) {
      const { id, carrier, trackingNumber, lines, address, earliest, latest, createdAt } = made
      const contents = [source.id, JSON.stringify(source.lines), JSON.stringify(left)]
      const texts = [id, carrier, trackingNumber, JSON.stringify(lines), JSON.stringify(address), earliest, latest, createdAt]
      const events = [[...eventIds], [told({ ...source, lines: left }), told(made)].map((body) => JSON.stringify(body))]
      const values = [...contents, ...texts, ...columnsOf(plan), ...events, source.waits]
      return (await db.query({ name: 'delivery.parcel.split', text: splitting, values })).rowCount === 2
    },

    async label({ id, state, trackingNumber, trackingUrl, label, ...parcel }, eventId) {
      const body = JSON.stringify(told({ ...parcel, id, state, trackingNumber, trackingUrl, label }))
      try {
        const { rowCount } = await db.query(labelling, [id, state, trackingNumber, trackingUrl, label, eventId, body])
        return rowCount === 1 ? 'labelled' : 'changed'
      } catch (error) {
        if (error instanceof pg.DatabaseError && error.constraint === 'parcel_tracking_number') return 'taken'
        throw error
      }
    },

    async record({ id, trackingNumber, parcelId, state, at, place }, heardAt, eventId) {
      const values = [id, trackingNumber, state, at, place, heardAt, statesBefore(state), eventId, at.toISOString(), parcelId]
      type Row = { outcome: 'moved' | 'kept' | 'waits' | 'unknown-parcel' }
      const { rows } = await db.query<Row>({ name: 'delivery.scan.record', text: recording, values })
      return rows[0]!.outcome // a select without from always answers one row
    },

    async due(at) {
      type Row = { parcelId: string; state: ScanState; place: string; at: Date; city: string }
      return (await db.query<Row>({ name: 'delivery.plan.due', text: due, values: [at] })).rows
    },

    async done(parcelId, state, next) {
      await db.query({ name: 'delivery.plan.done', text: goingOn, values: [parcelId, state, ...columnsOf(next)] })
    },

    async ofOrders(orderIds) {
      return (await db.query<Parcel>({ name: 'delivery.parcel.of-orders', text: ofOrders, values: [orderIds] })).rows
    },

    async newest({ state, view: asked, after, limit, today }) {
      const view = asked ?? 'any'
      const values = [state, after, limit, ...(view === 'late' ? [today] : [])]
      return (await db.query<Parcel>({ name: `delivery.parcel.newest.${view}`, text: newest(view), values })).rows
    },
  }
}

const belongingOf = ({ methodId, orderNumber, forTrial }: Parcel) => [methodId, orderNumber, forTrial]

const columnsOf = (plan: PlannedScan | undefined) => [plan?.state ?? null, plan?.place ?? null, plan?.dueAt ?? null]
