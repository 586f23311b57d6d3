-- What was loaded into this shop by the system itself, so that it is loaded once.
create table loaded (
  name text primary key,
  at   timestamptz not null default now()
);
comment on column loaded.name is 'none';
comment on column loaded.at is 'none';
