-- Documents of an order are issued by an errand: the transaction that hears what they are due for asks no other service, and takes no number.
alter table orders.errand
  drop constraint errand_kind_check,
  add constraint errand_kind_check check (kind in
    ('give-back', 'release', 'release-part', 'fulfil', 'fulfil-part', 'refund', 'settle', 'restock', 'refund-credit', 'void-cards', 'renew', 'swap', 'document',
      'replace', 'agree', 'pass', 'call-off'));
