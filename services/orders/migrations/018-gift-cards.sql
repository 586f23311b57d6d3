-- Cards whose buyer withdraws are emptied by pricing, before their money goes back.
alter table orders.errand
  drop constraint errand_kind_check,
  add constraint errand_kind_check check (kind in
    ('give-back', 'release', 'release-part', 'fulfil', 'fulfil-part', 'refund', 'settle', 'restock', 'refund-credit', 'void-cards', 'replace', 'agree',
      'pass', 'call-off'));
