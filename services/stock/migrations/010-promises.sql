-- What live reservations took and what they wait for, summed as movements are: by whoever writes a piece of a reservation, and by nobody else.
alter table stock.ledger
  add reserved integer not null default 0,
  add awaited  integer not null default 0;
update stock.ledger as l set reserved = p.reserved, awaited = p.awaited
  from (select variant_id, sum(stock.total(taken)) as reserved, sum(awaited) as awaited from stock.reservation_piece where live group by variant_id) as p
  where p.variant_id = l.variant_id;

create function stock.add_promises() returns trigger language plpgsql as $$
begin
  update stock.ledger as l set reserved = l.reserved + p.reserved, awaited = l.awaited + p.awaited
  from (select variant_id, sum(stock.total(taken))::integer as reserved, sum(awaited)::integer as awaited from made where live group by variant_id) as p
  where l.variant_id = p.variant_id;
  return null;
end $$;
create function stock.take_promises() returns trigger language plpgsql as $$
begin
  update stock.ledger as l set reserved = l.reserved - p.reserved, awaited = l.awaited - p.awaited
  from (select variant_id, sum(stock.total(taken))::integer as reserved, sum(awaited)::integer as awaited from gone where live group by variant_id) as p
  where l.variant_id = p.variant_id;
  return null;
end $$;
create function stock.change_promises() returns trigger language plpgsql as $$
begin
  update stock.ledger as l set reserved = l.reserved + p.reserved, awaited = l.awaited + p.awaited
  from (
    select variant_id, sum(times * stock.total(taken))::integer as reserved, sum(times * awaited)::integer as awaited
    from (select 1 as times, * from made union all select -1, * from gone) as piece where live group by variant_id
  ) as p
  where l.variant_id = p.variant_id and (p.reserved, p.awaited) <> (0, 0);
  return null;
end $$;
create trigger promises_are_added after insert on stock.reservation_piece referencing new table as made
  for each statement execute function stock.add_promises();
create trigger promises_are_changed after update on stock.reservation_piece referencing old table as gone new table as made
  for each statement execute function stock.change_promises();
create trigger promises_are_taken after delete on stock.reservation_piece referencing old table as gone
  for each statement execute function stock.take_promises();

-- One key for the three sums of a variant, in the place of the one for what is on hand.
alter table stock.stock_level drop constraint stock_level_on_hand_is_the_sum_of_its_movements;
alter table stock.ledger
  drop constraint ledger_variant_id_on_hand_key,
  add unique (variant_id, on_hand, reserved, awaited);
alter table stock.stock_level add constraint stock_level_is_the_sum_of_its_movements_and_promises
  foreign key (variant_id, on_hand, reserved, awaited) references stock.ledger (variant_id, on_hand, reserved, awaited) deferrable initially deferred;
