-- What is looked at again by the clock: attempts that are due, that are open, and those whose money has no order yet. A purchase changes due_at three times and captured_minor
-- once, and an index that names either made PostgreSQL write a row of every other index of the table with each of these changes. What is named here changes with none of them:
-- a capture that is asked for, and what comes of it, touch no index, on a page with room for them.
drop index payments.attempt_due;
drop index payments.attempt_unseen;
alter table payments.attempt
  set (fillfactor = 75),
  add is_unfinished boolean not null generated always as (
    due_at is not null or order_seen_at is null and (is_open or captured_minor > refunded_minor and disputes = 0)) stored;
create index attempt_unfinished on payments.attempt (created_at) where is_unfinished;
