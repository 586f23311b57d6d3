-- One row. Every write takes it first: writers of the catalogue go one after the other, and readers learn in one look what is new.
create table catalog.change (
  one     boolean primary key default true check (one),
  listing bigint not null default 0,             -- grows with each change of what lists show
  wording bigint not null default 0              -- grows with each change of categories and labels
);
insert into catalog.change default values;

create table catalog.category (
  id        text primary key,
  slug      text not null unique check (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
  parent_id text references catalog.category deferrable initially deferred,
  name      jsonb not null check (name ->> 'fr' <> '' and name ->> 'en' <> ''),
  intro     jsonb not null,
  position  integer not null,
  check (parent_id <> id)
);

-- Words of the shop for neutral codes.
create table catalog.label (
  "group" text not null,
  code    text not null,
  words   jsonb not null check (words ->> 'fr' <> '' and words ->> 'en' <> ''),
  primary key ("group", code)
);

create table catalog.product (
  id           text primary key,
  number       integer generated always as identity unique,   -- small: its place in the sets of domain/facet-index.ts
  slug         text not null unique check (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
  kind         text not null check (kind in ('eyewear', 'perfume', 'apparel', 'other')),
  brand        text not null,
  name         jsonb not null check (name ->> 'fr' <> ''),
  summary      jsonb not null,
  description  jsonb not null,
  category_ids text[] not null,
  attributes   jsonb not null check (jsonb_typeof(attributes) = 'object'),
  images       jsonb not null check (jsonb_typeof(images) = 'array'),
  status       text not null check (status in ('draft', 'published', 'withdrawn')),
  published_at timestamptz,
  version      integer not null check (version > 0),
  changed_at   timestamptz not null,
  -- What lists need, made from the above by domain/facets.ts and domain/card.ts with each change.
  terms        text[] not null,
  numbers      jsonb not null,
  card         jsonb not null,
  words        text not null,                    -- folded name, brand, slug and SKUs, for staff
  check (status <> 'published' or (published_at is not null and name ->> 'en' <> ''))
);
create index product_changed on catalog.product (changed_at desc, number desc);

create table catalog.variant (
  id         text primary key,
  product_id text not null references catalog.product,
  position   integer not null,
  sku        text not null unique check (sku <> ''),
  options    jsonb not null check (jsonb_typeof(options) = 'object'),
  attributes jsonb not null check (jsonb_typeof(attributes) = 'object'),
  unique (product_id, options) deferrable initially deferred,
  unique (product_id, position) deferrable initially deferred
);

-- As last heard from pricing. Of any variant, known or not yet: events of different services come in any order.
create table catalog.variant_price (
  variant_id        text not null,
  currency          text not null check (currency ~ '^[A-Z]{3}$'),
  price_minor       bigint not null check (price_minor >= 0),
  price_before      bigint check (price_before > price_minor),
  lowest_price_30d  bigint check (lowest_price_30d >= 0),
  unit_price        bigint check (unit_price >= 0),
  primary key (variant_id, currency),
  check ((price_before is null) = (lowest_price_30d is null))      -- LAW-5
);

-- As last heard from stock; a variant nobody spoke of has none.
create table catalog.variant_stock (
  variant_id text primary key,
  state      text not null check (state in ('available', 'low', 'sold-out')),
  at         timestamptz not null
);

-- What lists show of a product in a currency: its cheapest variant. For display; a page of one product reads stock live.
create table catalog.listing (
  product_id       text not null references catalog.product,
  currency         text not null,
  number           integer not null references catalog.product (number),
  revision         bigint not null,              -- catalog.change.listing when it was written
  listed           boolean not null,             -- published, and with a price
  price_minor      bigint not null,
  price_before     bigint,
  lowest_price_30d bigint,
  unit_price       bigint,
  price_from       boolean not null,             -- others cost more
  in_stock         boolean not null,             -- at least one variant is
  primary key (product_id, currency),
  unique (number, currency)
);
create index listing_revision on catalog.listing (revision);
