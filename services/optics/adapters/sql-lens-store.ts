import type pg from 'pg'
import type { KeptRange, LensStore } from '../application/judge-lenses.ts'

/** What is named is put, what is not goes: one statement, so that nobody reads half a range, and nothing of it when the range has moved on. */
const putting = `
  with turned as (
    update optics.lens_range set version = version + 1 where $3 in (0, version) returning version
  ), treatments as (
    insert into optics.treatment (id, position, name, lead_days, clashes_with, needs_one_of, is_out_of_use)
    select id, position, name, "leadDays", array(select jsonb_array_elements_text("clashesWith")), array(select jsonb_array_elements_text("needsOneOf")),
      coalesce("isOutOfUse", false)
    from jsonb_to_recordset($1) as t (id text, position integer, name jsonb, "leadDays" integer, "clashesWith" jsonb, "needsOneOf" jsonb,
      "isOutOfUse" boolean) where exists (select from turned)
    on conflict (id) do update set position = excluded.position, name = excluded.name, lead_days = excluded.lead_days,
      clashes_with = excluded.clashes_with, needs_one_of = excluded.needs_one_of, is_out_of_use = excluded.is_out_of_use
    returning id
  ), options as (
    insert into optics.lens_option (id, position, name, use, index, sph_low, sph_high, cyl_low, cyl_high, add_low, add_high, min_lens_height_mm,
      rims, prism_ok, centre_mm, edge_min_mm, lead_days, treatments, is_out_of_use, blanks)
    select id, position, name, use, index, (sph ->> 'low')::integer, (sph ->> 'high')::integer, (cyl ->> 'low')::integer, (cyl ->> 'high')::integer,
      (add ->> 'low')::integer, (add ->> 'high')::integer, "minLensHeightMm", array(select jsonb_array_elements_text(rims)), "prismOk", "centreMm",
      "edgeMinMm", "leadDays", array(select jsonb_array_elements_text(treatments)), coalesce("isOutOfUse", false),
      coalesce(blanks, '[]')
    from jsonb_to_recordset($2) as o (id text, position integer, name jsonb, use text, index integer, sph jsonb, cyl jsonb, add jsonb,
      "minLensHeightMm" double precision, rims jsonb, "prismOk" boolean, "centreMm" double precision, "edgeMinMm" double precision,
      "leadDays" integer, treatments jsonb, "isOutOfUse" boolean, blanks jsonb) where exists (select from turned)
    on conflict (id) do update set position = excluded.position, name = excluded.name, use = excluded.use, index = excluded.index,
      sph_low = excluded.sph_low, sph_high = excluded.sph_high, cyl_low = excluded.cyl_low, cyl_high = excluded.cyl_high,
      add_low = excluded.add_low, add_high = excluded.add_high, min_lens_height_mm = excluded.min_lens_height_mm, rims = excluded.rims,
      prism_ok = excluded.prism_ok, centre_mm = excluded.centre_mm, edge_min_mm = excluded.edge_min_mm, lead_days = excluded.lead_days,
      treatments = excluded.treatments, is_out_of_use = excluded.is_out_of_use, blanks = excluded.blanks
    returning id
  ), gone as (
    delete from optics.treatment where exists (select from turned) and id <> all (array(select id from treatments))
  ), gone_too as (
    delete from optics.lens_option where exists (select from turned) and id <> all (array(select id from options))
  )
  select version from turned`

const reading = `
  select
    (select coalesce(jsonb_agg(jsonb_build_object('id', id, 'name', name, 'leadDays', lead_days, 'clashesWith', clashes_with,
       'needsOneOf', needs_one_of, 'isOutOfUse', is_out_of_use) order by position, id), '[]') from optics.treatment) as treatments,
    (select coalesce(jsonb_agg(jsonb_strip_nulls(jsonb_build_object('id', id, 'name', name, 'use', use, 'index', index,
       'sph', jsonb_build_object('low', sph_low, 'high', sph_high), 'cyl', jsonb_build_object('low', cyl_low, 'high', cyl_high),
       'add', case when add_low is not null then jsonb_build_object('low', add_low, 'high', add_high) end,
       'minLensHeightMm', min_lens_height_mm, 'rims', rims, 'prismOk', prism_ok, 'centreMm', centre_mm, 'edgeMinMm', edge_min_mm,
       'blanks', nullif(blanks, '[]'), 'leadDays', lead_days, 'treatments', treatments, 'isOutOfUse', is_out_of_use)) order by position, id), '[]') from optics.lens_option) as options,
    (select version from optics.lens_range) as version`

export const sqlLensStore = (pool: pg.Pool): LensStore => ({
  async put({ options, treatments }, version) {
    const placed = (all: readonly object[]) => JSON.stringify(all.map((one, position) => ({ ...one, position })))
    return (await pool.query(putting, [placed(treatments), placed(options), version])).rows.length > 0
  },
  async read() {
    const { rows } = await pool.query<KeptRange>({ name: 'optics.range', text: reading, values: [] })
    return rows[0] ?? { options: [], treatments: [], version: 0 }
  },
})
