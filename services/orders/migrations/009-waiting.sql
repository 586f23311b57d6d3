-- The day from which an order leaves that waits for pieces, 2026-12-24; empty when all are there. `verify` looks at the pieces themselves.
alter table orders.shop_order add waits_until text not null default '';
