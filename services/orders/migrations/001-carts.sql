create table orders.cart (
  id                 text primary key,
  customer_id        text not null default '',
  currency           text not null check (currency ~ '^[A-Z]{3}$'),
  locale             text not null check (locale in ('fr', 'en')),
  lines              jsonb not null default '[]',   -- what the shopper chose, with the words and picture of that moment
  additions          text[] not null default '{}',
  coupons            text[] not null default '{}',
  email              text not null default '',
  shipping           jsonb,
  billing            jsonb,
  delivery_method_id text not null default '',
  pickup_point_id    text not null default '',
  delivery_fit       jsonb,
  state              text not null default 'open' check (state in ('open', 'checking-out', 'checked-out')),
  order_id           text not null default '',
  version            integer not null default 0,    -- grows with each change; a change names the version it read
  created_at         timestamptz not null,
  touched_at         timestamptz not null,
  check (jsonb_array_length(lines) <= 200),
  check ((state = 'checked-out') = (order_id <> ''))
) with (fillfactor = 60);
-- touched_at is in no index: a change of a cart then writes one row and no index (heap-only update). What is looked for by it is a daily job's.
create index cart_of_customer on orders.cart (customer_id) where customer_id <> '';
