-- Orders heard of, for the events that name an order by its id alone.
create table notifications.known_order (
  order_id     text primary key,
  facts        jsonb,
  cancelled_at timestamptz,
  check (facts is not null or cancelled_at is not null)
);

-- What was heard of parcels. News that come before their order wait here for it.
create table notifications.parcel_news (
  order_id text not null,
  kind     text not null check (kind in ('parcel-shipped', 'parcel-delivered')),
  facts    jsonb not null,
  primary key (order_id, kind)
);

-- Every mail the shop ever wrote: the row comes first, then it is sent.
create table notifications.mail (
  position  bigint generated always as identity primary key,
  id        text not null unique,
  kind      text not null,
  cause     text not null,                        -- what the mail is about: one mail of a kind for it
  receiver  text not null,
  locale    text not null check (locale in ('fr', 'en')),
  subject   text not null,
  html      text not null,
  text      text not null,
  order_id  text not null default '',
  state     text not null default 'waiting' check (state in ('waiting', 'sent', 'failed')),
  tries     integer not null default 0,
  due_at    timestamptz not null,
  made_at   timestamptz not null,
  sent_at   timestamptz,
  reason    text not null default '',
  unique (kind, cause),
  check ((state = 'sent') = (sent_at is not null))
);
create index mail_due on notifications.mail (due_at) where state = 'waiting';
