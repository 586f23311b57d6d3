-- What became of the pieces of a line stands on the line, beside the quantity that was bought, once something became of them: cancelled before they
-- left, sent, returned (or awaited back), settled (their money went back). The four come together. domain/pieces.ts says the same.
alter table orders.shop_order
  add column returns jsonb not null default '[]',   -- files of what comes back, oldest first
  add constraint shop_order_pieces check (not lines @? '$[*] ? (
    @.cancelled < 0 || @.sent < 0 || @.returned < 0 || @.settled < 0 || @.cancelled + @.sent > @.quantity || @.returned > @.sent
    || @.settled > @.cancelled + @.returned || exists(@.settled) && !(exists(@.cancelled) && exists(@.sent) && exists(@.returned)))');

-- Orders that left before this was kept.
update orders.shop_order set lines = (
  select jsonb_agg(line || jsonb_build_object('cancelled', 0, 'sent', line -> 'quantity', 'returned', 0, 'settled', 0) order by n)
  from jsonb_array_elements(lines) with ordinality as l (line, n))
where status in ('shipped', 'delivered', 'returned');

create index shop_order_with_returns on orders.shop_order (position desc) where returns <> '[]';

alter table orders.errand
  add column variant_id text not null default '',
  add column quantity integer not null default 0 check (quantity >= 0),
  drop constraint errand_kind_check,
  add constraint errand_kind_check check (kind in ('give-back', 'release', 'release-part', 'fulfil', 'refund', 'settle', 'restock')),
  add constraint errand_pieces check ((kind in ('release-part', 'restock')) = (variant_id <> '' and quantity > 0));
