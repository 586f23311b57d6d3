-- A parcel whose order waits for pieces stays in the shop.
alter table delivery.parcel
  add waits boolean not null default false,
  add constraint parcel_that_waits_is_in_the_shop check (not waits or state in ('made', 'stopped'));

-- Orders that were paid while they waited, and orders whose pieces came, whichever is heard first.
create table delivery.awaited_order (
  order_id text primary key,
  came     boolean not null
);
