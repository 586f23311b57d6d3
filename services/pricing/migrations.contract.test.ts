import { readdirSync, readFileSync } from 'node:fs'
import { emptyDatabase } from '@vitrine/platform/sql/test-database'
import { expect, test } from 'vitest'
import { pricingChecks } from './adapters/pricing-books.ts'

const folder = new URL('./migrations/', import.meta.url)

test('a shop from before lists of a group had a history takes what they say for what they said, but of those that never began', async () => {
  const pool = await emptyDatabase()
  const apply = async (files: readonly string[]) => {
    for (const file of files) await pool.query(readFileSync(new URL(file, folder), 'utf8'))
  }
  const all = readdirSync(folder).toSorted()
  await pool.query('create schema pricing')
  await apply(all.filter((file) => file < '014'))
  // A list that was ended before it began ended a millisecond after its start.
  await pool.query(`
    insert into pricing.price_list (id, title_fr, title_en, currency, group_code, starts_at, ends_at, state) values
      ('open', 'o', 'o', 'EUR', 'vip', '2026-11-01T00:00:00Z', null, 'waiting'),
      ('ends', 'e', 'e', 'EUR', 'vip', '2026-11-01T00:00:00Z', '2026-11-01T00:00:00.002Z', 'waiting'),
      ('never', 'n', 'n', 'EUR', 'vip', '2026-12-01T00:00:00Z', '2026-12-01T00:00:00.001Z', 'waiting'),
      ('sale', 's', 's', 'EUR', null, '2026-11-01T00:00:00Z', '2026-11-08T00:00:00Z', 'over');
    insert into pricing.list_price (list_id, variant_id, amount_minor) select id, 'frame', 9000 from pricing.price_list`)
  await apply(all.filter((file) => file >= '014'))
  const { rows } = await pool.query('select list_id, amount_minor, from_at, until_at from pricing.list_price_period order by list_id')
  const began = { amount_minor: '9000', from_at: new Date('2026-11-01T00:00:00Z') }
  expect(rows).toEqual([
    { ...began, list_id: 'ends', until_at: new Date('2026-11-01T00:00:00.002Z') },
    { ...began, list_id: 'open', until_at: null },
  ])
  for (const { text } of pricingChecks) expect((await pool.query(text)).rows).toEqual([])
})
