-- Prices of a group of customers, or of everybody for a time. Lists of one rank never overlap: the price of a moment is one price.
create table pricing.price_list (
  id         text primary key,
  title_fr   text not null check (title_fr <> ''),
  title_en   text not null check (title_en <> ''),
  currency   text not null check (currency ~ '^[A-Z]{3}$'),
  group_code text check (group_code ~ '^[a-z0-9-]{1,40}$'), -- none: everybody
  rank       integer not null default 0,                     -- of lists that fit, the highest has the price
  starts_at  timestamptz not null,
  ends_at    timestamptz check (ends_at > starts_at),
  -- Prices of everybody are set when the list begins and set back when it ends: they are shown, and have a history.
  state      text not null default 'waiting' check (state in ('waiting', 'running', 'over')),
  check (group_code is not null or ends_at is not null)
);
create index price_list_due on pricing.price_list (starts_at) where group_code is null and state <> 'over';
create index price_list_group on pricing.price_list (group_code, currency) where group_code is not null;

create table pricing.list_price (
  list_id      text not null references pricing.price_list on delete cascade,
  variant_id   text not null,
  amount_minor pricing.minor not null,
  -- What the list replaced when it began, for the day it ends.
  was_minor    pricing.minor,
  was_before   pricing.minor,
  primary key (list_id, variant_id),
  check (was_before is null or was_minor is not null)
);
