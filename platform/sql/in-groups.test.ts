import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, expect, test } from 'vitest'
import { inGroups } from './in-groups.ts'
import { openPool } from './pool.ts'
import { testDatabase } from './test-database.ts'

const database = await testDatabase()
const pool = openPool(database.options.connectionString!)
afterAll(() => pool.end())

/** Statements that answer when they are told to, by their commands. */
function slowStatements(keysOf = (command: string): string[] => [command], patienceMs = 60_000) {
  const left: { readonly commands: readonly string[]; readonly end: () => void }[] = []
  const give = inGroups(
    (commands: readonly string[]) =>
      new Promise<string[]>((resolve) => left.push({ commands, end: () => resolve(commands.map((one) => `${one}!`)) })),
    { keysOf, patienceMs, most: 3 },
  )
  return { give, left, turn: () => sleep(5) }
}

test('commands of one turn leave together, those given meanwhile follow together, each with its own answer', async () => {
  const { give, left, turn } = slowStatements()
  const first = [give('a'), give('b')]
  await turn()
  const second = [give('c'), give('d'), give('e'), give('f')]
  await turn()
  expect(left.map(({ commands }) => commands)).toEqual([['a', 'b']])
  left[0]!.end()
  expect(await Promise.all(first)).toEqual(['a!', 'b!'])
  await turn()
  expect(left[1]!.commands).toEqual(['c', 'd', 'e']) // three at most
  left[1]!.end()
  await turn()
  left[2]!.end()
  expect(await Promise.all(second)).toEqual(['c!', 'd!', 'e!', 'f!'])
})

test('two that change the same leave one after the other, in their order', async () => {
  const { give, left, turn } = slowStatements((command) => [...command])
  const all = [give('ab'), give('bc'), give('cd'), give('e')]
  for (const n of [0, 1, 2]) {
    await turn()
    left[n]!.end()
  }
  await Promise.all(all)
  expect(left.map(({ commands }) => commands)).toEqual([['ab', 'e'], ['bc'], ['cd']])
})

test('a statement that waits for a lock holds up nobody for long', async () => {
  const { give, left, turn } = slowStatements(undefined, 1)
  const stuck = give('a')
  await turn()
  const other = give('b')
  await expect.poll(() => left.length).toBe(2)
  left[1]!.end()
  expect(await other).toBe('b!')
  left[0]!.end()
  expect(await stuck).toBe('a!')
})

test('a bad command harms nobody of its group; a lost connection is said to all of them, and nothing is asked twice', async () => {
  const statements: string[][] = []
  const give = inGroups(
    async (commands: readonly string[]) => {
      statements.push([...commands])
      if (commands.includes('bad')) throw Object.assign(new Error('refused'), { code: '23514' })
      if (commands.includes('lost')) throw Object.assign(new Error('gone'), { code: 'ECONNRESET' })
      return commands
    },
    { keysOf: (command) => [command] },
  )
  expect(await Promise.allSettled([give('good'), give('bad'), give('fine')])).toMatchObject([
    { value: 'good' },
    { reason: { message: 'refused' } },
    { value: 'fine' },
  ])
  expect(await Promise.allSettled([give('good'), give('lost')])).toMatchObject([
    { reason: { message: 'gone' } },
    { reason: { message: 'gone' } },
  ])
  expect(statements).toEqual([['good', 'bad', 'fine'], ['good'], ['bad'], ['fine'], ['good', 'lost']])
})

test('keys keep every change of one row; without them PostgreSQL makes one of several', async () => {
  await pool.query(
    `create table level (id text primary key, pieces int not null check (pieces >= 0)); insert into level values ('a', 100), ('b', 3)`,
  )
  type Take = { readonly id: string; readonly pieces: number }
  const run = async (takes: readonly Take[]) => {
    const text = `
      with asked as (select n, t.* from unnest($1::jsonb[]) with ordinality as e (one, n), jsonb_to_record(one) as t (id text, pieces int)),
      taken as (update level set pieces = level.pieces - asked.pieces from asked where level.id = asked.id returning asked.n)
      select exists (select from taken where taken.n = asked.n) as "isTaken" from asked order by n`
    const { rows } = await pool.query<{ isTaken: boolean }>(text, [takes.map((take) => JSON.stringify(take))])
    return rows.map(({ isTaken }) => isTaken)
  }
  const give = inGroups(run, { keysOf: ({ id }) => [id] })
  const all = Array.from({ length: 20 }, (_, n) => give(n % 4 === 0 ? { id: 'b', pieces: 1 } : { id: 'a', pieces: 1 }))
  const ends = await Promise.allSettled(all)
  expect(ends.filter(({ status }) => status === 'rejected')).toHaveLength(2) // five wanted one of three
  expect((await pool.query('select id, pieces from level order by id')).rows).toEqual([
    { id: 'a', pieces: 85 },
    { id: 'b', pieces: 0 },
  ])
  const naive = inGroups(run, { keysOf: () => [] })
  await Promise.all(Array.from({ length: 4 }, () => naive({ id: 'a', pieces: 1 })))
  expect((await pool.query(`select pieces from level where id = 'a'`)).rows).toEqual([{ pieces: 84 }])
})
