-- How many documents its order had before: each credit note is cut from the sums of those before it, so no two are cut from the same. Unknown of older ones.
alter table orders.invoice add column place integer;
create unique index invoice_place on orders.invoice (order_id, place);
