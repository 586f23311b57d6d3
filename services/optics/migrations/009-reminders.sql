-- OPT-4: a kept sheet is looked at on that day: it ends soon and its person is told, or it is put off. Null: there is nothing to be told any more.
-- What is there already, and what is added, is looked at first when the job next runs: the day it ends is sealed.
alter table optics.prescription
  add column look_on date default '2000-01-01',
  add column reminded_at timestamptz;
create index prescription_look on optics.prescription (look_on) where look_on is not null;

alter table optics.person_key add column wants_reminders boolean not null default true;

-- The queue of opticians is read page by page, in this order.
drop index optics.configuration_queue;
create index configuration_queue on optics.configuration (state, ordered_at, id) where ordered_at is not null;
