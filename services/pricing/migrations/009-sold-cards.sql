-- A price that is worth itself: a gift card. No tax is due when it is sold, but on what it buys (Directive 2006/112/EC, articles 30a and 30b).
alter table pricing.price
  drop constraint price_tax_class_check,
  add constraint price_tax_class_check check (tax_class in ('standard', 'reduced', 'voucher'));

-- Which piece of which order's line a card was sold as: one card for each, whatever is heard how often.
alter table pricing.credit
  add column sold_order_id text check (sold_order_id <> ''),
  add column sold_line_id  text check (sold_line_id <> ''),
  add column sold_number   integer check (sold_number > 0),
  add constraint credit_sold_once unique (sold_order_id, sold_line_id, sold_number),
  add constraint credit_sold_whole check (num_nulls(sold_order_id, sold_line_id, sold_number) in (0, 3) and (sold_order_id is null or kind = 'gift-card'));

-- `void`: its buyer has their money back, and the card is empty.
alter table pricing.credit_entry
  drop constraint credit_entry_kind_check,
  drop constraint credit_entry_check,
  drop constraint credit_entry_check1,
  drop constraint credit_entry_check2,
  add constraint credit_entry_kind check (kind in ('load', 'take', 'give-back', 'refund', 'void')),
  add constraint credit_entry_sign check (amount_minor <> 0 and (amount_minor < 0) = (kind in ('take', 'void'))),
  add constraint credit_entry_of_order check ((kind in ('load', 'void')) = (order_id is null)),
  add constraint credit_entry_of_caller check ((kind in ('load', 'refund', 'void')) = (id is not null));
create unique index credit_voided_once on pricing.credit_entry (credit_id) where kind = 'void';
