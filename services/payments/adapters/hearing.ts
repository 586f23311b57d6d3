import { attemptColumns } from './attempt-row.ts'

const sumOf = (kind: string) => `coalesce((select sum(amount_minor) from counted where kind = '${kind}'), 0)::bigint`
const countOf = (kind: string) => `(select count(*) from counted where kind = '${kind}')::int`
const money = (amount: string, currency: string) => `jsonb_build_object('amountMinor', (${amount})::text, 'currency', ${currency})`

/**
 * What a provider said, written at once: movements that are new, the sums of their attempt, and the events. The attempt is locked first
 * and its sums are read under the lock, so twins add up; everything written comes from what was read there (see stock's store for why).
 *
 * $1 attempt, $2 to $8 its movements, $9 reference, $10 now, $11 id of the events.
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
  ), summed as (
    select id, order_id, capture_asked_at, refund_asked_minor, is_open, due_at,
      -- A void that came while the attempt was being written.
      coalesce(void_asked_at, case when capture_asked_at is null then (select asked_at from payments.void_first where attempt_id = $1) end)
        as void_asked_at,
      authorised_minor + ${sumOf('authorised')} as authorised, captured_minor + ${sumOf('captured')} as captured,
      refunded_minor + ${sumOf('refunded')} as refunded, voids + ${countOf('voided')} as voids, failures + ${countOf('failed')} as failures,
      expiries + ${countOf('expired')} as expiries, actions + ${countOf('action-required')} as actions,
      least(failure, (select min(detail) from counted where kind = 'failed')) as failure,
      least(action_url, (select min(detail) from counted where kind = 'action-required')) as action_url
    from own
  ), judged as (
    select *, payments.attempt_state(authorised, captured, refunded, voids, failures, expiries, actions) as is_now from summed
  ), changed as (
    update payments.attempt as a set authorised_minor = j.authorised, captured_minor = j.captured, refunded_minor = j.refunded,
      voids = j.voids, failures = j.failures, expiries = j.expiries, actions = j.actions, failure = j.failure, action_url = j.action_url,
      reference = coalesce(nullif($9, ''), a.reference), refund_asked_minor = j.refund_asked_minor,
      capture_asked_at = j.capture_asked_at, void_asked_at = j.void_asked_at,
      token = case when j.is_now = 'pending' then a.token end,
      is_open = j.is_open and j.is_now not in ('failed', 'expired', 'voided', 'refunded'),
      due_at = case when j.is_now in ('pending', 'action-required') or j.refund_asked_minor > j.refunded
        or j.is_now = 'authorised' and (j.capture_asked_at is not null or j.void_asked_at is not null)
        then coalesce(j.due_at, $10::timestamptz + interval '1 second') end
    from judged as j where a.id = j.id returning a.*
  ), told as (
    insert into payments.outbox (id, type, key, body)
    select $11 || ':' || movement_id, 'vitrine.payments.v1.' || case kind when 'authorised' then 'PaymentAuthorised'
        when 'captured' then 'PaymentCaptured' when 'voided' then 'PaymentVoided' when 'refunded' then 'PaymentRefunded' else 'PaymentFailed' end,
      c.order_id, jsonb_build_object('attempt', jsonb_build_object('id', c.id, 'orderId', c.order_id, 'provider', c.provider,
        'method', c.method, 'state', c.state, 'amount', ${money('c.amount_minor', 'c.currency')},
        'captured', ${money('c.captured_minor', 'c.currency')}, 'refunded', ${money('c.refunded_minor', 'c.currency')},
        'providerReference', c.reference, 'createdAt', c.created_at, 'failure', coalesce(c.failure, '')))
      || case when kind = 'refunded' then jsonb_build_object('refundId', refund_id, 'amount', ${money('counted.amount_minor', 'c.currency')})
        else '{}' end
    from changed as c, counted
    where kind in ('authorised', 'captured', 'voided', 'refunded') or kind in ('failed', 'expired') and c.state in ('failed', 'expired')
    order by at, movement_id returning 1
  )
  select ${attemptColumns('changed')}, (select count(*) from told)::int as told from changed`
