create table accounts.account (
  id             text primary key,
  email          text not null,                  -- as typed
  email_key      text not null unique,           -- lower case: one address, one account
  name           text not null check (length(name) between 2 and 100),
  locale         text not null check (locale in ('fr', 'en')),
  password_hash  text not null,
  roles          text[] not null default '{shopper}' check (cardinality(roles) > 0
    and roles <@ '{shopper,support,optician,stock,editor,accountant,admin,owner}'),
  email_verified boolean not null default false,
  addresses      jsonb not null default '[]',
  created_at     timestamptz not null
);
create index account_created on accounts.account (created_at desc, id);

create table accounts.session (
  id           text primary key,
  account_id   text not null references accounts.account on delete cascade,
  user_agent   text not null,
  address      text not null,
  created_at   timestamptz not null,
  last_used_at timestamptz not null,
  ended_at     timestamptz,
  why          text check (why in ('logged-out', 'refresh-reused', 'roles-changed')),
  check ((ended_at is null) = (why is null))
);
create index session_account on accounts.session (account_id) where ended_at is null;

-- Refresh tokens by their hash: what is here cannot be used to sign in.
create table accounts.refresh_token (
  token_hash bytea primary key check (length(token_hash) = 32),
  session_id text not null references accounts.session on delete cascade,
  expires_at timestamptz not null,
  used_at    timestamptz
);
create index refresh_token_session on accounts.refresh_token (session_id);

-- Tokens of mails and of the first staff link: hashed, one use, bound to their purpose.
create table accounts.one_use_token (
  token_hash bytea primary key check (length(token_hash) = 32),
  purpose    text not null check (purpose in ('verify-email', 'first-staff')),
  account_id text references accounts.account on delete cascade,
  expires_at timestamptz not null,
  used_at    timestamptz,
  check ((account_id is null) = (purpose = 'first-staff'))
);

-- Tries to sign in, per address that was typed, known or not.
create table accounts.sign_in_tries (
  email_key        text primary key,
  window_began_at  timestamptz not null,
  tries            integer not null
);
