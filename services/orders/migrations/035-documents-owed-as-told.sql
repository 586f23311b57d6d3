-- Who tells what a document is due for notes its errand in the same statement; orders hears itself no more (decision 0043). What says so is the column: events
-- that the version before writes, beside this one or after it, lack it, and have their errand from the trigger. Both go once no such version can run.
alter table orders.outbox add column is_noted boolean not null default false;

create function orders.note_document() returns trigger language plpgsql as $$
begin
  insert into orders.errand (id, order_id, kind, due_at, lease_until) values (new.id || '-document', new.key, 'document', now(), now()) on conflict (id) do nothing;
  return null;
end $$;

create trigger outbox_notes_document after insert on orders.outbox for each row
  when (not new.is_noted and new.type in
    ('vitrine.orders.v1.OrderPaid', 'vitrine.orders.v1.OrderRefunded', 'vitrine.orders.v1.OrderChanged', 'vitrine.orders.v1.OrderCancelled'))
  execute function orders.note_document();

-- What was told and not heard yet, wherever it lies. Nobody writes into the outbox meanwhile.
insert into orders.errand (id, order_id, kind, due_at, lease_until)
select distinct id || '-document', key, 'document', now(), now() from (
  select id, type, key from orders.outbox
  union all select id, type, key from orders.outbox_waiting where consumer = 'orders'
  union all select event_id, type, key from orders.inbox where handled_at is null) as told
where type in ('vitrine.orders.v1.OrderPaid', 'vitrine.orders.v1.OrderRefunded', 'vitrine.orders.v1.OrderChanged', 'vitrine.orders.v1.OrderCancelled')
on conflict (id) do nothing;

-- Documents are never looked for by their order, and leave with the row when they are issued: an errand of one writes two indexes once, and claiming it none.
drop index orders.errand_of_order;
create index errand_of_order on orders.errand (order_id) where done_at is null and kind <> 'document';
alter table orders.errand set (fillfactor = 50);
