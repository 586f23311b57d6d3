import { inGroups } from '@vitrine/platform/sql/in-groups'
import type pg from 'pg'
import type { Attempt } from '../domain/attempt.ts'
import { asRows } from './as-rows.ts'
import { attemptColumns } from './attempt-row.ts'
import type { ClaimedWebhook, ReferenceStore, WebhookStore } from '../application/hear-webhook.ts'
import type { WebhookEvent } from '../application/provider.ts'

interface Kept extends WebhookEvent {
  readonly provider: string
  readonly at: Date
}

/** One that tells what is known, or is of no attempt, is done with that. $1 is a list of `Kept`. Answers those that are to be worked on. */
const keeping = `
  insert into payments.webhook (provider, event_id, attempt_id, reference, movement_id, heard_at, due_at, done_at)
  select provider, id, "attemptId", reference, "movementId", at, at, case when "attemptId" = '' and reference = ''
    or (select true from payments.movement as m where m.provider = asked.provider and movement_id = "movementId") then at end
  from jsonb_to_recordset($1) as asked (provider text, id text, "attemptId" text, reference text, "movementId" text, at timestamptz)
  on conflict (provider, event_id) do nothing returning done_at is null as "isDue"`

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
  given_up_at = case when $3 in ('given-up', 'dropped') then $4::timestamptz end
  where (provider, event_id) in (select * from unnest($1::text[], $2::text[]))`

/** What providers tell by themselves, in PostgreSQL. `kept` wakes whoever works on it. */
export function sqlWebhookStore(pool: pg.Pool, kept: () => void): WebhookStore & ReferenceStore {
  const keep = inGroups(
    async (webhooks: readonly Kept[]) => {
      const { rows } = await pool.query<{ isDue: boolean }>({
        name: 'payments.keep-webhook',
        text: keeping,
        values: [asRows(webhooks)],
      })
      if (rows.some(({ isDue }) => isDue)) kept()
      return webhooks
    },
    { keysOf: () => [] }, // rows are only added: a twin in the same statement adds nothing, as any other
  )
  return {
    async keepWebhook(provider, event, at) {
      await keep({ ...event, provider, at })
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
    async closeWebhooks(webhooks, outcome, at) {
      const keys = [webhooks.map(({ provider }) => provider), webhooks.map(({ id }) => id)]
      await pool.query(closing, [...keys, outcome, at])
    },
  }
}
