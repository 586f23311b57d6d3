-- Money of an order that waits for an optician is set aside anew before the bank lets go of it (ORD-14): an errand, whose payment says how.
alter table orders.errand
  add column payment jsonb,
  drop constraint errand_kind_check,
  add constraint errand_kind_check check (kind in
    ('give-back', 'release', 'release-part', 'fulfil', 'fulfil-part', 'refund', 'settle', 'restock', 'refund-credit', 'void-cards', 'renew', 'replace', 'agree',
      'pass', 'call-off')),
  add constraint errand_payment check ((payment is null) = (kind <> 'renew'));
-- One at a time: never set aside twice.
create unique index errand_one_renewal on orders.errand (order_id) where kind = 'renew' and done_at is null;

-- Whoever is asked to pay again is told until when.
alter table orders.shop_order
  add constraint shop_order_payment_asked check (not timeline @? '$[*] ? (@.event == "payment-asked" && !exists(@.facts.until))');
