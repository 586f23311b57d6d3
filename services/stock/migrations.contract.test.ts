import { readdirSync, readFileSync } from 'node:fs'
import { emptyDatabase, testDatabase } from '@vitrine/platform/sql/test-database'
import { expect, test } from 'vitest'
import { stockChecks } from './adapters/stock-books.ts'

const folder = new URL('./migrations/', import.meta.url)

test('a shop from before there were places keeps its pieces and promises, all in the first place', async () => {
  const pool = await emptyDatabase()
  const apply = async (from: number, to: number) => {
    for (const file of readdirSync(folder).toSorted().slice(from, to)) await pool.query(readFileSync(new URL(file, folder), 'utf8'))
  }
  await pool.query('create schema stock')
  await apply(0, 2)
  await pool.query(`
    insert into stock.stock_level values ('aviator', 5, 3), ('marin', 0, 0);
    insert into stock.movement (id, variant_id, quantity, reason, actor, order_id, at) values
      ('in', 'aviator', 7, 'received', 'ada', null, now()), ('gone:aviator', 'aviator', -2, 'sold', 'orders', 'gone', now());
    insert into stock.reservation values ('kept', 'kept', null, now()), ('gone', 'fulfilled', null, now()), ('late', 'expired', null, now());
    insert into stock.reservation_line values ('kept', 'aviator', 3), ('gone', 'aviator', 2), ('late', 'aviator', 1)`)
  await apply(2, 99)
  const { rows } = await pool.query('select on_hand_at, reserved_at, awaited from stock.stock_level order by variant_id')
  expect(rows).toEqual([
    { on_hand_at: { main: 5 }, reserved_at: { main: 3 }, awaited: 0 },
    { on_hand_at: {}, reserved_at: {}, awaited: 0 },
  ])
  const ledger = await pool.query('select * from stock.ledger order by variant_id')
  expect(ledger.rows).toEqual([
    { variant_id: 'aviator', on_hand: 5, reserved: 3, awaited: 0 },
    { variant_id: 'marin', on_hand: 0, reserved: 0, awaited: 0 },
  ])
  for (const { text } of stockChecks) expect((await pool.query(text)).rows).toEqual([])
})

test('a shop whose books are wrong hears of which variant, and stays as it was', async () => {
  const pool = await emptyDatabase()
  const [before, [ledger]] = [
    readdirSync(folder).filter((file) => file < '008'),
    readdirSync(folder).filter((file) => file.startsWith('008')),
  ]
  await pool.query('create schema stock')
  for (const file of before) await pool.query(readFileSync(new URL(file, folder), 'utf8'))
  await pool.query(`insert into stock.stock_level (variant_id, on_hand, on_hand_at) values ('aviator', 5, '{"main": 5}')`)
  const migrating = pool.query(readFileSync(new URL(ledger!, folder), 'utf8'))
  await expect(migrating).rejects.toMatchObject({ detail: expect.stringContaining('(aviator, 5)') })
  expect((await pool.query(`select to_regclass('stock.ledger') as there`)).rows).toEqual([{ there: null }])
})

test('what maps of pieces hold is said as it was before it was asked more quickly', async () => {
  const pool = await emptyDatabase()
  await pool.query('create schema stock')
  const files = readdirSync(folder).toSorted()
  for (const file of files.filter((one) => one < '013')) await pool.query(readFileSync(new URL(file, folder), 'utf8'))
  const maps = [
    '{}',
    '{"main": 5}',
    '{"main": 1, "paris": 2}',
    '{"paris": 5}',
    '{"main": 0}',
    '{"main": -1}',
    '{"a": 3, "b": 0, "main": 7}',
    '{"main": "4"}',
  ]
  const said = async () =>
    (
      await pool.query(
        `select one, other, stock.total(one) as total, stock.holds(one, other) as holds, stock.plus(one, other) as plus, stock.plus(one, other, -1) as less
         from unnest($1::jsonb[]) as one, unnest($1::jsonb[]) as other`,
        [maps],
      )
    ).rows
  const refused = async (map: string) => {
    const asked = ['total($1)', 'holds($1, $1)', `plus('{}', $1)`]
    return Promise.all(
      asked.map((call) =>
        pool.query(`select stock.${call}`, [map]).then(
          () => 'answered',
          () => 'refused',
        ),
      ),
    )
  }
  const before = await said()
  expect(before).toHaveLength(maps.length ** 2)
  const noMaps = ['[1]', '5', '{"main": "x"}', '{"main": 99999999999}']
  const refusedBefore = await Promise.all(noMaps.map(refused))
  await pool.query(readFileSync(new URL(files.find((one) => one.startsWith('013'))!, folder), 'utf8'))
  expect(await said()).toEqual(before)
  expect(await Promise.all(noMaps.map(refused))).toEqual(refusedBefore)
})

test('the one rule of the maps of a level says what the two before it said together, and promises of a place add up as they did', async () => {
  const pool = await testDatabase()
  const maps = [
    '{}',
    '{"main": 5}',
    '{"main": 2}',
    '{"a": 3, "main": 2}',
    '{"a": 1, "b": 4}',
    '{"main": 0}',
    '{"a": -1, "main": 6}',
    '{"main": "5"}',
  ]
  const { rows } = await pool.query<{ was: boolean; is: boolean }>(
    `select on_hand = stock.total(one) and reserved = stock.total(other) and stock.holds(one, other) as was, stock.level_holds(on_hand, reserved, one, other) as is
      from unnest($1::jsonb[]) as one, unnest($1::jsonb[]) as other, generate_series(0, 5) as on_hand, generate_series(0, 5) as reserved`,
    [maps],
  )
  expect(rows.filter(({ was }) => was).length).toBeGreaterThan(5)
  expect(rows.filter(({ was, is }) => was !== is)).toEqual([])
  for (const noMap of ['[1]', '5', '{"main": "x"}'])
    for (const pair of [`$1, '{}'`, `'{"main": 1}', $1`])
      await expect(pool.query(`select stock.level_holds(1, 1, ${pair})`, [noMap])).rejects.toThrow(/./)
  const sum = 'select stock.together(taken) as taken from unnest($1::jsonb[]) as taken'
  for (const [taken, together] of [
    [['{"main": 2}'], { main: 2 }],
    [['{"main": 2}', '{"a": 1, "main": 1}', '{}'], { a: 1, main: 3 }],
    [['{}'], {}],
  ] as const)
    expect((await pool.query(sum, [taken])).rows).toEqual([{ taken: together }])
  await expect(pool.query(`insert into stock.stock_level (variant_id, on_hand_at) values ('x', '{"main": 1}')`)).rejects.toThrow(
    'stock_level_sums_its_places',
  )
  await expect(
    pool.query(
      `insert into stock.stock_level (variant_id, on_hand, on_hand_at, reserved, reserved_at) values ('x', 2, '{"a": 1, "b": 1}', 2, '{"a": 2}')`,
    ),
  ).rejects.toThrow('stock_level_sums_its_places')
})
