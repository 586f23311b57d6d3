import { readdirSync, readFileSync } from 'node:fs'
import { emptyDatabase, testDatabase } from '@vitrine/platform/sql/test-database'
import fc from 'fast-check'
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

test('the quicker rule says of a quote what the first one said: of whole ones, of those off by a cent, and of those that lack something', async () => {
  const pool = await testDatabase()
  const [first] = /create function pricing\.is_whole[^]*?end \$\$;/.exec(readFileSync(new URL('003-promotions.sql', folder), 'utf8'))!
  await pool.query(first.replace('is_whole', 'was_whole'))
  const amount = fc.integer({ min: 0, max: 3 })
  const some = <T>(value: fc.Arbitrary<T>) => fc.option(value, { freq: 9, nil: undefined })
  const lines = fc.array(fc.record({ totalMinor: some(fc.integer({ min: 2, max: 5 })), discountMinor: some(amount) }), { maxLength: 3 })
  const parts = (key: string) => some(fc.array(fc.record({ [key]: some(amount) }), { maxLength: 2 }))
  const quotes = fc
    .record({
      lines: some(lines),
      taxes: parts('taxMinor'),
      credits: parts('takenMinor'),
      deliveryMinor: amount,
      isTaxIncluded: some(fc.boolean()),
    })
    .map(({ deliveryMinor, isTaxIncluded, ...quote }) => {
      const sum = (all: readonly object[] | undefined, key: string) =>
        (all ?? []).reduce((total, one) => total + ((one as Record<string, number | undefined>)[key] ?? 0), 0)
      const [linesMinor, discountMinor] = [sum(quote.lines, 'totalMinor'), sum(quote.lines, 'discountMinor')]
      const [taxMinor, creditMinor] = [sum(quote.taxes, 'taxMinor'), sum(quote.credits, 'takenMinor')]
      const totalMinor = linesMinor - discountMinor + deliveryMinor + (isTaxIncluded === false ? taxMinor : 0)
      const sums = { linesMinor, discountMinor, deliveryMinor, taxMinor, totalMinor, creditMinor, dueMinor: totalMinor - creditMinor }
      return { ...quote, totals: { ...sums, isTaxIncluded } }
    })
  // One figure that is off or lacks, or several by which the totals alone still agree.
  const keys = ['linesMinor', 'discountMinor', 'deliveryMinor', 'taxMinor', 'totalMinor', 'creditMinor', 'dueMinor'] as const
  const shifts: Partial<Record<(typeof keys)[number], number>>[] = [
    ...Array.from({ length: 9 }, () => ({})),
    ...keys.flatMap((key) => [{ [key]: 1 }, { [key]: -1 }, { [key]: Number.NaN }]),
    ...[1, -1].flatMap((n) => [
      { linesMinor: n, discountMinor: n },
      { discountMinor: n, deliveryMinor: n },
      { linesMinor: n, totalMinor: n, dueMinor: n },
      { creditMinor: n, dueMinor: -n },
    ]),
  ]
  const cases = fc.array(fc.tuple(quotes, fc.constantFrom(...shifts)), { minLength: 50, maxLength: 50 })
  const judged = fc.asyncProperty(cases, async (all) => {
    const given = all.map(([quote, by]) => {
      const totals = keys.map((key) => [key, quote.totals[key] + (by[key] ?? 0)] as const) // what is no number becomes null
      return { ...quote, totals: { ...quote.totals, ...Object.fromEntries(totals) } }
    })
    const { rows } = await pool.query<{ is: boolean; was: boolean }>(
      `select coalesce(pricing.is_whole(quote), true) as is, coalesce(pricing.was_whole(quote), true) as was
        from jsonb_array_elements($1) with ordinality as q (quote, n) order by n`,
      [JSON.stringify(given)],
    )
    for (const { is } of rows) said.add(is)
    expect(rows.map(({ is }) => is)).toEqual(rows.map(({ was }) => was))
  })
  const said = new Set<boolean>()
  await fc.assert(judged, { numRuns: 40 })
  expect([...said].toSorted()).toEqual([false, true])
})
