-- Frames of a home trial that are paid for have an invoice, of the same row of numbers. Its price and tax are those of the day they were asked for; trials from
-- before that was kept have none (has_taxes), and the shop writes it.
alter table orders.home_trial
  add column has_taxes boolean not null default false,
  add constraint home_trial_taxes check (not has_taxes or not frames @? '$[*] ? (!exists(@.tax))'),
  add constraint home_trial_tax_of_price check (not frames @? '$[*] ? (@.tax.netMinor + @.tax.taxMinor != @.priceMinor)');
alter table orders.home_trial alter column has_taxes set default true;

alter table orders.invoice
  alter column order_id drop not null,
  add column trial_id text references orders.home_trial,
  add constraint invoice_subject check (num_nonnulls(order_id, trial_id) = 1),
  add constraint invoice_of_trial_kind check (trial_id is null or kind = 'invoice');
create unique index invoice_of_trial on orders.invoice (trial_id) where trial_id is not null;
