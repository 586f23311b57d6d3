-- One row: the last number given to an order. Numbers have no gaps because the order and the count are one statement.
create table orders.order_counter (
  id   integer primary key default 1 check (id = 1),
  last bigint not null
);
insert into orders.order_counter (last) values (0);

create table orders.shop_order (
  id                 text primary key,
  position           bigint not null unique,
  number             text not null unique,
  status             text not null check (status in
    ('placed', 'awaiting-prescription', 'paid', 'in-lab', 'packed', 'shipped', 'delivered', 'cancelled', 'returned', 'refunded')),
  cart_id            text not null,
  customer_id        text not null,
  email              text not null,
  locale             text not null,
  currency           text not null,
  lines              jsonb not null,
  totals             jsonb not null,
  total_minor        bigint not null check (total_minor >= 0),
  captured_minor     bigint not null default 0,
  refunded_minor     bigint not null default 0,
  shipping           jsonb not null,
  billing            jsonb,
  delivery_method_id text not null,
  pickup_point_id    text not null,
  payments           jsonb not null,
  deliveries         jsonb not null default '[]',
  timeline           jsonb not null,                 -- what happened, oldest first; entries with a status are its history
  placed_at          timestamptz not null,
  version            integer not null default 0,
  search             text generated always as (lower(number || ' ' || email || ' ' || (shipping ->> 'name'))) stored,
  check (refunded_minor between 0 and captured_minor),
  check (captured_minor <= total_minor),
  check (status not in ('paid', 'in-lab', 'packed', 'shipped', 'delivered') or captured_minor = total_minor)
);
-- One order a cart; a cart whose order fell through before it was paid may be paid again.
create unique index shop_order_of_cart on orders.shop_order (cart_id) where status <> 'cancelled';
create index shop_order_of_customer on orders.shop_order (customer_id, position desc) where customer_id <> '';
create index shop_order_status on orders.shop_order (status, position desc);
create index shop_order_placed on orders.shop_order (placed_at);

-- The checkout of a cart: which step is next, and who works on it until when.
create table orders.checkout (
  cart_id        text primary key references orders.cart on delete cascade,
  order_id       text not null unique,
  attempt        integer not null,                   -- grows with each order id this cart was asked to be paid under
  step           text not null check (step in ('reserve', 'freeze', 'authorise', 'place', 'capture', 'undo-place', 'undo-authorise', 'undo-freeze',
    'undo-reserve', 'paid', 'refused', 'cancelled')),
  payment        jsonb not null,
  expected_minor bigint not null,
  priced         jsonb,                              -- what pricing froze
  action         jsonb,                              -- what the shopper waits for; null while somebody works
  refusal        jsonb,
  tries          integer not null default 0,
  begun_at       timestamptz not null,
  lease_until    timestamptz not null,
  due_at         timestamptz,                        -- null once it has ended; no index names the step, so recording one touches no index
  check ((due_at is null) = (step in ('paid', 'refused', 'cancelled')))
) with (fillfactor = 60);
create index checkout_due on orders.checkout (due_at) where due_at is not null;

-- What an order still asks of another service: asked again until it is done.
create table orders.errand (
  id           text primary key,
  order_id     text not null references orders.shop_order,
  kind         text not null check (kind in ('give-back', 'release', 'fulfil', 'refund')),
  amount_minor bigint not null default 0,
  reason       text not null default '',
  actor        text not null default '',
  tries        integer not null default 0,
  due_at       timestamptz not null,
  lease_until  timestamptz not null,
  done_at      timestamptz,
  outcome      text not null default ''
);
create index errand_due on orders.errand (due_at) where done_at is null;
create index errand_of_order on orders.errand (order_id);
