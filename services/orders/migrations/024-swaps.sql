-- Pieces that have not left may be swapped for another variant of their product. The new ones are a line of their own; what the old ones were worth pays it, and
-- nothing else does: `totals` says how much, and the database holds it against the lines.
create function orders.swapped_in_minor(lines jsonb, tax_included boolean) returns bigint language sql immutable parallel safe
  return (select coalesce(sum((line ->> 'totalMinor')::bigint - (line ->> 'discountMinor')::bigint
    + case when tax_included then 0 else (line ->> 'taxMinor')::bigint end), 0) from jsonb_array_elements(lines) as line where line ? 'swapOf');

alter table orders.shop_order
  add column swapped_minor bigint not null generated always as (coalesce((totals ->> 'swappedMinor')::bigint, 0)) stored,
  add constraint shop_order_swapped check (not (totals ? 'swappedMinor' or lines @? '$[*].swapOf')
    or swapped_minor = orders.swapped_in_minor(lines, (totals ->> 'taxIncluded')::boolean));
alter table orders.shop_order
  drop constraint shop_order_captured,
  drop constraint shop_order_paid,
  drop constraint shop_order_asked_back,
  drop constraint shop_order_kept,
  add constraint shop_order_captured check (captured_minor + not_taken_minor <= total_minor - credit_minor - swapped_minor),
  add constraint shop_order_paid check (status not in ('paid', 'in-lab', 'packed', 'partly-shipped', 'shipped', 'delivered')
    or captured_minor + not_taken_minor = total_minor - credit_minor - swapped_minor),
  add constraint shop_order_asked_back check (asked_back_minor between 0 and total_minor - swapped_minor),
  add constraint shop_order_kept
    check (kept_minor >= 0 and elsewhere_minor >= 0 and asked_back_minor + kept_minor <= total_minor - swapped_minor + elsewhere_minor);

-- What is to be swapped stands in its errand.
alter table orders.errand
  add column swap jsonb,
  drop constraint errand_kind_check,
  add constraint errand_kind_check check (kind in
    ('give-back', 'release', 'release-part', 'fulfil', 'fulfil-part', 'refund', 'settle', 'restock', 'refund-credit', 'void-cards', 'renew', 'swap', 'replace',
      'agree', 'pass', 'call-off')),
  add constraint errand_swap check ((swap is null) = (kind <> 'swap'));
