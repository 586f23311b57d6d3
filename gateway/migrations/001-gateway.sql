-- One row per caller, operation and Idempotency-Key: the key first, the effect second, the answer kept for whoever asks again.
create table idempotency (
  scope         text not null,                      -- personal: account, cart or order id, and the operation
  key           text not null,
  fingerprint   bytea not null,                     -- SHA-256 of operation and input
  new_id        text not null,                      -- what the call makes is made under it, by every attempt
  attempt       integer not null default 1,
  running_until timestamptz,                        -- the lease of the run in progress; null once answered
  status        smallint,
  answer        text,                               -- JSON as it left
  headers       jsonb,
  created_at    timestamptz not null default now(),
  primary key (scope, key),
  check ((status is null) = (answer is null)),
  check (status is null or running_until is null)
);
create index idempotency_age on idempotency (created_at);
comment on column idempotency.scope is 'personal; purpose: same answer for a repeated call; basis: contract; keep: 24 h; on-erase: delete';
comment on column idempotency.answer is 'personal; purpose: same answer for a repeated call; basis: contract; keep: 24 h; on-erase: delete';
comment on column idempotency.headers is 'none';
comment on column idempotency.key is 'none';

-- Sessions whose access tokens are worth nothing, for as long as such a token could live.
create table revocation (
  session_id text primary key,
  at         timestamptz not null default now()
);
create index revocation_age on revocation (at);
comment on column revocation.session_id is 'personal; purpose: sign-out holds at once; basis: contract; keep: 1 h; on-erase: delete';

-- What goes to open WebSockets, kept for whoever comes back and asks what they missed.
create table live_message (
  id    bigint generated always as identity primary key,
  topic text not null,
  type  text not null,
  data  jsonb not null,
  at    timestamptz not null default now()
);
create index live_message_topic on live_message (topic, id);
create index live_message_age on live_message (at);
comment on column live_message.topic is 'personal; purpose: live messages; basis: contract; keep: 1 h; on-erase: delete';
comment on column live_message.data is 'personal; purpose: live messages; basis: contract; keep: 1 h; on-erase: delete';
