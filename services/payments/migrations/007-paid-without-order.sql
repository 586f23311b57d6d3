-- When orders was last known to have the order of money that was taken.
alter table payments.attempt add order_seen_at timestamptz;
create index attempt_unseen on payments.attempt (created_at) where order_seen_at is null and captured_minor > 0;
