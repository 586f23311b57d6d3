/*
 * What maps of pieces hold is asked some twenty times by a reservation of two lines. A loop over rows of a query opens a cursor each time; one over
 * the elements of an array is arithmetic: a third of the time (14 and 4 microseconds, 26 and 11, 16 and 5). They say what they said.
 */

create or replace function stock.total(pieces jsonb) returns integer language plpgsql immutable strict parallel safe as $$
declare counts jsonb := jsonb_path_query_array(pieces, 'strict $.*'); counted integer := 0;
begin
  for i in 0 .. jsonb_array_length(counts) - 1 loop counted := counted + (counts->>i)::integer; end loop;
  return counted;
end $$;

create or replace function stock.plus(pieces jsonb, others jsonb, times integer) returns jsonb language plpgsql immutable strict parallel safe as $$
declare places jsonb := jsonb_path_query_array(others, 'strict $.keyvalue().key'); place text; sum integer;
begin
  for i in 0 .. jsonb_array_length(places) - 1 loop
    place := places->>i;
    sum := coalesce((pieces->>place)::integer, 0) + times * (others->>place)::integer;
    pieces := case when sum = 0 then pieces - place else pieces || jsonb_build_object(place, sum) end;
  end loop;
  return pieces;
end $$;

create or replace function stock.holds(on_hand_at jsonb, reserved_at jsonb) returns boolean language plpgsql immutable strict parallel safe as $$
declare
  counts jsonb := jsonb_path_query_array(on_hand_at, 'strict $.*');
  places jsonb := jsonb_path_query_array(reserved_at, 'strict $.keyvalue().key');
  place  text;
begin
  for i in 0 .. jsonb_array_length(counts) - 1 loop if (counts->>i)::integer <= 0 then return false; end if; end loop;
  for i in 0 .. jsonb_array_length(places) - 1 loop
    place := places->>i;
    if (reserved_at->>place)::integer not between 1 and coalesce((on_hand_at->>place)::integer, 0) then return false; end if;
  end loop;
  return true;
end $$;

-- Levels change with each sale. With room left in its page, a new version of a row needs no new entries in the indexes.
alter table stock.stock_level set (fillfactor = 70);
