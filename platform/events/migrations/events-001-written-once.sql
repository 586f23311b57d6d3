-- Who sends the events of this schema. One narrow row is written where each event was, body and all: events are only read, and deleted.
create table outbox_lease (
  one    boolean primary key default true check (one),
  holder text not null default '',
  until  timestamptz not null default '-infinity' -- then another may take it; it is given back before when nothing is left to send
);
insert into outbox_lease default values;

-- Whoever sends reads in order of position. `due_at` and `attempts` are written by the version before, which claims each event.
drop index outbox_key;

-- Rows that live for a tenth of a second are not worth being compressed.
alter table outbox set (toast_tuple_target = 8160);
alter table inbox set (toast_tuple_target = 8160);

-- It served what is forgotten once a day, and each event that was handled wrote into it.
drop index inbox_handled;
