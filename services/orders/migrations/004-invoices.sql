-- One row: the last numbers given. Numbers have no gaps because the count and the document are one statement (sql-invoice-store.ts).
create table orders.invoice_counter (
  id           integer primary key default 1 check (id = 1),
  invoices     bigint not null,
  credit_notes bigint not null
);
insert into orders.invoice_counter (invoices, credit_notes) values (0, 0);

-- Invoices and credit notes as they were issued: never changed, never deleted. A mistake is mended by a credit note.
create table orders.invoice (
  number      text primary key,
  kind        text not null check (kind in ('invoice', 'credit-note')),
  position    bigint not null check (position > 0),
  order_id    text not null references orders.shop_order,
  cause       text not null unique,                    -- the order's id, or the refund's: one document for it
  total_minor bigint not null check (total_minor >= 0),
  body        jsonb not null,                          -- all it says, so that it says the same for ever
  issued_at   timestamptz not null,
  pdf         bytea,                                   -- as it was first printed: a reprint is these bytes
  unique (kind, position)
);
create index invoice_of_order on orders.invoice (order_id, issued_at);

create function orders.keep_invoice() returns trigger language plpgsql as $$
begin
  -- The one change there is: its print is added.
  if tg_op = 'UPDATE' and old.pdf is null and (to_jsonb(new) - 'pdf') = (to_jsonb(old) - 'pdf') then
    return new;
  end if;
  raise exception 'an invoice is never changed or deleted' using errcode = 'integrity_constraint_violation';
end $$;
create trigger invoice_is_kept before update or delete on orders.invoice for each row execute function orders.keep_invoice();
create trigger invoices_are_kept before truncate on orders.invoice for each statement execute function orders.keep_invoice();
