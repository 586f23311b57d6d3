-- RX-8 for a sheet that is kept: an optician verifies it, asks its person about it, or rejects it and says why; a correction is a new one.
alter table optics.prescription
  drop constraint prescription_state_check,
  add constraint prescription_state_check check (state in ('submitted', 'asked', 'verified', 'rejected')),
  add column reason text not null default '' check (reason in ('', 'unreadable', 'unlikely', 'expired', 'pd-missing', 'does-not-fit', 'other')),
  add column decided_by text not null default '',
  add column decided_at timestamptz,
  add column corrects text unique references optics.prescription on delete set null,
  add constraint prescription_why check (state not in ('asked', 'rejected') or reason <> '');
create index prescription_waiting on optics.prescription (account_id, added_at) where state = 'submitted';

-- What a person and an optician write to each other (LAW-15): sealed with the key of the person, and gone with it.
create table optics.advice_message (
  position     bigint generated always as identity primary key,
  id           text not null unique,
  account_id   text not null references optics.person_key on delete cascade,
  is_optician  boolean not null,
  actor        text not null default '' check (is_optician = (actor <> '')),
  sealed       bytea not null check (length(sealed) > 28),   -- personal data: nonce, tag, and the ciphertext
  is_waiting   boolean not null check (not (is_waiting and is_optician)),
  at           timestamptz not null
);
create index advice_of_person on optics.advice_message (account_id, position);
create index advice_waiting on optics.advice_message (account_id, at) where is_waiting;
