create table optics.treatment (
  id           text primary key,
  position     integer not null,
  name         jsonb not null check (name ->> 'fr' <> ''),
  lead_days    integer not null check (lead_days between 0 and 90),
  clashes_with text[] not null,
  needs_one_of text[] not null
);

-- Powers in hundredths of a dioptre, minus cylinder. Prices are pricing's.
create table optics.lens_option (
  id                 text primary key,
  position           integer not null,
  name               jsonb not null check (name ->> 'fr' <> ''),
  use                text not null check (use in ('plano', 'sv-far', 'sv-near', 'bifocal', 'progressive')),
  index              integer not null check (index in (150, 156, 159, 160, 167, 174)),
  sph_low            integer not null,
  sph_high           integer not null check (sph_high >= sph_low),
  cyl_low            integer not null,
  cyl_high           integer not null check (cyl_high >= cyl_low and cyl_high <= 0),
  add_low            integer,
  add_high           integer check (add_high >= add_low),
  min_lens_height_mm double precision check (min_lens_height_mm between 10 and 30),
  rims               text[] not null check (cardinality(rims) > 0 and rims <@ '{full, semi, rimless}'),
  prism_ok           boolean not null,
  centre_mm          double precision not null check (centre_mm > 0 and centre_mm <= 5),
  edge_min_mm        double precision not null check (edge_min_mm > 0 and edge_min_mm <= 5),
  lead_days          integer not null check (lead_days between 0 and 90),
  treatments         text[] not null,
  check ((add_low is not null) = (use in ('bifocal', 'progressive')) and (add_high is null) = (add_low is null))
);

-- The key of a person, wrapped by the service's key: 12 bytes of nonce, 16 of tag, 32 of key. Gone with it is all that was sealed.
create table optics.person_key (
  account_id text primary key,
  wrapped    bytea not null check (length(wrapped) = 60),
  created_at timestamptz not null
);

-- Health data: what is not needed to find or to judge a row is sealed with the key of its person.
create table optics.prescription (
  id           text primary key,
  account_id   text not null references optics.person_key on delete cascade,
  sealed       bytea not null check (length(sealed) > 28),      -- personal data: nonce, tag, and the ciphertext
  state        text not null default 'submitted' check (state in ('submitted', 'verified', 'rejected')),
  added_at     timestamptz not null,
  consented_at timestamptz not null                             -- to keep it (LAW-9)
);
create index prescription_newest on optics.prescription (account_id, added_at desc, id);
