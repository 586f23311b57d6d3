-- An order with lenses made to a prescription is placed, and paid later: its checkout ends, and begins again to capture once an optician verified them.
alter table orders.checkout
  drop constraint checkout_step_check,
  add constraint checkout_step_check check (step in ('reserve', 'freeze', 'authorise', 'place', 'await', 'capture', 'undo-place', 'undo-authorise',
    'undo-freeze', 'undo-reserve', 'paid', 'paid-later', 'refused', 'cancelled')),
  drop constraint checkout_check,
  add constraint checkout_due check ((due_at is null) = (step in ('paid', 'paid-later', 'refused', 'cancelled')));

-- No money is taken for lenses that nobody verified (ORD-14).
alter table orders.shop_order
  add constraint shop_order_verified
    check (captured_minor = 0 or not lines @? '$[*].glasses ? (@.toPrescription == true && !exists(@.isVerified ? (@ == true)))');

create index shop_order_awaiting on orders.shop_order (placed_at) where status = 'awaiting-prescription';
