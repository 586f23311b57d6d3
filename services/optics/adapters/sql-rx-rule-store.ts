import type pg from 'pg'
import type { RxRuleStore } from '../application/rx-rules.ts'
import type { RxRule } from '../domain/validity.ts'

const reading = `
  select country, required, lost_or_broken as "lostOrBroken", source,
    (select jsonb_agg(jsonb_build_object('from', a.age_from, 'months', a.months) order by a.n)
     from unnest(ages_from, months) with ordinality as a (age_from, months, n)) as ages
  from optics.rx_country order by country`
/** One row: of two who put one at once, one is there whole. */
const putting = `
  insert into optics.rx_country (country, required, lost_or_broken, source, ages_from, months) values ($1, $2, $3, $4, $5, $6)
  on conflict (country) do update set required = excluded.required, lost_or_broken = excluded.lost_or_broken, source = excluded.source,
    ages_from = excluded.ages_from, months = excluded.months`

export const sqlRxRuleStore = (pool: pg.Pool): RxRuleStore => ({
  async read() {
    return (await pool.query<RxRule>({ name: 'optics.rx-rules', text: reading, values: [] })).rows
  },
  async put({ country, ages, required, lostOrBroken, source }) {
    await pool.query(putting, [country, required, lostOrBroken, source, ages.map(({ from }) => from), ages.map(({ months }) => months)])
  },
  async remove(country) {
    await pool.query('delete from optics.rx_country where country = $1', [country])
  },
})
