-- Frames lent against a deposit (ORD-13). What a trial still asks of others stands in `owes`, in its order; `due_at` is when it is looked at next: for
-- that, or because time does something to it (a notice, a deposit that would lapse). Money and pieces are proved by `verify` with payments and stock.
create table orders.home_trial (
  id                 text primary key,
  position           bigint generated always as identity unique,
  customer_id        text not null check (customer_id <> ''),
  state              text not null check (state in ('asked', 'preparing', 'sent', 'delivered', 'settling', 'closed', 'refused', 'cancelled')),
  email              text not null,
  locale             text not null,
  currency           text not null,
  shipping           jsonb not null,
  delivery_method_id text not null,
  frames             jsonb not null check (jsonb_array_length(frames) between 1 and 5),
  deposit_minor      bigint not null check (deposit_minor > 0),
  deposit            jsonb not null,
  payment            jsonb,                             -- how the deposit is set aside; null once the provider has answered
  charged_minor      bigint not null default 0 check (charged_minor between 0 and deposit_minor),
  taken_minor        bigint not null default 0,
  owes               jsonb not null,
  action             jsonb,
  refusal            jsonb,
  deliveries         jsonb not null default '[]',
  notices            integer not null default 0,
  timeline           jsonb not null,
  asked_at           timestamptz not null,
  ship_by            timestamptz not null,
  return_by          timestamptz,
  tries              integer not null default 0,
  due_at             timestamptz,
  lease_until        timestamptz not null,
  forget_asked_at    timestamptz,
  forgotten_at       timestamptz,
  version            integer not null default 0,
  -- Nothing is taken but for frames that did not come back, and no deposit before two notices were written.
  constraint home_trial_taken check (taken_minor between 0 and charged_minor),
  constraint home_trial_notices check (notices between 0 and 2),
  constraint home_trial_late check (notices = 2 or not frames @? '$[*] ? (@.outcome == "missing")'),
  constraint home_trial_decided check (state not in ('settling', 'closed') or not frames @? '$[*] ? (!exists(@.outcome))'),
  constraint home_trial_undecided check (state in ('settling', 'closed', 'sent', 'delivered') or not frames @? '$[*].outcome')
);
-- One trial of a customer at a time.
create unique index home_trial_open on orders.home_trial (customer_id) where state in ('asked', 'preparing', 'sent', 'delivered', 'settling');
create index home_trial_of_customer on orders.home_trial (customer_id, position desc);
create index home_trial_state on orders.home_trial (state, position desc);
create index home_trial_due on orders.home_trial (due_at) where due_at is not null;
