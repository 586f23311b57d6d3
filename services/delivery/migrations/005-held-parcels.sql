-- Changes of what is in an order that its parcels wait for. One that has ended stays, so that it is not begun again by being asked twice.
create table delivery.parcel_hold (
  change_id text primary key,
  order_id  text not null,
  has_ended boolean not null default false
);
create index parcel_hold_of_order on delivery.parcel_hold (order_id) where not has_ended;

-- How far each order that changed was heard of: what is told of it earlier, and comes later, is not followed.
create table delivery.heard_order (
  order_id text primary key,
  version  integer not null
);
