import type { Standing } from '../application/provider.ts'
import { attemptColumns } from './attempt-row.ts'

const sumOf = (kind: string) => `coalesce(sum(amount_minor) filter (where kind = '${kind}'), 0)::bigint`
const countOf = (kind: string) => `(count(*) filter (where kind = '${kind}'))::int`
const money = (amount: string, currency: string) => `jsonb_build_object('amountMinor', (${amount})::text, 'currency', ${currency})`

/** What a provider said of an attempt. */
export interface Said extends Standing {
  /** Of the attempt. */
  readonly id: string
  readonly now: Date
  readonly eventId: string
  /** Whoever asked the provider asked for somebody, who waits and is answered with it. */
  readonly isAnswered: boolean
}

/**
 * What providers said, written at once: movements that are new, the sums of their attempts, and the events. Each attempt is locked first and
 * its sums are read under the lock, so twins add up; everything written comes from what was read there (see stock's `level-sql.ts` for why).
 * What is set aside for an attempt that was given up is to be dropped again.
 *
 * $1 is a list of `Said`, each of another attempt.
 */
export const hearing = `
  with own as (
    select a.*, said.reference as said_reference, "actionKind" as said_action, movements, now, "eventId" as event_id, "isAnswered" as is_answered
    from jsonb_to_recordset($1) as said (id text, reference text, "actionKind" text, movements jsonb, now timestamptz, "eventId" text, "isAnswered" boolean),
      lateral (select * from payments.attempt where id = said.id for no key update) as a
  ), added as (
    insert into payments.movement (provider, movement_id, attempt_id, kind, amount_minor, currency, at, refund_id, detail, heard_at)
    select own.provider, m.id, own.id, m.kind, "amountMinor", m.currency, m.at, "refundId", m.detail, now
    from own, jsonb_to_recordset(movements)
      as m (id text, kind text, "amountMinor" bigint, currency text, at timestamptz, "refundId" text, detail text)
    on conflict (provider, movement_id) do nothing
    returning attempt_id, movement_id, kind, amount_minor, currency, refund_id, detail, at
  ), summed as (
    select id, order_id, capture_asked_at, refund_asked_minor, is_open, due_at, now, event_id, is_answered, said_reference, said_action,
      -- A void that came while the attempt was being written.
      coalesce(void_asked_at, case when capture_asked_at is null then (select asked_at from payments.void_first as v where v.attempt_id = own.id) end)
        as void_asked_at,
      authorised_minor + new.authorised as authorised, captured_minor + new.captured as captured, refunded_minor + new.refunded as refunded,
      own.voids + new.voids as voids, own.failures + new.failures as failures, own.expiries + new.expiries as expiries,
      own.actions + new.actions as actions, own.approvals + new.approvals as approvals, own.disputes + new.disputes as disputes,
      disputes_won + new.won as won, disputes_lost + new.lost as lost,
      least(own.failure, new.failure) as failure, least(own.action_url, new.action_url) as action_url
    from own, lateral (
      select ${sumOf('authorised')} as authorised, ${sumOf('captured')} as captured, ${sumOf('refunded')} as refunded,
        ${countOf('voided')} as voids, ${countOf('failed')} as failures, ${countOf('expired')} as expiries,
        ${countOf('action-required')} as actions, ${countOf('approved')} as approvals, ${countOf('disputed')} as disputes,
        ${countOf('dispute-won')} as won, ${countOf('dispute-lost')} as lost,
        min(detail) filter (where kind = 'failed') as failure, min(detail) filter (where kind = 'action-required') as action_url
      from added where attempt_id = own.id and added.currency = own.currency
    ) as new
  ), judged as materialized (
    select *, payments.attempt_state(authorised, captured, refunded, voids, failures, expiries, actions, approvals, disputes, won, lost) as is_now
    from summed
  ), changed as (
    update payments.attempt as a set authorised_minor = j.authorised, captured_minor = j.captured, refunded_minor = j.refunded,
      voids = j.voids, failures = j.failures, expiries = j.expiries, actions = j.actions, approvals = j.approvals, disputes = j.disputes,
      disputes_won = j.won, disputes_lost = j.lost, failure = j.failure, action_url = j.action_url,
      action_kind = coalesce(nullif(j.said_action, ''), a.action_kind),
      reference = coalesce(nullif(j.said_reference, ''), a.reference), refund_asked_minor = j.refund_asked_minor,
      capture_asked_at = j.capture_asked_at,
      void_asked_at = coalesce(j.void_asked_at, case when j.is_now = 'authorised' and not j.is_open and j.capture_asked_at is null then j.now end),
      token = case when j.is_now = 'pending' then a.token end,
      is_open = j.is_open and j.is_now not in ('failed', 'expired', 'voided', 'refunded', 'charged-back'),
      due_at = case when j.is_now in ('pending', 'action-required') or j.refund_asked_minor > j.refunded and j.is_now <> 'charged-back'
        or j.is_now = 'authorised' and (j.capture_asked_at is not null or j.void_asked_at is not null or not j.is_open)
        then coalesce(j.due_at, j.now + interval '1 second') end
    from judged as j where a.id = j.id and a.id = any(array(select id from own)) returning a.*, event_id, is_answered
  ), told as (
    insert into payments.outbox (id, type, key, body)
    select event_id || ':' || movement_id, 'vitrine.payments.v1.' || case kind when 'authorised' then 'PaymentAuthorised'
        when 'captured' then 'PaymentCaptured' when 'voided' then 'PaymentVoided' when 'refunded' then 'PaymentRefunded'
        when 'failed' then 'PaymentFailed' when 'expired' then 'PaymentFailed' else 'PaymentDisputed' end,
      c.order_id, jsonb_build_object('attempt', jsonb_build_object('id', c.id, 'orderId', c.order_id, 'provider', c.provider,
        'method', c.method, 'state', c.state, 'amount', ${money('c.amount_minor', 'c.currency')},
        'captured', ${money('c.captured_minor', 'c.currency')}, 'refunded', ${money('c.refunded_minor', 'c.currency')},
        'providerReference', c.reference, 'createdAt', c.created_at, 'failure', coalesce(c.failure, '')))
      || case when is_answered and kind in ('authorised', 'captured') then '{"answered": true}'::jsonb else '{}' end
      || case kind when 'refunded' then jsonb_build_object('refundId', refund_id, 'amount', ${money('added.amount_minor', 'c.currency')})
        when 'disputed' then jsonb_build_object('outcome', 'opened', 'amount', ${money('added.amount_minor', 'c.currency')})
        when 'dispute-won' then jsonb_build_object('outcome', 'won', 'amount', ${money('added.amount_minor', 'c.currency')})
        when 'dispute-lost' then jsonb_build_object('outcome', 'lost', 'amount', ${money('added.amount_minor', 'c.currency')})
        else '{}' end
    from changed as c join added on attempt_id = c.id and added.currency = c.currency
    -- The rest of a part that is taken is dropped without a word.
    where kind not in ('action-required', 'approved', 'failed', 'expired') and (kind, detail) <> ('voided', 'rest')
      or kind in ('failed', 'expired') and c.state in ('failed', 'expired')
    order by at, movement_id returning 1
  )
  select ${attemptColumns('changed')}, (select count(*) from told)::int as told from changed`
