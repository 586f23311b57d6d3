-- An order may travel in several parcels: the first is made when it was paid, the others are taken out of one that is still in the shop.
alter table delivery.parcel
  add column number integer not null default 1 check (number > 0),
  drop constraint parcel_order_id_key,
  add constraint parcel_of_order unique (order_id, number);
