-- Many codes of one promotion, each with a limit of its own: single-use codes are the case it is for.
alter table pricing.promotion
  add column needs_code boolean not null default false, -- opened by a made code alone
  add check (not needs_code or code is null);

create table pricing.code_batch (
  id           text primary key,           -- the caller's, so that the same again makes nothing
  promotion_id text not null references pricing.promotion,
  made_at      timestamptz not null
);
create table pricing.promotion_code (
  code         text primary key check (code ~ '^[A-Z0-9][A-Z0-9_-]{0,39}$'),
  promotion_id text not null references pricing.promotion,
  batch_id     text not null references pricing.code_batch,
  limit_total  integer not null check (limit_total > 0)
);
create index promotion_code_promotion on pricing.promotion_code (promotion_id, batch_id, code);

-- One row per use, as for the limit of a promotion: a use too many of a code finds no slot.
alter table pricing.promotion_use
  add column made_code  text references pricing.promotion_code,
  add column code_slot  integer,
  add column code_limit integer,
  add constraint promotion_use_of_code check ((made_code is null) = (code_slot is null) and (made_code is null) = (code_limit is null)
    and (code_slot is null or code_slot between 1 and code_limit)),
  add constraint promotion_use_code_slot unique (made_code, code_slot);
