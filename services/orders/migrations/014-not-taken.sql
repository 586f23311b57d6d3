-- What was never taken is part of what goes back: one constraint holds the sum.
alter table orders.shop_order
  drop constraint shop_order_not_taken,
  drop constraint shop_order_credit_back,
  add constraint shop_order_not_taken check (not_taken_minor <= asked_back_minor),
  add constraint shop_order_credit_back check (credit_back_minor between 0 and credit_asked_minor and credit_asked_minor <= credit_minor
    and refunded_minor + not_taken_minor + credit_asked_minor <= asked_back_minor);
