-- Some parts of a reservation are given back, others leave the shop in a parcel of their own: then what left, {"variant": pieces}.
alter table stock.part_release add column sold jsonb;

-- What is sold leaves once: with the rest of its reservation, or with the part it is in.
alter table stock.movement add column part text not null default '';
drop index stock.movement_sold_once;
create unique index movement_sold_once on stock.movement (order_id, variant_id, place_id, part) where reason = 'sold';
