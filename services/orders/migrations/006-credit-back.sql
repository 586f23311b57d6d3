-- What an order gives back, under one id each: so much through the bank, so much to the gift cards and store credit that paid. domain/money-back.ts
-- parts it. The sums stand beside it, so that the database keeps them within what was paid.
alter table orders.shop_order
  add column backs jsonb not null default '[]',
  add column asked_back_minor bigint not null default 0,
  add column credit_asked_minor bigint not null default 0,
  add column credit_back_minor bigint not null default 0;

alter table orders.errand
  drop constraint errand_kind_check,
  add constraint errand_kind_check
    check (kind in ('give-back', 'release', 'release-part', 'fulfil', 'refund', 'settle', 'restock', 'refund-credit'));

-- Orders from before: what went back through the bank is told; a cancelled one asked for all of it, credit too.
insert into orders.errand (id, order_id, kind, amount_minor, reason, due_at, lease_until)
select e.order_id || '-give-back-credit', e.order_id, 'refund-credit', o.credit_minor, e.reason, e.due_at, e.due_at
from orders.errand as e join orders.shop_order as o on o.id = e.order_id
where e.kind = 'give-back' and o.credit_minor > 0;

update orders.shop_order as o set backs = case
  when e.id is null then jsonb_build_array(jsonb_build_object('id', 'before', 'bankMinor', same.refunded_minor, 'creditMinor', 0, 'awaits', '[]'::jsonb))
  else jsonb_build_array(jsonb_build_object('id', e.id, 'bankMinor', same.total_minor - same.credit_minor, 'creditMinor', same.credit_minor, 'awaits',
    case when same.credit_minor > 0 then '["credit"]'::jsonb else '[]'::jsonb end)) end
from orders.shop_order as same left join orders.errand as e on e.order_id = same.id and e.kind = 'give-back'
where same.id = o.id and (e.id is not null or same.refunded_minor > 0);

update orders.shop_order as o set asked_back_minor = (select sum((back ->> 'bankMinor')::bigint + (back ->> 'creditMinor')::bigint) from jsonb_array_elements(backs) as back),
  credit_asked_minor = (select sum((back ->> 'creditMinor')::bigint) from jsonb_array_elements(backs) as back)
where backs <> '[]';

-- Pieces of orders all of whose money went back, while they were still in the shop.
insert into orders.errand (id, order_id, kind, reason, variant_id, quantity, due_at, lease_until)
select o.id || '-freed-' || (line ->> 'id'), o.id, 'release-part', 'refunded', line ->> 'variantId', held, o.placed_at, o.placed_at
from orders.shop_order as o, jsonb_array_elements(o.lines) as line,
  lateral (select (line ->> 'quantity')::int - coalesce((line ->> 'cancelled')::int, 0) - coalesce((line ->> 'sent')::int, 0) as held) as l
where o.status = 'refunded' and held > 0;

update orders.shop_order set lines = (
  select jsonb_agg(line || case when held > 0 then jsonb_build_object('cancelled', coalesce((line ->> 'cancelled')::int, 0) + held,
    'sent', coalesce((line ->> 'sent')::int, 0), 'returned', coalesce((line ->> 'returned')::int, 0),
    'settled', coalesce((line ->> 'settled')::int, 0) + held) else '{}' end order by n)
  from jsonb_array_elements(lines) with ordinality as l (line, n),
    lateral (select (line ->> 'quantity')::int - coalesce((line ->> 'cancelled')::int, 0) - coalesce((line ->> 'sent')::int, 0) as held) as h)
where status = 'refunded';

alter table orders.shop_order
  add constraint shop_order_asked_back check (asked_back_minor between 0 and total_minor),
  add constraint shop_order_credit_back
    check (credit_back_minor between 0 and credit_asked_minor and credit_asked_minor <= credit_minor and refunded_minor + credit_asked_minor <= asked_back_minor);
