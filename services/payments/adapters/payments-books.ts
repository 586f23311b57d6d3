import type { Book, Check } from '@vitrine/platform/service'

const sums = `select attempt_id as id, currency, sum(amount_minor) filter (where kind = 'authorised') as authorised,
  sum(amount_minor) filter (where kind = 'captured') as captured, sum(amount_minor) filter (where kind = 'refunded') as refunded
  from payments.movement group by attempt_id, currency`

/** What holds of every row of payments at any time. */
export const paymentsChecks: readonly Check[] = [
  {
    invariant: 'I2 captured is at most what was asked, refunded at most what was captured',
    text: `select 'attempt ' || id || ': captured ' || captured_minor || ' of ' || amount_minor || ', refunded ' || refunded_minor
      from payments.attempt where captured_minor > amount_minor or refunded_minor > captured_minor`,
  },
  {
    // What a bank took back for good has gone back too: its order may be paid once more.
    invariant: 'I2 at most one attempt of an order is captured and not given back',
    text: `select 'order ' || order_id || ': ' || count(*) || ' attempts' from payments.attempt
      where captured_minor > refunded_minor and state <> 'charged-back' group by order_id having count(*) > 1`,
  },
  {
    invariant: 'I2 sums of attempts are the sums of their movements',
    text: `select 'attempt ' || a.id from payments.attempt as a left join (${sums}) as s using (id, currency)
      where (a.authorised_minor, a.captured_minor, a.refunded_minor)
        <> (coalesce(s.authorised, 0), coalesce(s.captured, 0), coalesce(s.refunded, 0))`,
  },
  {
    invariant: 'I2 refunds asked for are the sum of refunds',
    text: `select 'attempt ' || a.id from payments.attempt as a
      left join (select attempt_id, sum(amount_minor) as asked from payments.refund group by attempt_id) as r on r.attempt_id = a.id
      where a.refund_asked_minor <> coalesce(r.asked, 0)`,
  },
  {
    invariant: 'I2 money moves in the currency that was asked for',
    text: `select 'movement ' || movement_id || ' of attempt ' || a.id from payments.movement as m join payments.attempt as a on a.id = m.attempt_id
      where m.currency <> a.currency`,
  },
  {
    invariant: 'I2 the two sides of the ledger are even',
    text: `select currency || ': ' || sum(amount_minor) from payments.ledger group by currency having sum(amount_minor) <> 0`,
  },
  {
    invariant: 'I2 what is taken is what was asked',
    text: `select 'attempt ' || id || ': captured ' || captured_minor || ' of ' || capture_asked_minor from payments.attempt
      where captured_minor not in (0, coalesce(capture_asked_minor, amount_minor))`,
  },
  {
    invariant: 'I2 what was set aside is taken or dropped, never both',
    text: `select 'attempt ' || id || ': of ' || authorised_minor || ' captured ' || captured_minor || ', dropped ' || dropped
      from payments.attempt join (select attempt_id as id, sum(amount_minor) as dropped from payments.movement where kind = 'voided'
        group by attempt_id) as d using (id)
      where captured_minor + dropped > authorised_minor`,
  },
  {
    invariant: 'I2 captured is at most what was authorised',
    text: `select 'attempt ' || id || ': authorised ' || authorised_minor || ', captured ' || captured_minor from payments.attempt
      where captured_minor > authorised_minor`,
  },
  {
    // The bank's part of what was agreed to: the rest goes to gift cards and store credit.
    invariant: 'I2 a refund above the limit was agreed to by two people',
    text: `select 'refund ' || r.id || ' of ' || r.amount_minor || ' ' || r.currency || ', asked for by ' || q.asked_by
      from payments.refund as r join payments.refund_request as q using (id)
      where q.needs_second and (q.agreed_by is null or q.agreed_by = q.asked_by)
        or r.currency <> q.currency or r.amount_minor > q.amount_minor`,
  },
  {
    invariant: 'I2 whoever pays with a kept method agreed to keep it',
    text: `select 'attempt ' || a.id || ' of ' || a.customer_id || ' paid with a method of ' || coalesce(m.customer_id, 'nobody')
      from payments.attempt as a left join payments.saved_method as m on m.id = a.saved_method_id
      where a.saved_method_id is not null and m.customer_id is distinct from a.customer_id
      union all select 'method ' || m.id || ' was kept without consent' from payments.saved_method as m join payments.attempt as a using (id)
      where not a.saves or a.customer_id <> m.customer_id`,
  },
  {
    invariant: 'I8 no kept method outlives its removal at its provider',
    text: `select 'method ' || id || ' of ' || provider from payments.saved_method
      where removed_at < now() - interval '1 day' and dropped_at is null`,
  },
  {
    invariant: 'I3 every movement of a provider has its attempt',
    text: `select provider || ' ' || movement_id || ': ' || kind || ' ' || amount_minor || ' ' || currency || ' for order ' || order_id
      from payments.difference where side = 'provider' and cleared_at is null union all select provider || ' event ' || event_id || ' for attempt ' || attempt_id from payments.webhook
      where given_up_at is not null and done_at is null`,
  },
  {
    invariant: 'I3 every movement of ours is in its provider’s books',
    text: `select provider || ' ' || movement_id || ': ' || kind || ' ' || amount_minor || ' ' || currency || ' for order ' || order_id
      from payments.difference where side = 'shop' and cleared_at is null`,
  },
]

/** Lists for joining with the books of others: what each order paid and got back, and every movement for comparing with a provider's. */
export const paymentsBooks: Readonly<Record<string, Book>> = {
  attempts: {
    text: `select id, jsonb_build_object('orderId', order_id, 'provider', provider, 'state', state, 'currency', currency,
        'amountMinor', amount_minor, 'capturedMinor', captured_minor, 'refundedMinor', refunded_minor) as body
      from payments.attempt where id > $1 order by id limit $2`,
  },
  orders: {
    text: `select order_id as id, jsonb_build_object('capturedMinor', sum(captured_minor), 'refundedMinor', sum(refunded_minor),
        'currency', min(currency), 'attempts', count(*), 'isTakenBack', bool_or(state = 'charged-back')) as body
      from payments.attempt where order_id > $1 group by order_id order by order_id limit $2`,
  },
  movements: {
    text: `select provider || ' ' || movement_id as id, jsonb_build_object('attemptId', attempt_id, 'kind', kind,
        'amountMinor', amount_minor, 'currency', currency, 'at', at) as body
      from payments.movement where provider || ' ' || movement_id > $1 order by provider || ' ' || movement_id limit $2`,
  },
}
