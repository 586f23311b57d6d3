-- An order may leave in several parcels: some of it is away, the rest in the shop.
alter table orders.shop_order
  drop constraint shop_order_status_check,
  add constraint shop_order_status_check check (status in
    ('placed', 'awaiting-prescription', 'paid', 'in-lab', 'packed', 'partly-shipped', 'shipped', 'delivered', 'cancelled', 'returned', 'refunded')),
  drop constraint shop_order_paid,
  add constraint shop_order_paid
    check (status not in ('paid', 'in-lab', 'packed', 'partly-shipped', 'shipped', 'delivered') or captured_minor = total_minor - credit_minor);

alter table orders.errand
  drop constraint errand_kind_check,
  add constraint errand_kind_check check (kind in
    ('give-back', 'release', 'release-part', 'fulfil', 'fulfil-part', 'refund', 'settle', 'restock', 'refund-credit')),
  drop constraint errand_pieces,
  add constraint errand_pieces check ((kind in ('release-part', 'restock', 'fulfil-part')) = (variant_id <> '' and quantity > 0));
