create table delivery.method (
  id                    text primary key,
  name                  jsonb not null,
  kind                  text not null check (kind in ('home', 'pickup', 'express')),
  zones                 text[] not null,
  max_weight_g          double precision not null check (max_weight_g > 0),
  takes_dangerous_goods boolean not null,
  days_min              integer not null check (days_min >= 0),
  days_max              integer not null check (days_max >= days_min),
  carrier               text not null,
  pickup_points         jsonb not null,
  position              integer not null
);

create table delivery.parcel (
  id              text primary key,
  order_id        text not null unique,               -- one parcel an order, however often it is heard of
  carrier         text not null,
  tracking_number text not null unique,
  state           text not null default 'made' check (state in ('made', 'handed-over', 'in-transit', 'out-for-delivery', 'delivered', 'stopped')),
  lines           jsonb not null,
  address         jsonb not null,
  earliest        text not null,
  latest          text not null,
  created_at      timestamptz not null
);
create index parcel_newest on delivery.parcel (created_at desc, id desc);

-- What carriers saw; also what they saw late, which moves nothing.
create table delivery.scan (
  id        text primary key,
  parcel_id text not null references delivery.parcel,
  state     text not null check (state in ('handed-over', 'in-transit', 'out-for-delivery', 'delivered')),
  at        timestamptz not null,
  place     text not null,
  heard_at  timestamptz not null
);
create index scan_of_parcel on delivery.scan (parcel_id, at);

-- What the simulated carrier will see, and when.
create table delivery.planned_scan (
  parcel_id text not null references delivery.parcel,
  state     text not null,
  place     text not null,
  due_at    timestamptz not null,
  primary key (parcel_id, state)
);
create index planned_scan_due on delivery.planned_scan (due_at);

-- Orders that were cancelled, so that one that is heard of as paid afterwards gets no parcel.
create table delivery.cancelled_order (
  order_id     text primary key,
  cancelled_at timestamptz not null
);
