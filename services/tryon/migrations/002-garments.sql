-- A garment put on a person's photo by an engine outside. The photo is never here: it lives in the memory of the process that runs the job,
-- which says once a second that it lives. Nothing here names a person; who knows the id may ask.
create table tryon.garment_job (
  id           text primary key,
  engine       text not null check (engine <> ''),              -- as it was named to the shopper
  state        text not null check (state in ('queued', 'starting', 'processing', 'succeeded', 'failed', 'canceled')),
  reason       text check ((reason is not null) = (state = 'failed')),
  percent      integer check (percent between 0 and 100),
  keeps_result boolean not null,                                -- the shopper's second consent
  engine_ref   text,
  told_at      timestamptz,                                     -- the engine's webhook said that there is news
  created_at   timestamptz not null,
  alive_at     timestamptz not null,
  ended_at     timestamptz,
  erase_at     timestamptz,                                     -- the row, and with it the finished picture
  check ((ended_at is not null) = (state in ('succeeded', 'failed', 'canceled')) and (erase_at is null) = (ended_at is null)),
  check (erase_at <= ended_at + interval '24 hours')
);
create index garment_job_alive on tryon.garment_job (alive_at) where erase_at is null;
create index garment_job_gone on tryon.garment_job (erase_at) where erase_at is not null;
create index garment_job_ref on tryon.garment_job (engine_ref) where erase_at is null;
