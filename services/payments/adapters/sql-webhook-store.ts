import type pg from 'pg'
import type { ClaimedWebhook, WebhookStore } from '../application/hear-webhook.ts'
import type { ReconcilingStore } from '../application/reconcile-movements.ts'

const keeping = `insert into payments.webhook (provider, event_id, attempt_id, movement_id, heard_at, due_at)
  values ($1, $2, $3, $4, $5, $5) on conflict (provider, event_id) do nothing`

/** Put off while it is worked on: 5 s, doubling to an hour. */
const claiming = `
  update payments.webhook as w set tries = tries + 1,
    due_at = $1::timestamptz + least(interval '5 seconds' * (2 ^ least(tries, 12)), interval '1 hour')
  where (provider, event_id) in (select provider, event_id from payments.webhook
    where done_at is null and given_up_at is null and due_at <= $1 order by due_at limit 20 for no key update skip locked)
  returning provider, event_id as id, attempt_id as "attemptId", heard_at as "heardAt",
    exists (select from payments.movement as m where m.provider = w.provider and m.movement_id = w.movement_id) as "isKnown"`

const closing = `update payments.webhook set done_at = case when $3 = 'done' then $4::timestamptz end,
  given_up_at = case when $3 = 'given-up' then $4::timestamptz end where provider = $1 and event_id = $2`

const missing = `select id from unnest($2::text[]) as asked (id)
  where not exists (select from payments.movement where provider = $1 and movement_id = id)
    and not exists (select from payments.stray where provider = $1 and movement_id = id)`

const straying = `insert into payments.stray (provider, movement_id, attempt_id, order_id, kind, amount_minor, currency, at, found_at)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict do nothing`

/** What providers tell by themselves, in PostgreSQL. */
export const sqlWebhookStore = (pool: pg.Pool): WebhookStore & ReconcilingStore => ({
  async keepWebhook(provider, { id, attemptId, movementId }, at) {
    await pool.query({ name: 'payments.keep-webhook', text: keeping, values: [provider, id, attemptId, movementId, at] })
  },
  async claimWebhooks(at) {
    return (await pool.query<ClaimedWebhook>({ name: 'payments.claim-webhooks', text: claiming, values: [at] })).rows
  },
  async closeWebhook({ provider, id }, outcome, at) {
    await pool.query({ name: 'payments.close-webhook', text: closing, values: [provider, id, outcome, at] })
  },
  async missing(provider, movementIds) {
    const { rows } = await pool.query<{ id: string }>({ name: 'payments.missing', text: missing, values: [provider, movementIds] })
    return rows.map(({ id }) => id)
  },
  async keepStray(provider, { id, attemptId, orderId, kind, amountMinor, currency, at }, foundAt) {
    await pool.query(straying, [provider, id, attemptId, orderId, kind, amountMinor, currency, at, foundAt])
  },
})
