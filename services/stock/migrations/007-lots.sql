-- Which pieces came from which lot, and which order got them (STK-8). Pieces whose lot nobody noted are in none.
create table stock.lot (
  variant_id text collate "C" not null references stock.stock_level on delete cascade,
  lot        text not null check (lot <> '' and length(lot) <= 40),
  since      bigint not null,   -- position of the movement it first came with: what left before is not of it
  received   integer not null check (received > 0),
  left_over  integer not null check (left_over between 0 and received),
  first_at   timestamptz not null,
  primary key (variant_id, lot)
);

create table stock.lot_receipt (
  movement_id text primary key references stock.movement on delete cascade,
  variant_id  text collate "C" not null,
  lot         text not null,
  quantity    integer not null check (quantity > 0),
  foreign key (variant_id, lot) references stock.lot on delete cascade deferrable initially deferred
);

-- Of each sale, so many from each lot; those of no known lot are of the lot ''.
create table stock.lot_sale (
  movement_id text not null references stock.movement on delete cascade,
  variant_id  text collate "C" not null,
  lot         text not null,
  order_id    text not null,
  quantity    integer not null check (quantity > 0),
  at          timestamptz not null,
  primary key (movement_id, lot)
);
create index lot_sale_lot on stock.lot_sale (variant_id, lot, order_id);

-- Once: whoever got pieces of it was written to.
create table stock.lot_recall (
  variant_id text collate "C" not null,
  lot        text not null,
  note       text not null check (note <> '' and length(note) <= 1000),
  actor      text not null,
  at         timestamptz not null,
  primary key (variant_id, lot),
  foreign key (variant_id, lot) references stock.lot on delete cascade
);
