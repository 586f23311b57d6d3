-- Movements are added, never changed: what was written wrong is put right by another one.
create function stock.keep_movement() returns trigger language plpgsql as $$
begin
  raise exception 'a movement of stock is never changed or removed: % refused', tg_op using errcode = 'restrict_violation';
end $$;
create trigger movement_is_kept before update or delete on stock.movement for each row execute function stock.keep_movement();
create trigger movements_are_kept before truncate on stock.movement for each statement execute function stock.keep_movement();

-- What the movements of a variant sum to, written by whoever writes a movement, and by nobody else.
create table stock.ledger (
  variant_id text collate "C" primary key,
  on_hand    integer not null default 0,
  unique (variant_id, on_hand)
);
insert into stock.ledger (variant_id, on_hand)
  select variant_id, coalesce(sum(m.quantity), 0) from stock.stock_level left join stock.movement as m using (variant_id) group by variant_id;

create function stock.begin_ledger() returns trigger language plpgsql as $$
begin
  insert into stock.ledger (variant_id) values (new.variant_id) on conflict do nothing;
  return new;
end $$;
create trigger stock_level_begins_ledger before insert on stock.stock_level for each row execute function stock.begin_ledger();

create function stock.sum_movements() returns trigger language plpgsql as $$
begin
  update stock.ledger as l set on_hand = l.on_hand + a.quantity
  from (select variant_id, sum(quantity)::integer as quantity from added group by variant_id) as a
  where l.variant_id = a.variant_id and a.quantity <> 0;
  return null;
end $$;
create trigger movements_are_summed after insert on stock.movement referencing new table as added
  for each statement execute function stock.sum_movements();

-- Both ways: a level that changes without a movement names a sum that is not there, and a sum that changes without its level leaves one behind.
-- Looked at when the transaction ends, and only where pieces came or went: a reservation costs nothing more.
alter table stock.stock_level add constraint stock_level_on_hand_is_the_sum_of_its_movements
  foreign key (variant_id, on_hand) references stock.ledger (variant_id, on_hand) deferrable initially deferred;
