-- Pages of words as the shop wrote them itself; what is not here says what the shop came with.
create table catalog.page (
  slug       text primary key,
  title      jsonb not null,
  body       jsonb not null,
  changed_at timestamptz not null
);
