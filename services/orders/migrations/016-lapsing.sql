-- The first moment at which a file of the order waits no longer: for the money of an exchange, or for the pieces of one that was not paid.
alter table orders.shop_order add column lapses_at timestamptz;
create index shop_order_lapses on orders.shop_order (lapses_at) where lapses_at is not null;

-- What the shop agreed to before is awaited as long, from today.
update orders.shop_order set lapses_at = now() + interval '7 days', returns = (
    select jsonb_agg(case when file ->> 'state' = 'to-pay'
      then file || jsonb_build_object('lapsesAt', to_char((now() + interval '7 days') at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
      else file end order by n)
    from jsonb_array_elements(returns) with ordinality as r (file, n))
  where returns @? '$[*] ? (@.state == "to-pay")';

alter table orders.shop_order
  add constraint shop_order_to_pay_lapses check (not returns @? '$[*] ? (@.state == "to-pay" && !exists(@.lapsesAt))'),
  add constraint shop_order_lapses_at check ((lapses_at is null) = not returns @? '$[*].lapsesAt');
