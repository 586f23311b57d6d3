import { attemptColumns } from './attempt-row.ts'

const sumOf = (kind: string) => `coalesce(sum(amount_minor) filter (where kind = '${kind}'), 0)::bigint`
const countOf = (kind: string) => `(count(*) filter (where kind = '${kind}'))::int`
const money = (amount: string, currency: string) => `jsonb_build_object('amountMinor', (${amount})::text, 'currency', ${currency})`

/**
 * What a provider said, written at once: movements that are new, the sums of their attempt, and the events. The attempt is locked first
 * and its sums are read under the lock, so twins add up; everything written comes from what was read there (see stock's store for why).
 * What is set aside for an attempt that was given up is to be dropped again.
 *
 * $1 attempt, $2 to $8 its movements, $9 reference, $10 now, $11 id of the events, $12 kind of action.
 */
export const hearing = `
  with own as (
    select * from payments.attempt where id = $1 for no key update
  ), added as (
    insert into payments.movement (provider, movement_id, attempt_id, kind, amount_minor, currency, at, refund_id, detail, heard_at)
    select own.provider, m.id, own.id, m.kind, m.amount, m.currency, m.at, m.refund_id, m.detail, $10
    from own, unnest($2::text[], $3::text[], $4::bigint[], $5::text[], $6::timestamptz[], $7::text[], $8::text[]) with ordinality
      as m (id, kind, amount, currency, at, refund_id, detail, place)
    order by place on conflict (provider, movement_id) do nothing
    returning movement_id, kind, amount_minor, currency, refund_id, detail, at
  ), counted as (
    select added.* from added join own using (currency)
  ), new as (
    select ${sumOf('authorised')} as authorised, ${sumOf('captured')} as captured, ${sumOf('refunded')} as refunded,
      ${countOf('voided')} as voids, ${countOf('failed')} as failures, ${countOf('expired')} as expiries,
      ${countOf('action-required')} as actions, ${countOf('approved')} as approvals, ${countOf('disputed')} as disputes,
      ${countOf('dispute-won')} as won, ${countOf('dispute-lost')} as lost,
      min(detail) filter (where kind = 'failed') as failure, min(detail) filter (where kind = 'action-required') as action_url
    from counted
  ), summed as (
    select id, order_id, capture_asked_at, refund_asked_minor, is_open, due_at,
      -- A void that came while the attempt was being written.
      coalesce(void_asked_at, case when capture_asked_at is null then (select asked_at from payments.void_first where attempt_id = $1) end)
        as void_asked_at,
      authorised_minor + new.authorised as authorised, captured_minor + new.captured as captured, refunded_minor + new.refunded as refunded,
      own.voids + new.voids as voids, own.failures + new.failures as failures, own.expiries + new.expiries as expiries,
      own.actions + new.actions as actions, own.approvals + new.approvals as approvals, own.disputes + new.disputes as disputes,
      disputes_won + new.won as won, disputes_lost + new.lost as lost,
      least(own.failure, new.failure) as failure, least(own.action_url, new.action_url) as action_url
    from own, new
  ), judged as (
    select *, payments.attempt_state(authorised, captured, refunded, voids, failures, expiries, actions, approvals, disputes, won, lost) as is_now
    from summed
  ), changed as (
    update payments.attempt as a set authorised_minor = j.authorised, captured_minor = j.captured, refunded_minor = j.refunded,
      voids = j.voids, failures = j.failures, expiries = j.expiries, actions = j.actions, approvals = j.approvals, disputes = j.disputes,
      disputes_won = j.won, disputes_lost = j.lost, failure = j.failure, action_url = j.action_url,
      action_kind = coalesce(nullif($12, ''), a.action_kind),
      reference = coalesce(nullif($9, ''), a.reference), refund_asked_minor = j.refund_asked_minor,
      capture_asked_at = j.capture_asked_at,
      void_asked_at = coalesce(j.void_asked_at, case when j.is_now = 'authorised' and not j.is_open and j.capture_asked_at is null then $10 end),
      token = case when j.is_now = 'pending' then a.token end,
      is_open = j.is_open and j.is_now not in ('failed', 'expired', 'voided', 'refunded', 'charged-back'),
      due_at = case when j.is_now in ('pending', 'action-required') or j.refund_asked_minor > j.refunded and j.is_now <> 'charged-back'
        or j.is_now = 'authorised' and (j.capture_asked_at is not null or j.void_asked_at is not null or not j.is_open)
        then coalesce(j.due_at, $10::timestamptz + interval '1 second') end
    from judged as j where a.id = j.id returning a.*
  ), told as (
    insert into payments.outbox (id, type, key, body)
    select $11 || ':' || movement_id, 'vitrine.payments.v1.' || case kind when 'authorised' then 'PaymentAuthorised'
        when 'captured' then 'PaymentCaptured' when 'voided' then 'PaymentVoided' when 'refunded' then 'PaymentRefunded'
        when 'failed' then 'PaymentFailed' when 'expired' then 'PaymentFailed' else 'PaymentDisputed' end,
      c.order_id, jsonb_build_object('attempt', jsonb_build_object('id', c.id, 'orderId', c.order_id, 'provider', c.provider,
        'method', c.method, 'state', c.state, 'amount', ${money('c.amount_minor', 'c.currency')},
        'captured', ${money('c.captured_minor', 'c.currency')}, 'refunded', ${money('c.refunded_minor', 'c.currency')},
        'providerReference', c.reference, 'createdAt', c.created_at, 'failure', coalesce(c.failure, '')))
      || case kind when 'refunded' then jsonb_build_object('refundId', refund_id, 'amount', ${money('counted.amount_minor', 'c.currency')})
        when 'disputed' then jsonb_build_object('outcome', 'opened', 'amount', ${money('counted.amount_minor', 'c.currency')})
        when 'dispute-won' then jsonb_build_object('outcome', 'won', 'amount', ${money('counted.amount_minor', 'c.currency')})
        when 'dispute-lost' then jsonb_build_object('outcome', 'lost', 'amount', ${money('counted.amount_minor', 'c.currency')})
        else '{}' end
    from changed as c, counted
    -- The rest of a part that is taken is dropped without a word.
    where kind not in ('action-required', 'approved', 'failed', 'expired') and (kind, detail) <> ('voided', 'rest')
      or kind in ('failed', 'expired') and c.state in ('failed', 'expired')
    order by at, movement_id returning 1
  )
  select ${attemptColumns('changed')}, (select count(*) from told)::int as told from changed`
