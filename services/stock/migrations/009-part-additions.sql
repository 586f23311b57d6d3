-- Pieces that were added to a reservation after it was kept. The caller makes the id, so a retry meets its first attempt here.
create table stock.part_addition (
  id             text primary key,
  reservation_id text not null references stock.reservation,
  variant_id     text collate "C" not null,
  quantity       integer not null check (quantity > 0),
  at             timestamptz not null
);
