-- Orders whose person asked to be forgotten: blanked once they have ended; what the law keeps is on the invoice.
alter table orders.shop_order
  add forget_asked_at timestamptz,
  add forgotten_at    timestamptz check (forgotten_at is null or (forget_asked_at is not null and email = ''));
create index shop_order_to_forget on orders.shop_order (forget_asked_at) where forget_asked_at is not null and forgotten_at is null;
