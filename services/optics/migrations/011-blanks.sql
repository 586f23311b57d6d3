-- What a lens is cut from (FT-2): blanks by their diameter, mm, and the curve of their front, dioptres. None: nobody told the shop, and any diameter is there.
-- Pairs that were configured keep their lens as it was.
alter table optics.lens_option
  add column blanks jsonb not null default '[]' check (
    jsonb_array_length(blanks) = jsonb_array_length(jsonb_path_query_array(blanks,
      '$[*] ? (@.diameterMm >= 40 && @.diameterMm <= 95 && @.baseCurve >= 0 && @.baseCurve <= 12)')));
