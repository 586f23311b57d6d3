import { inGroups } from '@vitrine/platform/sql/in-groups'
import { rowsPerTurn } from '@vitrine/platform/sql/once-per-turn'
import type pg from 'pg'
import type { DueStore } from '../application/ask-again.ts'
import type { AttemptStore, NewAttempt, Refund } from '../application/attempt-store.ts'
import type { Begun, BeginningStore } from '../application/authorise-payment.ts'
import type { CapturingStore } from '../application/capture-payment.ts'
import type { RefundAsked, RefundingStore } from '../application/refund-payment.ts'
import type { ShowingStore } from '../application/show-attempts.ts'
import type { VoidingStore } from '../application/void-payment.ts'
import type { Attempt } from '../domain/attempt.ts'
import { asRows } from './as-rows.ts'
import { attemptColumns } from './attempt-row.ts'
import { hearing, type Said } from './hearing.ts'

const columns = attemptColumns('a')
const finding = `select ${columns} from payments.attempt as a where id = any((select $1::text[])::text[])`
const listing = `select ${columns} from payments.attempt as a where order_id = any($1) order by order_id, created_at, id`

/** The keys decide: one row per id, one open attempt per order. $1 is a list of `NewAttempt`. */
const beginning = `
  insert into payments.attempt as a (id, order_id, provider, method, token, return_url, amount_minor, currency, created_at, due_at,
    customer_id, saves, saved_method_id, customer_reference)
  select asked.id, "orderId", asked.provider, asked.method, coalesce(kept.reference, token), "returnUrl", "amountMinor", currency, at,
    at + interval '1 second', "customerId", saves, kept.id,
    case when "customerId" = '' then '' else coalesce((select customer_reference from payments.saved_method as own
      where own.customer_id = "customerId" and own.provider = asked.provider order by agreed_at desc limit 1), '') end
  from jsonb_to_recordset($1) as asked (id text, "orderId" text, provider text, method text, token text, "returnUrl" text,
      "amountMinor" bigint, currency text, "customerId" text, saves boolean, "savedMethodId" text, at timestamptz)
    left join payments.saved_method as kept on kept.id = "savedMethodId" and kept.customer_id = "customerId"
      and kept.provider = asked.provider and kept.method = asked.method and kept.removed_at is null
  where (select true from payments.void_first where attempt_id = asked.id) is null and ("savedMethodId" = '' or kept.id is not null)
  on conflict do nothing returning ${columns}`

/** Why nothing was begun. A statement of its own: it sees what the twin wrote that was waited for. */
const inTheWay = `
  select coalesce((select id from payments.attempt where id = $1), (select id from payments.attempt where order_id = $2 and is_open)) as id,
    exists (select from payments.void_first where attempt_id = $1) as "isVoided"`

/** $1 is a list of `CaptureAsked`. */
const askingCapture = `
  with asked as materialized (select * from jsonb_to_recordset($1) as asked (id text, "amountMinor" bigint, at timestamptz))
  update payments.attempt as a set (capture_asked_at, capture_asked_minor, due_at, asks) =
    (select at, coalesce("amountMinor", amount_minor), at + interval '1 second', 0 from asked where asked.id = a.id)
  where id = any(array(select id from asked)) and state = 'authorised' and is_open and capture_asked_at is null and void_asked_at is null
  returning ${columns}`

interface CaptureAsked {
  /** Of the attempt. */
  readonly id: string
  readonly amountMinor: number | undefined
  readonly at: Date
}

const askingVoid = `
  with marked as (
    update payments.attempt as a set void_asked_at = $2, due_at = $2::timestamptz + interval '1 second', asks = 0
    where id = $1 and state in ('pending', 'action-required', 'authorised') and capture_asked_at is null and void_asked_at is null
    returning 1
  )
  insert into payments.void_first (attempt_id, asked_at)
  select $1, $2 where not exists (select from marked) and not exists (select from payments.attempt where id = $1)
  on conflict do nothing`

