-- What a shopper is told about this many pieces; domain/stock.ts says the same, and a test holds them against each other.
create function stock.availability_state(available integer) returns text
  language sql immutable parallel safe
  return case when available <= 0 then 'sold-out' when available <= 5 then 'low' else 'available' end;

-- Ids are compared byte by byte, so that every server locks rows in the same order.
create table stock.stock_level (
  variant_id text collate "C" primary key,
  on_hand    integer not null default 0 check (on_hand >= 0),  -- the sum of its movements
  reserved   integer not null default 0,  -- the sum of the lines of live reservations
  check (reserved between 0 and on_hand)
);

-- The caller makes the id, so a retry meets its first attempt here. Rows are added, never changed.
create table stock.movement (
  id         text primary key,
  position   bigint generated always as identity unique,
  variant_id text collate "C" not null references stock.stock_level,
  quantity   integer not null,  -- negative took away
  counted    integer check (counted >= 0),  -- what was counted, where a count made the movement
  reason     text not null check (reason in ('received', 'returned', 'lost', 'found', 'sample', 'correction', 'sold')),
  actor      text not null,                                    -- id of the member of staff, or the service
  order_id   text,  -- the order it was sold in
  at         timestamptz not null,
  check (quantity <> 0 or counted is not null),
  check ((reason = 'sold') = (order_id is not null)),
  check (reason <> 'sold' or quantity < 0)
);
create index movement_variant on stock.movement (variant_id, position desc);
create unique index movement_sold_once on stock.movement (order_id, variant_id) where reason = 'sold';

create table stock.reservation (
  id          text primary key,  -- the order it is for
  state       text not null check (state in ('held', 'kept', 'expired', 'released', 'fulfilled')),
  expires_at  timestamptz,
  reserved_at timestamptz not null,
  check ((state = 'held') = (expires_at is not null))
);
create index reservation_due on stock.reservation (expires_at) where state = 'held';

-- Lines of one variant are summed before they come here. Never changed.
create table stock.reservation_line (
  reservation_id text not null references stock.reservation,
  variant_id     text collate "C" not null references stock.stock_level,
  quantity       integer not null check (quantity > 0),
  primary key (reservation_id, variant_id)
);
create index reservation_line_variant on stock.reservation_line (variant_id);
