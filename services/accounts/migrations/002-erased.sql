-- Who was erased, by an id that says nothing of them: so that a restore of an older backup erases them again. `noted_at`: it stands outside the database too.
create table accounts.erased_account (
  account_id text primary key,
  at         timestamptz not null,
  noted_at   timestamptz
);
create index erased_account_to_note on accounts.erased_account (at) where noted_at is null;