/** A refund a person asked for, and nobody else agreed to. */
const unagreed = 'select from payments.refund_request where id = $1 and needs_second and agreed_at is null'

/** The attempt is locked, then judged by what other refunds asked for; the refund's id decides between twins. */
const askingRefund = `
  with paid as (
    select id, currency, captured_minor, refund_asked_minor, disputes > disputes_won as is_taken_back from payments.attempt
    where id = (select id from payments.attempt where order_id = $2 and captured_minor > 0 order by is_open desc, created_at limit 1)
    for no key update
  ), written as (
    insert into payments.refund (id, attempt_id, amount_minor, currency, reason, asked_at)
    select $1, id, $3, currency, $5, $6 from paid where currency = $4 and captured_minor - refund_asked_minor >= $3 and not is_taken_back
      and not exists (${unagreed})
    on conflict (id) do nothing returning attempt_id, amount_minor
  )
  update payments.attempt as a set captured_minor = paid.captured_minor, refund_asked_minor = paid.refund_asked_minor + written.amount_minor,
    due_at = $6::timestamptz + interval '1 second', asks = 0
  from paid join written on attempt_id = paid.id where a.id = paid.id returning ${columns}`

/** Why no refund was written: it had been before, or too much was asked for. */
const refundInTheWay = `
  select r.attempt_id as "attemptId", r.amount_minor::float8 as "amountMinor", r.currency, a.order_id as "orderId",
    exists (select from payments.movement as m where m.attempt_id = r.attempt_id and m.kind = 'refunded' and m.refund_id = r.id) as "isMoved"
  from payments.refund as r join payments.attempt as a on a.id = r.attempt_id where r.id = $1`
const refundable = `
  select coalesce(sum(captured_minor - refund_asked_minor) filter (where disputes <= disputes_won), 0)::float8 as minor, min(currency) as currency, count(*)::int as attempts,
    coalesce(min(state) filter (where disputes > disputes_won), '') as "takenBack"
  from payments.attempt where order_id = $1`

const openRefunds = `
  select r.id, r.attempt_id as "attemptId", r.amount_minor::float8 as "amountMinor" from payments.refund as r where attempt_id = $1
    and not exists (select from payments.movement as m where m.attempt_id = r.attempt_id and m.kind = 'refunded' and m.refund_id = r.id)
  order by asked_at, id`

/** Agreed to when the attempt was made. One that was removed stays so, whatever the provider still says of it. */
const keeping = `
  insert into payments.saved_method (id, customer_id, provider, method, reference, customer_reference, brand, last4, expires, agreed_at)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict do nothing`

const claiming = `
  update payments.attempt as a set asks = asks + 1, due_at = $1::timestamptz + case asks when 0 then interval '5 seconds'
    when 1 then interval '30 seconds' when 2 then interval '2 minutes' else interval '10 minutes' end
  where id in (select id from payments.attempt where is_unfinished and due_at <= $1 order by due_at limit 20 for no key update skip locked)
  returning ${columns}`

type Store = AttemptStore & BeginningStore & CapturingStore & VoidingStore & RefundingStore & ShowingStore & DueStore

