-- Amounts are minor units, small enough to be exact in a JavaScript number.
create domain pricing.minor as bigint check (value between 0 and 9007199254740991);

create table pricing.price (
  variant_id   text not null,
  currency     text not null check (currency ~ '^[A-Z]{3}$'),
  amount_minor pricing.minor not null,
  before_minor pricing.minor check (before_minor > amount_minor),
  volume_ml    double precision not null default 0 check (volume_ml >= 0),
  tax_class    text not null default 'standard' check (tax_class in ('standard', 'reduced')),
  reduced_at   timestamptz,                      -- when the reduction that stands began
  lowest_minor pricing.minor,                    -- lowest of the 30 days before it began; none without history
  changed_at   timestamptz not null,
  primary key (variant_id, currency),
  check ((before_minor is null) = (reduced_at is null)),
  check (lowest_minor is null or reduced_at is not null)
);

-- Every price a variant ever had, and when: the lowest of 30 days is read from here. Rows of one variant touch, and never overlap.
create table pricing.price_period (
  id           bigint generated always as identity primary key,
  variant_id   text not null,
  currency     text not null,
  from_at      timestamptz not null,
  until_at     timestamptz check (until_at >= from_at),
  amount_minor pricing.minor not null,
  foreign key (variant_id, currency) references pricing.price
);
create index price_period_variant on pricing.price_period (variant_id, currency, from_at);
create unique index price_period_open on pricing.price_period (variant_id, currency) where until_at is null;

-- Parts per million. Source: European Commission, Taxes in Europe Database, and Your Europe "VAT rules and rates", rates in force in 2026
-- (changes since 2024: SK 23 % and 19 % from 2025-01-01, EE 24 % from 2025-07-01, RO 21 % and 11 % from 2025-08-01,
-- FI 13.5 % and LT 12 % from 2026-01-01). `reduced` is the country's general reduced rate, the highest where it has two that compete;
-- which goods may carry it is for an accountant. MC: Monaco applies French VAT (Directive 2006/112/EC art. 7).
create table pricing.vat_rate (
  country      text primary key check (country ~ '^[A-Z]{2}$'),
  is_eu        boolean not null,                 -- of the zone `EU` of delivery rates
  standard_ppm integer not null check (standard_ppm between 0 and 1000000),
  reduced_ppm  integer not null check (reduced_ppm between 0 and 1000000)
);
insert into pricing.vat_rate (country, is_eu, standard_ppm, reduced_ppm) values
  ('AT', true, 200000, 130000), ('BE', true, 210000, 120000), ('BG', true, 200000,  90000), ('CY', true, 190000,  90000),
  ('CZ', true, 210000, 120000), ('DE', true, 190000,  70000), ('DK', true, 250000, 250000), ('EE', true, 240000, 130000),
  ('ES', true, 210000, 100000), ('FI', true, 255000, 135000), ('FR', true, 200000, 100000), ('GR', true, 240000, 130000),
  ('HR', true, 250000, 130000), ('HU', true, 270000, 180000), ('IE', true, 230000, 135000), ('IT', true, 220000, 100000),
  ('LT', true, 210000, 120000), ('LU', true, 170000,  80000), ('LV', true, 210000, 120000), ('MT', true, 180000,  70000),
  ('NL', true, 210000,  90000), ('PL', true, 230000,  80000), ('PT', true, 230000, 130000), ('RO', true, 210000, 110000),
  ('SE', true, 250000, 120000), ('SI', true, 220000,  95000), ('SK', true, 230000, 190000), ('MC', false, 200000, 100000);

create table pricing.delivery_rate (
  method_id       text not null,
  zone            text not null check (zone ~ '^[A-Z]{2}$'), -- a country, or EU for the rest of the union
  currency        text not null check (currency ~ '^[A-Z]{3}$'),
  amount_minor    pricing.minor not null,
  free_from_minor pricing.minor,
  primary key (method_id, zone, currency)
);

create table pricing.promotion (
  id                 text primary key,
  code               text not null unique check (code = upper(code) and code <> ''),
  kind               text not null check (kind in ('percentage', 'amount', 'free-delivery')),
  percentage_ppm     integer check (percentage_ppm between 1 and 1000000),
  amount_minor       pricing.minor check (amount_minor > 0),
  amount_currency    text,
  minimum_minor      pricing.minor,
  minimum_currency   text,
  starts_at          timestamptz,
  ends_at            timestamptz check (ends_at > starts_at),
  limit_total        integer not null check (limit_total >= 0),        -- 0 is without limit
  limit_per_customer integer not null check (limit_per_customer >= 0),
  check ((kind = 'percentage') = (percentage_ppm is not null)),
  check ((kind = 'amount') = (amount_minor is not null)),
  check ((amount_minor is null) = (amount_currency is null)),
  check ((minimum_minor is null) = (minimum_currency is null))
);

-- What an order costs, as the shopper saw it.
create table pricing.frozen (
  order_id    text primary key,
  quote       jsonb not null,
  frozen_at   timestamptz not null
);

-- One row per use: the limit is a number of slots, so a use too many finds none. A slot is null where there is no limit.
create table pricing.promotion_use (
  promotion_id       text not null references pricing.promotion,
  order_id           text not null references pricing.frozen on delete cascade,
  customer_id        text,                       -- none for a guest
  slot               integer check (slot between 1 and limit_total),
  customer_slot      integer check (customer_slot between 1 and limit_per_customer),
  limit_total        integer not null,           -- as it was when this use was taken
  limit_per_customer integer not null,
  primary key (promotion_id, order_id),
  unique (promotion_id, slot),
  unique (promotion_id, customer_id, customer_slot)
);
create index promotion_use_order on pricing.promotion_use (order_id);
