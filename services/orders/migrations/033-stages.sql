-- What an index knows of an order changes seldom: PostgreSQL writes every index anew for a row of which an indexed column changed, and the status stood in four of thirteen.
-- Now they know the stage, which is one while pieces are in the shop, else the status: to be paid and packed touches no index, where the page has room for the next row.
alter table orders.shop_order add column stage text not null
  generated always as (case when status in ('placed', 'paid', 'in-lab', 'packed', 'partly-shipped') then 'in-shop' else status end) stored;
-- After the column, so that what stands there is not spread: two new orders share a page with their next rows.
alter table orders.shop_order set (fillfactor = 50);

drop index orders.shop_order_of_cart, orders.shop_order_of_exchange, orders.shop_order_status, orders.shop_order_awaiting;
create unique index shop_order_of_cart on orders.shop_order (cart_id) where stage <> 'cancelled';
create unique index shop_order_of_exchange on orders.shop_order ((totals -> 'exchange' ->> 'returnId')) where totals ? 'exchange' and stage <> 'cancelled';
create index shop_order_stage on orders.shop_order (stage, position desc);
