-- A password that was forgotten is set anew by a link of a mail. Of one account the youngest link alone opens anything.
alter table accounts.one_use_token drop constraint one_use_token_purpose_check,
  add constraint one_use_token_purpose_check check (purpose in ('verify-email', 'first-staff', 'reset-password'));
create unique index one_use_token_reset on accounts.one_use_token (account_id) where purpose = 'reset-password' and used_at is null;

alter table accounts.session drop constraint session_why_check,
  add constraint session_why_check check (why in ('logged-out', 'refresh-reused', 'roles-changed', 'ended-by-staff', 'password-reset'));

-- Links to a new password that were asked for, per address that was typed, known or not.
create table accounts.reset_asks (
  email_key        text primary key,
  window_began_at  timestamptz not null,
  asks             integer not null
);
