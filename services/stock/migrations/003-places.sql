-- Where pieces lie. The first place is the one meant where none is named. Reservations take from the lowest `turn` first.
create table stock.place (
  id   text collate "C" primary key check (id ~ '^[a-z0-9][a-z0-9-]{0,39}$'),
  name text not null check (name <> ''),
  kind text not null check (kind in ('warehouse', 'shop')),
  turn integer not null check (turn between 0 and 1000)
);
insert into stock.place values ('main', 'Main', 'warehouse', 0);

/*
 * Pieces by place are a map in the row they belong to, {"main": 5}, and not rows of their own: the lock on one row covers all of them, so a
 * statement that waited for it reads what is true now, places that a moment ago held nothing included. Entries of 0 are left out.
 */

-- How many pieces a map holds.
create function stock.total(pieces jsonb) returns integer language plpgsql immutable strict parallel safe as $$
declare counted integer := 0; n text;
begin
  for n in select value from jsonb_each_text(pieces) loop counted := counted + n::integer; end loop;
  return counted;
end $$;

-- The map with others added to it; `times` -1 takes them away.
create function stock.plus(pieces jsonb, others jsonb, times integer) returns jsonb language plpgsql immutable strict parallel safe as $$
declare place text; n text; sum integer;
begin
  for place, n in select key, value from jsonb_each_text(others) loop
    sum := coalesce((pieces->>place)::integer, 0) + times * n::integer;
    pieces := case when sum = 0 then pieces - place else pieces || jsonb_build_object(place, sum) end;
  end loop;
  return pieces;
end $$;
create function stock.plus(pieces jsonb, others jsonb) returns jsonb language plpgsql immutable strict parallel safe as $$
begin return stock.plus(pieces, others, 1); end $$;
create aggregate stock.together(jsonb) (sfunc = stock.plus, stype = jsonb, initcond = '{}');

-- From where pieces are taken: whole from the first place that has them all, else from each in turn. domain/place.ts says the same.
create function stock.taking(free jsonb, wanted integer, places text[]) returns jsonb language plpgsql immutable strict parallel safe as $$
declare place text; n integer; taken jsonb := '{}';
begin
  if wanted <= 0 then return taken; end if;
  foreach place in array places loop
    if (free->>place)::integer >= wanted then return jsonb_build_object(place, wanted); end if;
  end loop;
  foreach place in array places loop
    n := least(wanted, (free->>place)::integer);
    if n > 0 then taken := taken || jsonb_build_object(place, n); wanted := wanted - n; end if;
  end loop;
  return taken;
end $$;

-- No place promises more than it has.
create function stock.holds(on_hand_at jsonb, reserved_at jsonb) returns boolean language plpgsql immutable strict parallel safe as $$
declare place text; n text;
begin
  for n in select value from jsonb_each_text(on_hand_at) loop if n::integer <= 0 then return false; end if; end loop;
  for place, n in select key, value from jsonb_each_text(reserved_at) loop
    if n::integer <= 0 or n::integer > coalesce((on_hand_at->>place)::integer, 0) then return false; end if;
  end loop;
  return true;
end $$;

alter table stock.stock_level
  add on_hand_at  jsonb not null default '{}',
  add reserved_at jsonb not null default '{}';
update stock.stock_level set on_hand_at = stock.plus('{}', jsonb_build_object('main', on_hand)), reserved_at = stock.plus('{}', jsonb_build_object('main', reserved));
alter table stock.stock_level
  add constraint stock_level_sums_its_places check (on_hand = stock.total(on_hand_at) and reserved = stock.total(reserved_at)),
  add constraint stock_level_places_hold check (stock.holds(on_hand_at, reserved_at));

-- A transfer is two movements of one `transfer_id`, one each way.
alter table stock.movement
  add place_id    text collate "C" not null default 'main' references stock.place,
  add transfer_id text,
  drop constraint movement_reason_check,
  add constraint movement_reason_check check (reason in ('received', 'returned', 'lost', 'found', 'sample', 'correction', 'sold', 'transferred')),
  add constraint movement_of_a_transfer check ((reason = 'transferred') = (transfer_id is not null));
alter table stock.movement alter place_id drop default;
drop index stock.movement_sold_once;
create unique index movement_sold_once on stock.movement (order_id, variant_id, place_id) where reason = 'sold';
create unique index movement_transfer on stock.movement (transfer_id, sign(quantity)) where reason = 'transferred';
create index movement_place on stock.movement (place_id, variant_id, position desc);
