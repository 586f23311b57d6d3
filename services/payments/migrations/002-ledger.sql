-- Approvals (the shopper agreed, the amount is not set aside yet) and disputes join what a provider may say happened.
alter table payments.attempt drop column state;
drop function payments.attempt_state(bigint, bigint, bigint, integer, integer, integer, integer);

-- The state of an attempt from the sums of its movements: reliability.md 4.1. domain/attempt.ts says the same, and a test holds them
-- against each other. Sums do not know the order in which their parts came.
create function payments.attempt_state(
  authorised bigint, captured bigint, refunded bigint, voids integer, failures integer, expiries integer, actions integer,
  approvals integer, disputes integer, disputes_won integer, disputes_lost integer
) returns text language sql immutable parallel safe
  return case
    when disputes > disputes_won + disputes_lost then 'disputed'
    when disputes_lost > 0 then 'charged-back'
    when captured > 0 and refunded >= captured then 'refunded'
    when captured > 0 and refunded > 0 then 'partially-refunded'
    when captured > 0 then 'captured'
    when voids > 0 then 'voided'
    when authorised > 0 then 'authorised'
    when failures > 0 then 'failed'
    when expiries > 0 then 'expired'
    when actions > 0 and approvals = 0 then 'action-required'
    else 'pending'
  end;

alter table payments.attempt
  add approvals     integer not null default 0,
  add disputes      integer not null default 0,
  add disputes_won  integer not null default 0,
  add disputes_lost integer not null default 0,
  add action_kind   text not null default '',
  add state         text not null generated always as (payments.attempt_state(authorised_minor, captured_minor, refunded_minor, voids,
    failures, expiries, actions, approvals, disputes, disputes_won, disputes_lost)) stored;
-- An attempt is known by the provider's id of it too: webhooks about disputes name nothing else.
create unique index attempt_reference on payments.attempt (provider, reference) where reference <> '';

-- The ledger. A movement of money is an entry with two sides, which are made from its kind and cannot be written: no entry is ever out of
-- balance. `provider`: what it holds for the shop. `orders`: what shoppers paid. `disputed`: taken back until a dispute ends. `lost`: by one.
-- domain/ledger.ts says the same.
alter table payments.movement
  drop constraint movement_kind_check,
  add constraint movement_kind_check check (kind in ('action-required', 'approved', 'authorised', 'captured', 'voided', 'refunded', 'failed',
    'expired', 'disputed', 'dispute-won', 'dispute-lost')),
  add debit  text generated always as (case kind when 'captured' then 'provider' when 'refunded' then 'orders' when 'disputed' then 'disputed'
    when 'dispute-won' then 'provider' when 'dispute-lost' then 'lost' end) stored,
  add credit text generated always as (case kind when 'captured' then 'orders' when 'refunded' then 'provider' when 'disputed' then 'provider'
    when 'dispute-won' then 'disputed' when 'dispute-lost' then 'disputed' end) stored,
  add constraint movement_two_sides check ((debit is null) = (credit is null)),
  add constraint movement_of_money check (debit is null or amount_minor > 0),
  add constraint movement_currency check (currency ~ '^[A-Z]{3}$');
create index movement_at on payments.movement (provider, at);

create function payments.keep_movement() returns trigger language plpgsql as $$
begin
  raise exception 'a movement is never changed or removed: %', old.movement_id using errcode = 'restrict_violation';
end $$;
create trigger movement_kept before update or delete on payments.movement for each row execute function payments.keep_movement();

create view payments.ledger as
  select provider, movement_id, attempt_id, at, currency, debit as account, amount_minor from payments.movement where debit is not null
  union all
  select provider, movement_id, attempt_id, at, currency, credit, -amount_minor from payments.movement where credit is not null;

alter table payments.webhook add reference text not null default '';

-- What books of a provider and ours do not have in common. `side`: whose books have it. Cleared when the other side has it too.
alter table payments.stray rename to difference;
alter table payments.difference
  add side text not null default 'provider' check (side in ('provider', 'shop')),
  add cleared_at timestamptz;
create index difference_open on payments.difference (found_at) where cleared_at is null;

-- What a provider's books and ours say of one day (UTC), once for each provider.
create table payments.report (
  day      date not null,
  provider text not null,
  state    text not null check (state in ('same', 'differs', 'unheard')),
  body     jsonb not null,
  made_at  timestamptz not null,
  primary key (day, provider)
);
