-- How much of what was set aside the shop asked to take; the rest is dropped in the same breath.
alter table payments.attempt add capture_asked_minor bigint;
update payments.attempt set capture_asked_minor = amount_minor where capture_asked_at is not null;
alter table payments.attempt
  add constraint attempt_capture_within check (capture_asked_minor between 1 and amount_minor),
  add constraint attempt_capture_amount check ((capture_asked_at is null) = (capture_asked_minor is null));
