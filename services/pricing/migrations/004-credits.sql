-- Gift cards and store credit. The balance is the sum of the entries, and never below zero.
create table pricing.credit (
  id            text primary key,
  kind          text not null check (kind in ('gift-card', 'store-credit')),
  code_hash     text unique,          -- SHA-256 of a gift card's code, hexadecimal; the code itself is told once
  code_end      text,                 -- its last four, so that people can tell cards apart
  customer_id   text check (customer_id <> ''),
  currency      text not null check (currency ~ '^[A-Z]{3}$'),
  balance_minor pricing.minor not null, -- the domain refuses what is below zero
  expires_at    timestamptz,
  closed_at     timestamptz,
  made_at       timestamptz not null,
  check ((kind = 'gift-card') = (code_hash is not null and code_end is not null)),
  check ((kind = 'store-credit') = (customer_id is not null))
);
create unique index credit_of_customer on pricing.credit (customer_id, currency) where kind = 'store-credit';
create index credit_newest on pricing.credit (made_at desc, id);

-- Append-only. `take` and `give-back` are of an order that was frozen and unfrozen, `refund` of one that was paid.
create table pricing.credit_entry (
  position     bigint generated always as identity primary key,
  id           text unique,           -- of a load or a refund: the caller's, so that the same again is once
  credit_id    text not null references pricing.credit,
  kind         text not null check (kind in ('load', 'take', 'give-back', 'refund')),
  amount_minor bigint not null check (amount_minor <> 0 and (amount_minor < 0) = (kind = 'take')),
  balance_minor pricing.minor not null, -- after it
  order_id     text,
  reason       text not null default '',
  at           timestamptz not null,
  check ((kind = 'load') = (order_id is null)),
  check ((kind in ('load', 'refund')) = (id is not null))
);
create index credit_entry_order on pricing.credit_entry (order_id) where order_id is not null;
create index credit_entry_credit on pricing.credit_entry (credit_id, position);

-- What an order took, and how much of it was refunded.
create table pricing.credit_use (
  order_id       text not null references pricing.frozen on delete cascade,
  credit_id      text not null references pricing.credit,
  taken_minor    pricing.minor not null check (taken_minor > 0),
  refunded_minor pricing.minor not null default 0 check (refunded_minor <= taken_minor),
  primary key (order_id, credit_id)
);
create index credit_use_credit on pricing.credit_use (credit_id);

create function pricing.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'the ledger of credits is only added to';
end $$;
create trigger credit_entry_stays before update or delete on pricing.credit_entry for each row execute function pricing.refuse_change();
