create function catalog.stem_fr(text) returns text language sql immutable parallel safe
  as $$ select coalesce((ts_lexize('pg_catalog.french_stem', $1))[1], $1) $$;
create function catalog.stem_en(text) returns text language sql immutable parallel safe
  as $$ select coalesce((ts_lexize('pg_catalog.english_stem', $1))[1], $1) $$;

-- Words of the published products, folded by domain/words: documents and queries by the same code.
create table catalog.search_document (
  number     integer primary key references catalog.product (number),
  product_id text not null unique,
  doc        tsvector not null
);
-- fastupdate off: with it every search walks the list of rows not yet merged (design: search, pitfalls).
create index search_document_doc on catalog.search_document using gin (doc) with (fastupdate = off);

-- Every word of the catalogue. Misspellings are resolved here, word by word, before the documents are looked at.
create table catalog.search_term (
  word    text collate "C" primary key,
  stem_fr text collate "C" not null,
  stem_en text collate "C" not null,
  ndoc    integer not null,                      -- documents that have it; counted every few minutes
  near    text[] not null,                       -- the word and each form with one letter less; empty for marks of ideas
  ending  text collate "C" not null,             -- last three letters
  length  integer not null
);
create index search_term_stem_fr on catalog.search_term (stem_fr);
create index search_term_stem_en on catalog.search_term (stem_en);
create index search_term_ending on catalog.search_term (ending, length);
create index search_term_near on catalog.search_term using gin (near) with (fastupdate = off);
