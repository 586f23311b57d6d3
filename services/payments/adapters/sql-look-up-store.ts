import type pg from 'pg'
import type {
  Balance,
  Dispute,
  Entry,
  LookUpStore,
  PaymentFilter,
  PaymentStep,
  Place,
  Stuck,
  Transaction,
  Waiting,
  DroppedWebhook,
} from '../application/look-up-payments.ts'
import { waits } from './sql-refund-request-store.ts'
import { type Attempt, movementKinds } from '../domain/attempt.ts'
import { attemptColumns } from './attempt-row.ts'

const matching = `($1 = '' or a.state = $1) and ($2 = '' or a.provider = $2)
  and ($3::timestamptz is null or a.created_at >= $3) and ($4::timestamptz is null or a.created_at < $4)
  and ($5 = '' or a.id = $5 or a.order_id = $5 or a.reference = $5 or a.order_id = any($6)
    or a.id in (select attempt_id from payments.movement where movement_id = $5))`

const listing = `select ${attemptColumns('a')} from payments.attempt as a where ${matching}
  and ($7::timestamptz is null or (a.created_at, a.id) < ($7, $8)) order by a.created_at desc, a.id desc limit $9`

const counting = `select count(*)::int as total from payments.attempt as a where ${matching}`

/** What happened in one moment stands in the order in which it can. */
const transactions = (condition: string) => `
  select m.movement_id as id, m.attempt_id as "attemptId", a.order_id as "orderId", m.provider, m.kind,
    m.amount_minor::float8 as "amountMinor", m.currency, m.at, m.heard_at as "heardAt", m.refund_id as "refundId",
    case when m.kind in ('failed', 'expired', 'disputed') then m.detail else '' end as detail
  from payments.movement as m join payments.attempt as a on a.id = m.attempt_id where ${condition} order by m.at,
    array_position($2::text[], m.kind), m.movement_id`

const steps = `
  select at, step, minor::float8 as "amountMinor", detail from (
    select created_at as at, 'begun' as step, 0 as minor, '' as detail from payments.attempt where id = $1
    union all select capture_asked_at, 'capture-asked', 0, '' from payments.attempt where id = $1 and capture_asked_at is not null
    union all select void_asked_at, 'void-asked', 0, '' from payments.attempt where id = $1 and void_asked_at is not null
    union all select asked_at, 'refund-asked', amount_minor, reason from payments.refund where attempt_id = $1
    union all select w.heard_at, case when w.given_up_at is null then 'webhook' else 'webhook-given-up' end, 0, w.event_id
      from payments.webhook as w join payments.attempt as a on a.provider = w.provider and (w.attempt_id = a.id
        or w.reference <> '' and w.reference = a.reference) where a.id = $1
  ) as step order by at, step, detail limit 500`

const disputes = `
  select a.id as "attemptId", a.order_id as "orderId", a.provider, a.reference, a.currency, a.created_at as "createdAt",
    case when a.disputes > a.disputes_won + a.disputes_lost then 'opened' when a.disputes_lost > 0 then 'lost' else 'won' end as outcome,
    m.minor::float8 as "amountMinor", m.opened_at as "openedAt", m.reason,
    case when a.disputes <= a.disputes_won + a.disputes_lost then m.ended_at end as "endedAt"
  from payments.attempt as a cross join lateral (
    select coalesce(sum(amount_minor) filter (where kind = 'disputed'), 0) as minor, min(at) as opened_at,
      max(at) filter (where kind in ('dispute-won', 'dispute-lost')) as ended_at,
      coalesce(min(detail) filter (where kind = 'disputed'), '') as reason
    from payments.movement where attempt_id = a.id and kind in ('disputed', 'dispute-won', 'dispute-lost')
  ) as m
  where a.disputes > 0 and ($1::timestamptz is null or (a.created_at, a.id) < ($1, $2)) order by a.created_at desc, a.id desc limit $3`

const balances = `
  select provider, account, currency, sum(amount_minor)::float8 as "amountMinor", count(*)::int as entries
  from payments.ledger group by provider, currency, account order by provider, currency, account`

