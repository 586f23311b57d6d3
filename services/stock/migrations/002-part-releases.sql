-- Pieces of a reservation that were given back while the rest of it stayed. The caller makes the id, so a retry meets its first attempt here.
create table stock.part_release (
  id             text primary key,
  reservation_id text not null references stock.reservation,
  variant_id     text collate "C" not null,
  quantity       integer not null check (quantity > 0)
);
