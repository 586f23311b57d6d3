-- Categories as catalog last told them: a condition on one means those below it too.
create table pricing.category_place (
  category_id text primary key,
  around      text[] not null -- itself and all it stands in
);
create table pricing.category_tree (
  is_one  boolean primary key default true check (is_one),
  version bigint not null
);
insert into pricing.category_tree (version) values (-1);
