-- One row per use of a picture; equal pictures share one file, which goes when its last row goes.
create table media.asset (
  id         text primary key,
  owner_id   text not null,
  purpose    text not null check (purpose in ('product', 'avatar', 'review', 'tryon')),
  sha256     text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  width      integer not null check (width > 0),
  height     integer not null check (height > 0),
  created_at timestamptz not null
);
create index asset_sha256 on media.asset (sha256);
create index asset_owner on media.asset (owner_id);
