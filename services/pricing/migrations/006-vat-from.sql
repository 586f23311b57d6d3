-- Rates hold from a moment on, until the next of the country. Those of the first table held when the shop opened.
alter table pricing.vat_rate
  add column from_at timestamptz not null default '2026-01-01T00:00:00Z',
  drop constraint vat_rate_pkey,
  add primary key (country, from_at);
alter table pricing.vat_rate alter column from_at drop default;
