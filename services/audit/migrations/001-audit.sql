create table audit.entry (
  position   bigint primary key check (position > 0),
  event_id   text not null unique,              -- an event heard twice is written once
  actor_id   text not null,
  action     text not null,
  object     text not null,
  details    jsonb not null default '{}',
  address    text not null default '',
  request_id text not null default '',
  at         timestamptz not null,
  hash       bytea not null check (length(hash) = 32)
);
create index entry_actor on audit.entry (actor_id, position desc);
create index entry_object on audit.entry (object, position desc);

-- The end of the chain: one row, locked by whoever writes, so positions have no gaps and hashes follow one another.
create table audit.chain (
  singular boolean primary key default true check (singular),
  position bigint not null,
  hash     bytea not null
);
insert into audit.chain (position, hash) values (0, decode(repeat('00', 32), 'hex'));

create function audit.refuse() returns trigger language plpgsql as $$
begin
  raise exception 'the audit trail is append-only: % refused', tg_op using errcode = 'insufficient_privilege';
end $$;
create trigger entry_is_final before update or delete on audit.entry for each row execute function audit.refuse();
create trigger entry_is_never_emptied before truncate on audit.entry for each statement execute function audit.refuse();
