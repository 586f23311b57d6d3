-- How long a prescription of a country holds, and what has to stand on it (OPT-4): rows, as laws change. A country without one is sold frames and lenses without power.
-- From each age on, until the next one's, it holds so many months: no gap and no overlap can be written.
create function optics.is_rising(numbers integer[]) returns boolean language sql immutable as
  'select not exists (select from unnest(numbers) with ordinality as n (value, at) join unnest(numbers) with ordinality as m (value, at) on m.at = n.at + 1 where m.value <= n.value)';

create table optics.rx_country (
  country        text primary key check (country ~ '^[A-Z]{2}$'),
  ages_from      integer[] not null check (ages_from[1] = 0 and optics.is_rising(ages_from) and 120 >= all (ages_from)),
  months         integer[] not null check (1 <= all (months) and 120 >= all (months)),
  required       text[] not null default '{}' check (required <@ '{prescriber, pdHalves, vertexMm}'),
  lost_or_broken boolean not null,                              -- an expired sheet may do for glasses that were lost or broken: an optician decides
  source         text not null check (length(source) between 1 and 500),
  check (cardinality(ages_from) between 1 and 20 and cardinality(months) = cardinality(ages_from))
);

insert into optics.rx_country (country, ages_from, months, lost_or_broken, source)
values ('FR', '{0, 16, 43}', '{12, 60, 36}', true, 'LAW-13: décret 2016-1381');