const entries = `
  select l.provider, l.movement_id as "movementId", l.account, l.attempt_id as "attemptId", a.order_id as "orderId", m.kind, l.currency,
    l.amount_minor::float8 as "amountMinor", l.at
  from payments.ledger as l join payments.attempt as a on a.id = l.attempt_id
    join payments.movement as m on m.provider = l.provider and m.movement_id = l.movement_id
  where ($1 = '' or l.provider = $1) and ($2 = '' or l.account = $2) and ($3 = '' or l.currency = $3)
    and ($4::timestamptz is null or l.at >= $4) and ($5::timestamptz is null or l.at < $5)
    and ($6::timestamptz is null or (l.at, l.movement_id || ' ' || l.account) < ($6, $7))
  order by l.at desc, l.movement_id || ' ' || l.account desc limit $8`

/** Asked three times at least, 36 s after it began: who only waits for the shopper is not stuck. */
const allStuck = `
  select case when void_asked_at is not null and captured_minor = 0 then 'void' when refund_asked_minor > refunded_minor then 'refund'
      when capture_asked_at is not null then 'capture' else 'authorise' end as what,
    provider, id as "attemptId", order_id as "orderId", created_at as since, asks as tries, due_at as "nextAt", '' as "eventId"
  from payments.attempt where is_unfinished and due_at is not null and asks >= 3 and state <> 'action-required'
  union all
  select case when given_up_at is null then 'webhook' else 'webhook-given-up' end, w.provider, w.attempt_id, coalesce(a.order_id, ''),
    w.heard_at, w.tries, case when given_up_at is null then w.due_at end, w.event_id
  from payments.webhook as w left join payments.attempt as a on a.id = w.attempt_id
  where done_at is null and (given_up_at is not null or w.tries >= 3)`
const stuck = `${allStuck} order by since limit 100`

const dropped = `
  select provider, event_id as "eventId", reference, heard_at as "heardAt", given_up_at as "droppedAt" from payments.webhook
  where given_up_at is not null and done_at is not null order by given_up_at desc, event_id limit 100`

const countingWaiting = `
  select (select count(*)::int from payments.refund_request where ${waits}) as refunds,
    (select count(*)::int from payments.attempt where disputes > 0 and disputes > disputes_won + disputes_lost) as disputes,
    (select count(*)::int from (${allStuck}) as stuck) as stuck`

const valuesOf = ({ state, provider, since, until, reference, orderIds }: PaymentFilter) => [
  ...[state, provider, since ?? null, until ?? null, reference, orderIds],
]

const afterOf = (place: Place | undefined) => [place?.at ?? null, place?.id ?? null]

/** What people look up, in PostgreSQL. */
export const sqlLookUpStore = (pool: pg.Pool): Omit<LookUpStore, 'find'> => ({
  async payments(filter, after, limit) {
    return (await pool.query<Attempt>(listing, [...valuesOf(filter), ...afterOf(after), limit])).rows
  },
  async countPayments(filter) {
    return (await pool.query<{ total: number }>(counting, valuesOf(filter))).rows[0]!.total // an aggregate always answers one row
  },
  async transactionsOf(by) {
    const [condition, value] = 'attemptId' in by ? ['m.attempt_id = $1', by.attemptId] : ['a.order_id = any($1)', by.orderIds]
    return (await pool.query<Transaction>(transactions(condition), [value, movementKinds])).rows
  },
  async stepsOf(attemptId) {
    return (await pool.query<PaymentStep>(steps, [attemptId])).rows
  },
  async disputes(after, limit) {
    const { rows } = await pool.query<Dispute & { createdAt: Date }>(disputes, [...afterOf(after), limit])
    return rows.map(({ createdAt: at, ...dispute }) => ({ ...dispute, place: { at, id: dispute.attemptId } }))
  },
  async balances() {
    return (await pool.query<Balance>(balances)).rows
  },
  async entries({ provider, account, currency, since, until }, after, limit) {
    const values = [provider, account, currency, since ?? null, until ?? null, ...afterOf(after), limit]
    return (await pool.query<Entry>(entries, values)).rows
  },
  async countWaiting() {
    return (await pool.query<Waiting>({ name: 'payments.waiting', text: countingWaiting, values: [] })).rows[0]! // one row of counts, always
  },
  async stuck() {
    return (await pool.query<Stuck>(stuck)).rows
  },
  async dropped() {
    return (await pool.query<DroppedWebhook>(dropped)).rows
  },
})
