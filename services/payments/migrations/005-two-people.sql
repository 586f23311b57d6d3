-- Refunds a person asked for. Above what one person may give back of an order alone, a second one has to agree; the same person cannot.
create table payments.refund_request (
  id           text primary key,
  order_id     text not null,
  amount_minor bigint not null check (amount_minor > 0),
  currency     text not null,
  reason       text not null,
  asked_by     text not null check (asked_by <> ''),
  asked_at     timestamptz not null,
  needs_second boolean not null,
  agreed_by    text,
  agreed_at    timestamptz,
  refused_by   text,
  refused_at   timestamptz,
  check ((agreed_by is null) = (agreed_at is null)),
  check ((refused_by is null) = (refused_at is null)),
  constraint refund_request_ends_once check (agreed_at is null or refused_at is null),
  constraint refund_request_two_people check (agreed_by <> asked_by),
  check (needs_second or agreed_at is null)
);
create index refund_request_of_order on payments.refund_request (order_id);
create index refund_request_waiting on payments.refund_request (asked_at) where needs_second and agreed_at is null and refused_at is null;
