-- Events on their way out. A row is written by the statement that makes the event true, and deleted once every consumer has it.
create table outbox (
  position   bigint generated always as identity primary key,
  id         text not null unique,
  type       text not null,
  key        text not null,                      -- events with the same key leave in order, one at a time
  body       jsonb not null,
  created_at timestamptz not null default now(),
  due_at     timestamptz not null default now(), -- while a relay sends it, the end of that relay's lease
  attempts   integer not null default 0
);
create index outbox_key on outbox (key, position);

-- What one consumer could not be given while others could. Tried for ever; later events of the same key wait behind it.
create table outbox_waiting (
  consumer   text not null,
  position   bigint not null,
  id         text not null,
  type       text not null,
  key        text not null,
  body       jsonb not null,
  created_at timestamptz not null,
  due_at     timestamptz not null default now(),
  attempts   integer not null default 0,
  primary key (consumer, position)
);
create index outbox_waiting_key on outbox_waiting (key, consumer, position);

-- Events that arrived: a queue, and the memory that makes a repeat change nothing.
create table inbox (
  position   bigint generated always as identity primary key,
  event_id   text not null unique,
  type       text not null,
  key        text not null,
  body       jsonb,                              -- gone once handled
  arrived_at timestamptz not null default now(),
  due_at     timestamptz not null default now(),
  attempts   integer not null default 0,
  handled_at timestamptz,
  dead_at    timestamptz,                        -- given up after every attempt: a person looks at it
  reason     text,
  check (handled_at is null or dead_at is null),
  check (body is not null or handled_at is not null)
);
create index inbox_open on inbox (key, position) where handled_at is null and dead_at is null;
create index inbox_dead on inbox (position) where dead_at is not null;
create index inbox_handled on inbox (handled_at) where handled_at is not null;