/** Attempts, their movements and refunds in PostgreSQL. `published` wakes whoever sends events; it is called only when there is one. */
export function sqlAttemptStore(pool: pg.Pool, published: () => void): Store {
  async function one(name: string, text: string, values: unknown[]): Promise<Attempt | undefined> {
    return (await pool.query<Attempt>({ name: `payments.${name}`, text, values })).rows[0]
  }
  const findEach = rowsPerTurn(
    async (ids) => (await pool.query<Attempt>({ name: 'payments.find', text: finding, values: [ids] })).rows,
    ({ id }) => id,
  )
  const find = async (attemptId: string) => (await findEach([attemptId]))[0]

  /** One row for each command, by the id of its attempt: undefined for one whose condition does not hold. */
  async function each<Row extends Attempt>(name: string, text: string, asked: readonly { readonly id: string }[]) {
    const { rows } = await pool.query<Row>({ name: `payments.${name}`, text, values: [asRows(asked)] })
    const found = new Map(rows.map((row) => [row.id, row]))
    return asked.map(({ id }) => found.get(id))
  }
  // A row is changed once a statement, and of the attempts of one order one comes after the other.
  const begin = inGroups((asked: readonly NewAttempt[]) => each('begin', beginning, asked), {
    keysOf: ({ id, orderId }) => [id, `order ${orderId}`],
  })
  const askCapture = inGroups((asked: readonly CaptureAsked[]) => each('ask-capture', askingCapture, asked), { keysOf: ({ id }) => [id] })
  const hear = inGroups(
    async (said: readonly Said[]) => {
      const heard = await each<Attempt & { told: number }>('hear', hearing, said)
      if (heard.some((attempt) => attempt && attempt.told > 0)) published()
      return heard
    },
    { keysOf: ({ id }) => [id] },
  )

  async function notBegun({ id, orderId, savedMethodId }: NewAttempt): Promise<Begun> {
    const { rows } = await pool.query<{ id: string | null; isVoided: boolean }>(inTheWay, [id, orderId])
    const other = rows[0]
    if (other?.id && other.id !== id) return { is: 'another-open', attemptId: other.id }
    const attempt = other?.id ? await find(id) : undefined
    if (attempt) return { is: 'known', attempt }
    if (other?.isVoided) return { is: 'voided' }
    if (savedMethodId !== '') return { is: 'method-gone' }
    throw new Error(`attempt ${id} was refused and nothing is in its way`)
  }

  return {
    find,

    hear: (attemptId, standing, at, eventId, isAnswered = false) => hear({ ...standing, id: attemptId, now: at, eventId, isAnswered }),

    async keepMethod({ id, customerId, provider, method, createdAt }, { reference, customerReference, brand, last4, expires }) {
      await pool.query(keeping, [id, customerId, provider, method, reference, customerReference, brand, last4, expires, createdAt])
    },

    async openRefunds(attemptId) {
      return (await pool.query<Refund>({ name: 'payments.open-refunds', text: openRefunds, values: [attemptId] })).rows
    },

    async begin(asked) {
      const attempt = await begin(asked)
      return attempt ? { is: 'begun', attempt } : notBegun(asked)
    },

    askCapture: (attemptId, amountMinor, at) => askCapture({ id: attemptId, amountMinor, at }),

    async askVoid(attemptId, at) {
      await pool.query({ name: 'payments.ask-void', text: askingVoid, values: [attemptId, at] })
      return find(attemptId)
    },

    async askRefund({ id, orderId, amountMinor, currency, reason, at }): Promise<RefundAsked> {
      const asked = await one('ask-refund', askingRefund, [id, orderId, amountMinor, currency, reason, at])
      if (asked) return { is: 'asked', attempt: asked, isMoved: false }
      const before = (await pool.query<Refund & { currency: string; orderId: string; isMoved: boolean }>(refundInTheWay, [id])).rows[0]
      if (before) {
        const isSame = before.orderId === orderId && before.amountMinor === amountMinor && before.currency === currency
        const attempt = isSame ? await find(before.attemptId) : undefined
        return attempt ? { is: 'asked', attempt, isMoved: before.isMoved } : { is: 'other-refund' }
      }
      if ((await pool.query(unagreed, [id])).rowCount) return { is: 'unagreed' }
      const { rows } = await pool.query<{ minor: number; currency: string; attempts: number; takenBack: string }>(refundable, [orderId])
      const left = rows[0]
      return left && left.attempts > 0
        ? { is: 'above-captured', refundableMinor: left.minor, currency: left.currency, takenBack: left.takenBack }
        : { is: 'no-payment' }
    },

    async attemptsOf(orderIds) {
      return (await pool.query<Attempt>({ name: 'payments.list', text: listing, values: [orderIds] })).rows
    },

    async claimDue(at) {
      return (await pool.query<Attempt>({ name: 'payments.claim-due', text: claiming, values: [at] })).rows
    },
  }
}
