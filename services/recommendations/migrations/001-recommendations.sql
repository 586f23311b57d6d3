-- Products as last told by catalog, and what decides whether one may be shown.
create table recommendations.item (
  product_id   text primary key,
  kind         text not null,
  brand        text not null,
  "group"      text not null,                    -- what a second one of replaces rather than completes: kind, and garment
  codes        text[] not null,                  -- attributes as `shape:panto`, made by domain/item.ts
  version      integer not null,                 -- of the product: an older event changes nothing
  published    boolean not null,
  published_at timestamptz,
  in_stock     boolean not null default false,   -- at least one variant is
  compared     integer not null default 0,       -- how many products there were when its neighbours were found
  heat         double precision,                 -- log of interest, each event worth half after 7 days; null: nobody yet
  check (not published or published_at is not null)
);
create index item_heat on recommendations.item (heat desc nulls last) where published and in_stock;
create index item_published on recommendations.item (published_at desc) where published and in_stock;

create table recommendations.item_variant (
  variant_id text primary key,
  product_id text not null
);
create index item_variant_product on recommendations.item_variant (product_id);

-- Heard of any variant, known or not yet: events of different services come in any order.
create table recommendations.variant_stock (
  variant_id text primary key,
  state      text not null check (state in ('available', 'low', 'sold-out')),
  at         timestamptz not null
);

-- Alike on paper. Written for a product and for those it is now near to, in the transaction that hears of it.
create table recommendations.neighbour (
  product_id text not null references recommendations.item,
  other_id   text not null references recommendations.item,
  relation   text not null check (relation in ('similar', 'goes-with')),
  score      real not null check (score > 0 and score <= 1.0001),
  shared     text[] not null check (cardinality(shared) > 0),
  primary key (product_id, relation, other_id),
  check (product_id <> other_id)
);
create index neighbour_other on recommendations.neighbour (other_id);

-- Who bought what, once each. `buyer` is the account, or a digest of a guest's address: it only counts how many there are.
create table recommendations.purchase (
  buyer      text not null,
  product_id text not null,
  primary key (buyer, product_id)
);

-- How many buyers have both; each pair stands once in each direction.
create table recommendations.pair (
  product_id text not null,
  other_id   text not null,
  buyers     integer not null check (buyers > 0),
  primary key (product_id, other_id),
  check (product_id <> other_id)
);

-- What a visitor who agreed to it looked at; the last 50 products, 90 days.
create table recommendations.activity (
  visitor_id  text not null,
  product_id  text not null,
  activity_id text not null unique,
  kind        text not null check (kind in ('view', 'try-on', 'cart')),
  at          timestamptz not null,
  primary key (visitor_id, product_id)
);
create index activity_at on recommendations.activity (at);
