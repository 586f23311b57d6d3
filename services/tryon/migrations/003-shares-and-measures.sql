-- Frames that somebody shares by a link. Links are kept as hashes: whoever reads this table opens none. A face lies among the files, sealed with a key
-- that only the link makes.
create table tryon.share (
  id_hash     bytea primary key check (length(id_hash) = 32),
  own_hash    bytea not null unique check (length(own_hash) = 32),      -- of the id that ends it
  account_id  text not null,                                            -- personal data; empty: a guest's
  variant_ids text[] not null check (cardinality(variant_ids) between 1 and 4),
  created_at  timestamptz not null,
  expires_at  timestamptz not null check (expires_at <= created_at + interval '30 days'),
  face_until  timestamptz check (face_until <= created_at + interval '24 hours')
);
create index share_of_account on tryon.share (account_id, created_at desc) where account_id <> '';
create index share_over on tryon.share (expires_at);
create index share_face_over on tryon.share (face_until) where face_until is not null;

-- Measures a person keeps, with consent: sealed with a key that is in no backup of the database.
create table tryon.kept_measures (
  account_id text primary key,
  sealed     bytea not null check (length(sealed) > 28),                -- personal data: nonce, tag, and the ciphertext
  kept_at    timestamptz not null,                                      -- and agreed to (LAW-9)
  erase_at   timestamptz not null check (erase_at <= kept_at + interval '366 days')
);
create index kept_measures_over on tryon.kept_measures (erase_at);
