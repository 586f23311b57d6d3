-- A replacement is an order of its own, paid by the pieces that come back: `totals` says of which file, and its credit is theirs.
alter table orders.cart add column exchange jsonb;

-- What exchanges keep of what was paid for an order, so that it goes back by no other way. What a bank gave back by itself may leave less than that.
alter table orders.shop_order
  add column kept_minor bigint not null default 0,
  add column elsewhere_minor bigint not null default 0,
  add constraint shop_order_kept check (kept_minor >= 0 and elsewhere_minor >= 0 and asked_back_minor + kept_minor <= total_minor + elsewhere_minor);

-- One file pays for one order.
create unique index shop_order_of_exchange on orders.shop_order ((totals -> 'exchange' ->> 'returnId')) where totals ? 'exchange' and status <> 'cancelled';

alter table orders.errand
  drop constraint errand_kind_check,
  add constraint errand_kind_check check (kind in
    ('give-back', 'release', 'release-part', 'fulfil', 'fulfil-part', 'refund', 'settle', 'restock', 'refund-credit', 'replace', 'agree', 'pass', 'call-off'));
