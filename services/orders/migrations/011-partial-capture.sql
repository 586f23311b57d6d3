-- Pieces taken out before the money was are not charged: of what was set aside, this was never taken.
alter table orders.shop_order
  add column not_taken_minor bigint not null default 0 check (not_taken_minor >= 0),
  drop constraint shop_order_captured,
  drop constraint shop_order_paid,
  add constraint shop_order_captured check (captured_minor + not_taken_minor <= total_minor - credit_minor),
  add constraint shop_order_paid check (status not in ('paid', 'in-lab', 'packed', 'partly-shipped', 'shipped', 'delivered')
    or captured_minor + not_taken_minor = total_minor - credit_minor),
  add constraint shop_order_not_taken check (not_taken_minor <= asked_back_minor and refunded_minor + not_taken_minor + credit_asked_minor <= asked_back_minor);
