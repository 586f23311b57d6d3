-- Glasses keep the lens and the treatments they were configured with: what leaves the range later changes nothing of them. Those from before keep what the
-- range has today under the names they were sold by; of a lens that is gone already only what was written down is known, and its range is that of a form.
update optics.configuration as c set facts = (facts - '{lensId,use,index,parts}'::text[]) || jsonb_build_object(
  'lens', coalesce(
    (select jsonb_strip_nulls(jsonb_build_object(
      'id', o.id, 'use', o.use, 'index', o.index, 'sph', jsonb_build_object('low', o.sph_low, 'high', o.sph_high),
      'cyl', jsonb_build_object('low', o.cyl_low, 'high', o.cyl_high),
      'add', case when o.add_low is not null then jsonb_build_object('low', o.add_low, 'high', o.add_high) end,
      'minLensHeightMm', o.min_lens_height_mm, 'rims', o.rims, 'prismOk', o.prism_ok, 'centreMm', o.centre_mm, 'edgeMinMm', o.edge_min_mm,
      'leadDays', o.lead_days, 'treatments', o.treatments)) from optics.lens_option as o where o.id = facts ->> 'lensId'),
    jsonb_strip_nulls(jsonb_build_object(
      'id', facts -> 'lensId', 'use', facts -> 'use', 'index', facts -> 'index', 'sph', '{"low": -2000, "high": 1200}'::jsonb,
      'cyl', '{"low": -600, "high": 0}'::jsonb,
      'add', case when facts ->> 'use' in ('bifocal', 'progressive') then '{"low": 75, "high": 350}'::jsonb end, 'minLensHeightMm', 10,
      'rims', '["full", "semi", "rimless"]'::jsonb, 'prismOk', true, 'centreMm', 1.5, 'edgeMinMm', 1, 'leadDays', facts -> 'leadDays',
      'treatments', jsonb_path_query_array(facts, '$.parts[*] ? (@.kind == "treatment").id')))
  ) || jsonb_build_object('name', jsonb_path_query_first(facts, '$.parts[*] ? (@.kind == "lenses").name')),
  'treatments', (
    select coalesce(jsonb_agg(jsonb_build_object(
      'id', part -> 'id', 'name', part -> 'name', 'leadDays', coalesce(t.lead_days, 0), 'clashesWith', coalesce(t.clashes_with, '{}'),
      'needsOneOf', coalesce(t.needs_one_of, '{}')) order by n), '[]')
    from jsonb_array_elements(facts -> 'parts') with ordinality as p (part, n) left join optics.treatment as t on t.id = part ->> 'id'
    where part ->> 'kind' = 'treatment'))
where not facts ? 'lens';

alter table optics.configuration add constraint configuration_lens check (facts @? '$.lens.id' and facts @? '$.treatments');
