-- Gift cards are made when they are bought: no stock tells of them, and they are always there.
alter table catalog.product
  drop constraint product_kind_check,
  add constraint product_kind_check check (kind in ('eyewear', 'perfume', 'apparel', 'gift-card', 'other'));
alter table catalog.category
  drop constraint category_kind_check,
  add constraint category_kind_check check (kind in ('eyewear', 'perfume', 'apparel', 'gift-card', 'other'));
