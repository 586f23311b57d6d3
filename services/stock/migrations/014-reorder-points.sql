-- From so many pieces down, free to leave, staff are told to order a variant anew. Beside the level: nothing that sells reads or writes it.
create table stock.reorder_point (
  variant_id text collate "C" primary key references stock.stock_level on delete cascade,
  pieces     integer not null check (pieces between 1 and 1000000)
);
