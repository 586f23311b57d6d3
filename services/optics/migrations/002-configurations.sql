-- What a pair of glasses is to be made of, from the cart to the lab. Facts name the frame, the lens and what happened; the sheet is sealed with the key
-- of its person: an account, or `guest ` and the id of the configuration.
create table optics.configuration (
  id         text primary key,
  person_id  text not null references optics.person_key (account_id) on delete cascade,
  facts      jsonb not null,
  sealed     bytea not null check (length(sealed) > 28),   -- personal data: nonce, tag, and the ciphertext
  state      text not null check (state in ('drafted', 'submitted', 'asked', 'verified', 'refused', 'dropped')),
  lab_state  text not null default '' check (lab_state in ('', 'queued', 'sent', 'received')),
  order_id   text not null default '',
  created_at timestamptz not null,
  ordered_at timestamptz,
  version    integer not null default 0,
  check ((order_id = '') = (ordered_at is null)),
  check (state in ('drafted', 'verified') or order_id <> ''),
  check (lab_state = '' or state = 'verified')              -- MS-6: nothing is made before it was verified
);
create index configuration_queue on optics.configuration (state, ordered_at) where ordered_at is not null;
create index configuration_of_order on optics.configuration (order_id) where order_id <> '';
create index configuration_drafted on optics.configuration (created_at) where state = 'drafted';
