-- A place that has none of a variant has no entry in its map, and `least` passes over null: such a place was taken to have all that is wanted. What
-- had to be put together from several places was refused by the checks of the table wherever one that comes before them had none.
create or replace function stock.taking(free jsonb, wanted integer, places text[]) returns jsonb language plpgsql immutable strict parallel safe as $$
declare place text; n integer; taken jsonb := '{}';
begin
  if wanted <= 0 then return taken; end if;
  foreach place in array places loop
    if (free->>place)::integer >= wanted then return jsonb_build_object(place, wanted); end if;
  end loop;
  foreach place in array places loop
    n := least(wanted, coalesce((free->>place)::integer, 0));
    if n > 0 then taken := taken || jsonb_build_object(place, n); wanted := wanted - n; end if;
  end loop;
  return taken;
end $$;
