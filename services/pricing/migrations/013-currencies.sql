-- What the shop sells in, and how prices that nobody set in a currency are made from those of another. Everything it sold in until now it sells in still.
create table pricing.currency (
  code       text primary key check (code ~ '^[A-Z]{3}$'),
  is_sold    boolean not null,
  from_code  text check (from_code ~ '^[A-Z]{3}$' and from_code <> code), -- none: each price is set
  rate_ppb   bigint check (rate_ppb between 1 and 9007199254740991),      -- its minor units for a billion minor units of the other
  step_minor bigint check (step_minor between 1 and 1000000),             -- the nearest multiple of this,
  less_minor bigint check (less_minor >= 0 and less_minor < step_minor),  -- less this: 100 and 1 make 12.99
  check ((from_code is null) = (rate_ppb is null) and (from_code is null) = (step_minor is null) and (from_code is null) = (less_minor is null))
);
insert into pricing.currency (code, is_sold) select distinct currency, true from pricing.price;

alter table pricing.price add column is_converted boolean not null default false; -- made by the rule of its currency: it follows, until somebody sets it
create index price_converted on pricing.price (currency) where is_converted;
