-- Ways to pay that a customer agreed to keep, by the provider's token alone: what it stands for is known there. The id is that of the attempt
-- it was kept with. One that was removed can pay nothing more; it stays until the provider has dropped it too.
create table payments.saved_method (
  id                 text primary key references payments.attempt,
  customer_id        text not null check (customer_id <> ''),
  provider           text not null,
  method             text not null,
  reference          text not null check (reference <> '' and translate(reference, ' -', '') !~ '^[0-9]{12,19}$'),
  customer_reference text not null,
  brand              text not null,
  last4              text not null check (last4 ~ '^([0-9]{4})?$'),
  expires            text not null check (expires ~ '^([0-9]{4}-[0-9]{2})?$'),
  agreed_at          timestamptz not null,
  removed_at         timestamptz,
  dropped_at         timestamptz check (dropped_at is null or removed_at is not null),
  unique (provider, reference),
  unique (id, customer_id)
);
create index saved_method_of_customer on payments.saved_method (customer_id) where removed_at is null;
create index saved_method_to_drop on payments.saved_method (removed_at) where removed_at is not null and dropped_at is null;

-- Who pays, and with what they kept: nobody pays with what somebody else kept.
alter table payments.attempt
  add customer_id        text not null default '',
  add customer_reference text not null default '',
  add saves              boolean not null default false check (not saves or customer_id <> ''),
  add saved_method_id    text,
  add constraint attempt_saved_method foreign key (saved_method_id, customer_id) references payments.saved_method (id, customer_id);
