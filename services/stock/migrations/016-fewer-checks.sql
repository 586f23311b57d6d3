-- What is reserved once at a time is no sum: without a first value, an aggregate takes the first row as it is.
create or replace aggregate stock.together(jsonb) (sfunc = stock.plus, stype = jsonb);

-- The maps of a level are read once for both of their rules: that they add up to what the level says, and that no place promises more than it has.
create function stock.level_holds(on_hand integer, reserved integer, on_hand_at jsonb, reserved_at jsonb) returns boolean
  language plpgsql immutable strict parallel safe as $$
declare
  counts   jsonb := jsonb_path_query_array(on_hand_at, 'strict $.*');
  places   jsonb := jsonb_path_query_array(reserved_at, 'strict $.keyvalue().key');
  place    text;
  n        integer;
  has      integer := 0;
  promised integer := 0;
begin
  for i in 0 .. jsonb_array_length(counts) - 1 loop
    n := (counts->>i)::integer;
    if n <= 0 then return false; end if;
    has := has + n;
  end loop;
  for i in 0 .. jsonb_array_length(places) - 1 loop
    place := places->>i;
    n := (reserved_at->>place)::integer;
    if n not between 1 and coalesce((on_hand_at->>place)::integer, 0) then return false; end if;
    promised := promised + n;
  end loop;
  return has = on_hand and promised = reserved;
end $$;
alter table stock.stock_level
  drop constraint stock_level_places_hold,
  drop constraint stock_level_sums_its_places,
  add constraint stock_level_sums_its_places check (stock.level_holds(on_hand, reserved, on_hand_at, reserved_at));

-- Nobody looks for lines by their variant: what reservations hold of one is in their pieces.
drop index stock.reservation_line_variant;
