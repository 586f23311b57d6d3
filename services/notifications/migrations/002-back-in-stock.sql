-- Who wants to hear that a variant is back. A row leaves with its mail, with the wish of its owner, or after a year: nothing is kept longer.
create table notifications.stock_wish (
  variant_id text not null,
  email      text not null check (email = lower(email)),  -- personal data
  locale     text not null check (locale in ('fr', 'en')),
  name       text not null,  -- of the variant, in that language, when it was asked
  slug       text not null,
  asked_at   timestamptz not null,
  primary key (variant_id, email)
);
create index stock_wish_email on notifications.stock_wish (email);
create index stock_wish_asked on notifications.stock_wish (asked_at);
