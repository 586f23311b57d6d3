-- What is promised without being there: back-order and pre-order, up to a cap, with the day it is expected.
create type stock.offer as enum ('none', 'back-order', 'pre-order');
alter table stock.stock_level
  add awaited  integer not null default 0,  -- the sum of what live reservations wait for
  add cap      integer not null default 0,
  add offer    stock.offer not null default 'none',
  add ships_on date,
  add constraint stock_level_awaits_to_its_cap check (awaited between 0 and cap),
  add constraint stock_level_offer_is_whole check ((offer = 'none') = (cap = 0) and (offer = 'none') = (ships_on is null));

-- A bundle is made of pieces and has none itself; a piece is never a bundle. `told`: what others last heard of the bundle; of a piece, which
-- tells where it is written, nothing.
alter table stock.stock_level
  add kind text not null default 'piece' check (kind in ('piece', 'bundle')),
  add told text not null default 'sold-out',
  add unique (variant_id, kind),
  add constraint stock_level_bundle_is_its_parts check (kind = 'piece' or (on_hand = 0 and reserved = 0 and cap = 0));
create index stock_level_waiting on stock.stock_level (variant_id) where awaited > 0;
create index stock_level_bundle on stock.stock_level (variant_id) where kind = 'bundle' or told <> 'sold-out';
create table stock.part (
  bundle_id   text collate "C" not null,
  bundle_kind text not null default 'bundle' check (bundle_kind = 'bundle'),
  variant_id  text collate "C" not null,
  piece_kind  text not null default 'piece' check (piece_kind = 'piece'),
  quantity    integer not null check (quantity between 1 and 99),
  primary key (bundle_id, variant_id),
  foreign key (bundle_id, bundle_kind) references stock.stock_level (variant_id, kind),
  foreign key (variant_id, piece_kind) references stock.stock_level (variant_id, kind)
);
create index part_piece on stock.part (variant_id);

-- What a line is made of, as it was when it was reserved: {"variant": how many for one}.
alter table stock.reservation_line add pieces jsonb;
update stock.reservation_line set pieces = jsonb_build_object(variant_id, 1);
alter table stock.reservation_line alter pieces set not null;

-- What a reservation holds of each piece, from where, and what it still waits for. Written under the lock of the piece's level alone.
create sequence stock.waiting_turn;
create table stock.reservation_piece (
  reservation_id text not null references stock.reservation,
  variant_id     text collate "C" not null references stock.stock_level,
  quantity       integer not null check (quantity > 0),
  taken          jsonb not null,
  awaited        integer not null check (awaited >= 0),
  live           boolean not null default true,  -- its reservation is held or kept: it counts in the level
  turn           bigint not null default nextval('stock.waiting_turn'),  -- who waits longest is served first
  primary key (reservation_id, variant_id),
  check (quantity = stock.total(taken) + awaited),
  check (stock.holds(taken, '{}'))
);
create index reservation_piece_variant on stock.reservation_piece (variant_id);
create index reservation_piece_waiting on stock.reservation_piece (variant_id, turn) where live and awaited > 0;
insert into stock.reservation_piece (reservation_id, variant_id, quantity, taken, awaited, live)
  select reservation_id, variant_id, quantity, jsonb_build_object('main', quantity), 0, state in ('held', 'kept')
  from stock.reservation_line join stock.reservation on id = reservation_id;

-- What can leave now and what may be promised, of pieces and of bundles: as many bundles as the scarcest part allows.
create view stock.offered as
  select variant_id, kind, on_hand, reserved, awaited, cap, offer::text, ships_on, on_hand_at, reserved_at,
    greatest(0, on_hand - reserved - awaited) as ready, greatest(0, on_hand - reserved - awaited) + cap - awaited as available
  from stock.stock_level where kind = 'piece'
  union all
  select b.variant_id, b.kind, 0, 0, 0, 0, coalesce(of.offer, 'none'), of.ships_on, '{}', '{}', coalesce(of.ready, 0), coalesce(of.available, 0)
  from stock.stock_level as b cross join lateral (
    select min(greatest(0, on_hand - reserved - awaited) / p.quantity)::integer as ready,
      min((greatest(0, on_hand - reserved - awaited) + cap - awaited) / p.quantity)::integer as available,
      max(s.offer)::text as offer, max(ships_on) as ships_on
    from stock.part as p join stock.stock_level as s on s.variant_id = p.variant_id where p.bundle_id = b.variant_id
  ) as of where b.kind = 'bundle';
