-- The state of an attempt from the sums of its movements: reliability.md 4.1. domain/attempt.ts says the same, and a test holds them
-- against each other. Sums do not know the order in which their parts came.
create function payments.attempt_state(
  authorised bigint, captured bigint, refunded bigint, voids integer, failures integer, expiries integer, actions integer
) returns text language sql immutable parallel safe
  return case
    when captured > 0 and refunded >= captured then 'refunded'
    when captured > 0 and refunded > 0 then 'partially-refunded'
    when captured > 0 then 'captured'
    when voids > 0 then 'voided'
    when authorised > 0 then 'authorised'
    when failures > 0 then 'failed'
    when expiries > 0 then 'expired'
    when actions > 0 then 'action-required'
    else 'pending'
  end;

create table payments.attempt (
  id                 text primary key,
  order_id           text not null,
  provider           text not null,
  method             text not null,
  token              text,                               -- stands for a card at the provider; gone once it is no longer needed
  return_url         text not null,
  amount_minor       bigint not null check (amount_minor between 1 and 9007199254740991),
  currency           text not null check (currency ~ '^[A-Z]{3}$'),
  reference          text not null default '',           -- the provider's id of it
  -- Sums of its movements, written by the statement that adds them.
  authorised_minor   bigint not null default 0,
  captured_minor     bigint not null default 0,
  refunded_minor     bigint not null default 0,
  voids              integer not null default 0,
  failures           integer not null default 0,
  expiries           integer not null default 0,
  actions            integer not null default 0,
  state              text not null generated always as (
    payments.attempt_state(authorised_minor, captured_minor, refunded_minor, voids, failures, expiries, actions)) stored,
  failure            text,
  action_url         text,
  -- What the shop asked for. What it hears is never refused; what it asks for is held by the keys below.
  capture_asked_at   timestamptz,
  void_asked_at      timestamptz,
  refund_asked_minor bigint not null default 0,
  is_open            boolean not null default true,      -- another attempt of its order has to wait; never true again
  created_at         timestamptz not null,
  due_at             timestamptz,                        -- when the provider is asked about what is outstanding
  asks               integer not null default 0,
  check (refund_asked_minor between 0 and captured_minor),
  check (capture_asked_at is null or void_asked_at is null)
);
create unique index attempt_one_open on payments.attempt (order_id) where is_open;
create unique index attempt_one_capture on payments.attempt (order_id) where is_open and capture_asked_at is not null;
create index attempt_order on payments.attempt (order_id, created_at);
create index attempt_due on payments.attempt (due_at) where due_at is not null;

-- What providers said happened. Rows are added, never changed.
create table payments.movement (
  provider     text not null,
  movement_id  text not null,
  attempt_id   text not null references payments.attempt,
  kind         text not null check (kind in ('action-required', 'authorised', 'captured', 'voided', 'refunded', 'failed', 'expired')),
  amount_minor bigint not null check (amount_minor >= 0),
  currency     text not null,
  refund_id    text not null default '',
  detail       text not null default '',
  at           timestamptz not null,
  heard_at     timestamptz not null,
  primary key (provider, movement_id)
);
create index movement_attempt on payments.movement (attempt_id);

create table payments.refund (
  id           text primary key,
  attempt_id   text not null references payments.attempt,
  amount_minor bigint not null check (amount_minor > 0),
  currency     text not null,
  reason       text not null,
  asked_at     timestamptz not null
);
create index refund_attempt on payments.refund (attempt_id);

-- Attempts that were voided before they were heard of: one that comes late is refused.
create table payments.void_first (
  attempt_id text primary key,
  asked_at   timestamptz not null
);

create table payments.webhook (
  provider    text not null,
  event_id    text not null,
  attempt_id  text not null,
  movement_id text not null,
  heard_at    timestamptz not null,
  due_at      timestamptz not null,
  tries       integer not null default 0,
  done_at     timestamptz,
  given_up_at timestamptz,
  primary key (provider, event_id)
);
create index webhook_due on payments.webhook (due_at) where done_at is null and given_up_at is null;

-- Money the provider moved for an attempt nobody made. Kept for people to look at; normally empty.
create table payments.stray (
  provider     text not null,
  movement_id  text not null,
  attempt_id   text not null,
  order_id     text not null,
  kind         text not null,
  amount_minor bigint not null,
  currency     text not null,
  at           timestamptz not null,
  found_at     timestamptz not null,
  primary key (provider, movement_id)
);
