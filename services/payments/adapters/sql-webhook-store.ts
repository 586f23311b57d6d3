import type pg from 'pg'
import type { Attempt } from '../domain/attempt.ts'
import { attemptColumns } from './attempt-row.ts'
import type { ClaimedWebhook, ReferenceStore, WebhookStore } from '../application/hear-webhook.ts'

const keeping = `insert into payments.webhook (provider, event_id, attempt_id, reference, movement_id, heard_at, due_at, done_at)
  values ($1, $2, $3, $4, $5, $6, $6, case when $3 = '' and $4 = '' then $6::timestamptz end) on conflict (provider, event_id) do nothing`

/** Those that tell what is known are done with that; others are put off while they are worked on: 5 s, doubling to an hour. */
const claiming = `
  with due as (
    select provider, event_id, exists (select from payments.movement as m where m.provider = w.provider and m.movement_id = w.movement_id) as known
    from payments.webhook as w
    where done_at is null and given_up_at is null and due_at <= $1 order by due_at limit 20 for no key update skip locked
  )
  update payments.webhook as w set tries = tries + 1, done_at = case when due.known then $1::timestamptz end,
    due_at = $1::timestamptz + least(interval '5 seconds' * (2 ^ least(tries, 12)), interval '1 hour')
  from due where w.provider = due.provider and w.event_id = due.event_id
  returning w.provider, w.event_id as id, attempt_id as "attemptId", reference, heard_at as "heardAt", due.known as "isKnown"`

const findingByReference = `select ${attemptColumns('a')} from payments.attempt as a where provider = $1 and (reference = $2
  or id = (select attempt_id from payments.movement where provider = $1 and movement_id = $2))`

const replaying = `update payments.webhook set given_up_at = null, done_at = null, due_at = $3
  where provider = $1 and event_id = $2 and given_up_at is not null`

/** One that was dropped is both: nobody found its attempt, and nothing is left to do. */
const closing = `update payments.webhook set done_at = case when $3 in ('done', 'dropped') then $4::timestamptz end,
  given_up_at = case when $3 in ('given-up', 'dropped') then $4::timestamptz end where provider = $1 and event_id = $2`

/** What providers tell by themselves, in PostgreSQL. `kept` wakes whoever works on it. */
export const sqlWebhookStore = (pool: pg.Pool, kept: () => void): WebhookStore & ReferenceStore => ({
  async keepWebhook(provider, { id, attemptId, reference, movementId }, at) {
    await pool.query({ name: 'payments.keep-webhook', text: keeping, values: [provider, id, attemptId, reference, movementId, at] })
    kept()
  },
  async findByReference(provider, reference) {
    const values = [provider, reference]
    return (await pool.query<Attempt>({ name: 'payments.find-by-reference', text: findingByReference, values })).rows[0]
  },
  async claimWebhooks(at) {
    return (await pool.query<ClaimedWebhook>({ name: 'payments.claim-webhooks', text: claiming, values: [at] })).rows
  },
  async replayWebhook(provider, eventId, at) {
    const { rowCount } = await pool.query({ name: 'payments.replay-webhook', text: replaying, values: [provider, eventId, at] })
    if (rowCount === 1) kept()
    return rowCount === 1
  },
  async closeWebhook({ provider, id }, outcome, at) {
    await pool.query({ name: 'payments.close-webhook', text: closing, values: [provider, id, outcome, at] })
  },
})
