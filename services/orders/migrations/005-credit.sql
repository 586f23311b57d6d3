-- Part of an order may be paid by gift cards and store credit: the bank pays the rest.
alter table orders.shop_order add column credit_minor bigint not null
  generated always as (coalesce((totals ->> 'creditMinor')::bigint, 0)) stored check (credit_minor >= 0);
alter table orders.shop_order
  drop constraint shop_order_check1,
  drop constraint shop_order_check2,
  add constraint shop_order_captured check (captured_minor <= total_minor - credit_minor),
  add constraint shop_order_paid
    check (status not in ('paid', 'in-lab', 'packed', 'shipped', 'delivered') or captured_minor = total_minor - credit_minor);
