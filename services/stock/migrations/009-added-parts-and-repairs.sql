-- Pieces that were added to a reservation after it was kept. The caller makes the id, so a retry meets its first attempt here.
create table stock.part_addition (
  id             text primary key,
  reservation_id text not null references stock.reservation,
  variant_id     text collate "C" not null,
  quantity       integer not null check (quantity > 0),
  at             timestamptz not null
);

-- Where a level was not what its movements and reservations say, and was put right (STK-5). Rows are added, never changed.
create table stock.repair (
  id         text primary key,
  variant_id text collate "C" not null,
  place_id   text not null,   -- empty: of the sums over all places
  what       text not null check (what in ('on-hand', 'reserved', 'awaited')),
  level      integer not null,
  books      integer not null,
  actor      text not null check (actor <> ''),
  at         timestamptz not null
);
