-- The event a message tells of, so that one which comes again is not told again: the inbox keeps no row for it. Null where the version before told it.
alter table live_message add column event_id text;
comment on column live_message.event_id is 'none';
create unique index live_message_of_event on live_message (topic, event_id);

-- A topic has a few messages an hour: they are found by the index above, and put in order.
drop index live_message_topic;
