-- Who is asked to run the shop with others. A link is kept as its hash; used or withdrawn, the row goes. One address is asked once at a time.
create table accounts.staff_invitation (
  id         text primary key,
  email      text not null,
  email_key  text not null unique,
  name       text not null check (length(name) between 2 and 100),
  locale     text not null check (locale in ('fr', 'en')),
  roles      text[] not null check (cardinality(roles) > 0 and roles <@ '{support,optician,stock,editor,accountant,admin,owner}'),
  invited_by text not null references accounts.account on delete cascade,
  invited_at timestamptz not null,
  expires_at timestamptz not null check (expires_at > invited_at),
  token_hash bytea not null unique check (length(token_hash) = 32)
);
create index staff_invitation_newest on accounts.staff_invitation (invited_at desc, id desc);
create index staff_invitation_inviter on accounts.staff_invitation (invited_by);

create index account_staff on accounts.account (created_at desc, id desc) where roles <> '{shopper}';
create index session_newest on accounts.session (account_id, created_at desc);

alter table accounts.session drop constraint session_why_check,
  add constraint session_why_check check (why in ('logged-out', 'refresh-reused', 'roles-changed', 'ended-by-staff'));

-- A shop that has owners keeps one, whoever writes. Whoever takes one away comes after the other who does, and looks once more.
create function accounts.keep_an_owner() returns trigger language plpgsql as $$
begin
  perform pg_advisory_xact_lock(hashtextextended('accounts first staff', 0));
  if not exists (select from accounts.account where roles @> '{owner}' and id <> old.id) then
    raise exception 'the last owner stays' using errcode = 'check_violation', constraint = 'an_owner_stays';
  end if;
  return case when tg_op = 'DELETE' then old else new end;
end $$;
create trigger an_owner_stays_lowered before update of roles on accounts.account for each row
  when (old.roles @> '{owner}' and not new.roles @> '{owner}') execute function accounts.keep_an_owner();
create trigger an_owner_stays_gone before delete on accounts.account for each row
  when (old.roles @> '{owner}') execute function accounts.keep_an_owner();
