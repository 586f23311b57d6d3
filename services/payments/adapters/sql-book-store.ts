import type pg from 'pg'
import type { BookedMovement } from '../application/provider.ts'
import type { Difference, ReconcilingStore } from '../application/reconcile-movements.ts'
import type { DayReport, ReportingStore } from '../application/report-day.ts'

const missing = `select id from unnest($2::text[]) as asked (id)
  where not exists (select from payments.movement where provider = $1 and movement_id = id)`

const booking = `
  select m.movement_id as id, m.kind, m.amount_minor::float8 as "amountMinor", m.currency, m.at, m.refund_id as "refundId", m.detail,
    m.attempt_id as "attemptId", a.order_id as "orderId"
  from payments.movement as m join payments.attempt as a on a.id = m.attempt_id
  where m.provider = $1 and m.at >= $2 and m.at < $3 and m.debit is not null order by m.at, m.movement_id`

const differing = `insert into payments.difference (provider, movement_id, side, attempt_id, order_id, kind, amount_minor, currency, at, found_at)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
  on conflict (provider, movement_id) do update set side = excluded.side, found_at = excluded.found_at, cleared_at = null
    where difference.cleared_at is not null`

const clearing = `update payments.difference as d set cleared_at = $3 where provider = $1 and cleared_at is null
  and case side when 'shop' then movement_id = any($2::text[])
    else exists (select from payments.movement as m where m.provider = d.provider and m.movement_id = d.movement_id) end`

const opening = `select provider, side, found_at as "foundAt", json_build_object('id', movement_id, 'kind', kind, 'amountMinor', amount_minor,
    'currency', currency, 'at', at, 'refundId', '', 'detail', '', 'attemptId', attempt_id, 'orderId', order_id) as movement
  from payments.difference where cleared_at is null order by found_at, movement_id limit $1`

const reporting = `insert into payments.report (day, provider, state, body, made_at) values ($1, $2, $3, $4, $5)
  on conflict (day, provider) do update set state = excluded.state, body = excluded.body, made_at = excluded.made_at`

const reports = `select day::text, provider, state, body, made_at as "madeAt" from payments.report
  where day in (select distinct day from payments.report where $2 = '' or day < nullif($2, '')::date order by day desc limit $1) order by report.day desc, provider`

const unreported = `select day from unnest($2::text[]) as asked (day)
  where not exists (select from payments.report as r where r.provider = $1 and r.day = asked.day::date and r.state = 'same') order by day`

/** Books compared with a provider's, in PostgreSQL. */
export const sqlBookStore = (pool: pg.Pool): ReconcilingStore & ReportingStore => ({
  async missing(provider, movementIds) {
    const { rows } = await pool.query<{ id: string }>({ name: 'payments.missing', text: missing, values: [provider, movementIds] })
    return rows.map(({ id }) => id)
  },
  async bookedBetween(provider, from, until) {
    return (await pool.query<BookedMovement>(booking, [provider, from, until])).rows
  },
  async keepDifference(provider, side, { id, attemptId, orderId, kind, amountMinor, currency, at }, foundAt) {
    await pool.query(differing, [provider, id, side, attemptId, orderId, kind, amountMinor, currency, at, foundAt])
  },
  async clearDifferences(provider, listedIds, at) {
    await pool.query(clearing, [provider, listedIds, at])
  },
  async openDifferences(limit) {
    const { rows } = await pool.query<Difference>(opening, [limit])
    return rows.map((row) => ({ ...row, movement: readMovement(row.movement) }))
  },
  async keepReport({ day, provider, state, lines, differences, madeAt }) {
    await pool.query(reporting, [day, provider, state, JSON.stringify({ lines, differences }), madeAt])
  },
  async reports(days, before) {
    const { rows } = await pool.query<Omit<DayReport, 'lines' | 'differences'> & { body: Pick<DayReport, 'lines' | 'differences'> }>(
      reports,
      [days, before],
    )
    return rows.map(({ body, ...report }) => ({
      ...report,
      lines: body.lines,
      differences: body.differences.map(({ side, movement }) => ({ side, movement: readMovement(movement) })),
    }))
  },
  async unreported(provider, days) {
    return (await pool.query<{ day: string }>(unreported, [provider, days])).rows.map(({ day }) => day)
  },
})

/** Times of a JSON column are text. */
const readMovement = (movement: BookedMovement): BookedMovement => ({ ...movement, at: new Date(movement.at) })
