-- Every price a list of a group had, and when: what its members could pay in the 30 days before a reduction is read from here, and from the prices of everybody
-- (LAW-5). Rows of one list and variant never overlap, and touch but where the list was put off or ended; one that ended before it began is none.
create table pricing.list_price_period (
  id           bigint generated always as identity primary key,
  list_id      text not null,
  group_code   text not null check (group_code ~ '^[a-z0-9-]{1,40}$'),
  currency     text not null check (currency ~ '^[A-Z]{3}$'),
  variant_id   text not null,
  amount_minor pricing.minor not null,
  from_at      timestamptz not null,
  until_at     timestamptz check (until_at >= from_at)
);
create index list_price_period_group on pricing.list_price_period (group_code, currency, variant_id, from_at);
create unique index list_price_period_open on pricing.list_price_period (list_id, variant_id) where until_at is null;
create unique index list_price_period_once on pricing.list_price_period (list_id, variant_id, from_at) where until_at is null or until_at > from_at;

-- What a list says now is taken for what it said since it began; one that was ended before it began ended a millisecond after its start, and was paid by nobody.
insert into pricing.list_price_period (list_id, group_code, currency, variant_id, amount_minor, from_at, until_at)
select l.id, l.group_code, l.currency, p.variant_id, p.amount_minor, l.starts_at, l.ends_at
from pricing.price_list as l join pricing.list_price as p on p.list_id = l.id
where l.group_code is not null and (l.ends_at is null or l.ends_at > l.starts_at + interval '1 millisecond');
