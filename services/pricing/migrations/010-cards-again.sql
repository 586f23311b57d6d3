-- Each time a card that was sold got another code, because it is sent again: who of the shop did so, under an id that makes it once.
create table pricing.card_again (
  position  bigint generated always as identity,
  id        text primary key,
  credit_id text not null references pricing.credit,
  code_end  text not null,
  actor     text not null check (actor <> ''),
  at        timestamptz not null
);
create index card_again_of_card on pricing.card_again (credit_id);
