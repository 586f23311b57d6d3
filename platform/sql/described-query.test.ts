import type { EventEmitter } from 'node:events'
import type pg from 'pg'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { openPool } from './pool.ts'
import { emptyDatabase } from './test-database.ts'

const other = await emptyDatabase()
const pool = openPool(other.options.connectionString!, 1)
let client: pg.PoolClient
/** Names of the messages that came. */
let heard: string[] = []

beforeEach(async () => {
  client?.release(true)
  client = await pool.connect()
  heard = []
  const { connection } = client as unknown as { readonly connection: EventEmitter }
  connection.on('message', ({ name }: { name: string }) => heard.push(name))
})
afterAll(async () => {
  client.release()
  await pool.end()
})

const descriptions = () => heard.filter((name) => name === 'rowDescription' || name === 'noData').length

const kinds = {
  name: 'kinds',
  text: `select $1::text as word, $1 is null as "isNull", 7 as count, 8::bigint as big, '2026-11-30T10:00:00.5Z'::timestamptz as at, '{"a":[1]}'::jsonb as body,
    array['x', null] as words`,
}
const kindsOf = (word: string | null) => ({
  ...{ word, isNull: word === null, count: 7, big: '8', at: new Date('2026-11-30T10:00:00.500Z'), body: { a: [1] }, words: ['x', null] },
})

test('a named statement is described once for its connection, and answers as the driver does', async () => {
  for (const word of ['one', null, 'three']) {
    const { rows, rowCount, command, fields } = await client.query({ ...kinds, values: [word] })
    expect({ rows, rowCount, command }).toEqual({ rows: [kindsOf(word)], rowCount: 1, command: 'SELECT' })
    expect(fields.map(({ name }) => name)).toEqual(['word', 'isNull', 'count', 'big', 'at', 'body', 'words'])
  }
  expect(descriptions()).toBe(1)
})

test('through the pool too, and no row of one answer is a row of another', async () => {
  client.release()
  const [one, two] = await Promise.all([pool.query({ ...kinds, values: ['a'] }), pool.query({ ...kinds, values: [null] })])
  const three = await pool.query({ ...kinds, values: ['c'] })
  expect([one, two, three].map(({ rows }) => rows)).toEqual([[kindsOf('a')], [kindsOf(null)], [kindsOf('c')]])
  expect(descriptions()).toBe(1)
  client = await pool.connect()
})

test('many rows, none, and a statement without columns', async () => {
  const series = { name: 'series', text: 'select n from generate_series(1, $1) as n' }
  for (const many of [3, 0, 2]) {
    const { rows, rowCount } = await client.query({ ...series, values: [many] })
    expect({ rows, rowCount }).toEqual({ rows: Array.from({ length: many }, (_, n) => ({ n: n + 1 })), rowCount: many })
  }
  await client.query('create temporary table word (word text)')
  heard = []
  const put = { name: 'put', text: 'insert into word values ($1)' }
  for (const word of ['x', 'y']) {
    const { rows, rowCount, command } = await client.query({ ...put, values: [word] })
    expect({ rows, rowCount, command }).toEqual({ rows: [], rowCount: 1, command: 'INSERT' })
  }
  expect(descriptions()).toBe(1)
})

test('those that leave in one packet have their own rows, whoever of them fails', async () => {
  const shares = { name: 'shares', text: 'select 12 / $1::int as share' }
  for (const round of [1, 2]) {
    const asked = [4, 0, 3, 0, 2].map((by) => client.query({ ...shares, values: [by] }))
    const settled = await Promise.allSettled([...asked, client.query({ ...kinds, values: ['z'] }), client.query('select 1 as one')])
    const said = settled.map((one) => (one.status === 'fulfilled' ? one.value.rows[0] : (one.reason as { code: string }).code))
    expect({ round, said }).toEqual({ round, said: [{ share: 3 }, '22012', { share: 4 }, '22012', { share: 6 }, kindsOf('z'), { one: 1 }] })
  }
})

test('a statement that could not be read is read again once it can', async () => {
  const later = { name: 'later', text: 'select word from later' }
  await expect(client.query(later)).rejects.toMatchObject({ code: '42P01' })
  await client.query(`create temporary table later as select 'now' as word`)
  expect((await client.query(later)).rows).toEqual([{ word: 'now' }])
  expect((await client.query(later)).rows).toEqual([{ word: 'now' }])
})

test('columns that change are refused, never read as what they were', async () => {
  await client.query('create temporary table changing as select 1 as a, 2 as b')
  const all = { name: 'all', text: 'select * from changing' }
  expect((await client.query(all)).rows).toEqual([{ a: 1, b: 2 }])
  await client.query('alter table changing rename column a to c')
  await expect(client.query(all)).rejects.toThrow('cached plan must not change result type')
  await client.query('alter table changing rename column c to a')
  expect((await client.query(all)).rows).toEqual([{ a: 1, b: 2 }])
  await client.query('alter table changing alter column b type text')
  await expect(client.query(all)).rejects.toThrow('cached plan must not change result type')
})

test('a value that cannot be read fails its statement alone, at its end', async () => {
  client.setTypeParser(25, () => {
    throw new Error('not a word')
  })
  for (let n = 0; n < 2; n++) await expect(client.query({ name: 'word', text: `select 'x'::text as word` })).rejects.toThrow('not a word')
  expect((await client.query({ name: 'count', text: 'select 1 as count' })).rows).toEqual([{ count: 1 }])
})

test('an error leads back to who asked', async () => {
  const askWrongly = async () => await client.query({ name: 'wrong', text: 'select 1 / $1::int', values: [0] })
  const error = await askWrongly().catch((thrown: Error) => thrown)
  expect((error as Error).stack).toContain('askWrongly')
})

test('rows of arrays, statements without a name and values beside their statement are the driver’s', async () => {
  const arrays = { name: 'arrays', text: 'select 1 as a, 2 as b', rowMode: 'array' as const }
  for (let n = 0; n < 2; n++) expect((await client.query(arrays)).rows).toEqual([[1, 2]])
  expect((await client.query('select $1::text as word', ['w'])).rows).toEqual([{ word: 'w' }])
  for (const text of ['select 1 as a', 'select 2 as b'])
    expect((await client.query({ name: '', text })).rows).toEqual([text.endsWith('a') ? { a: 1 } : { b: 2 }])
  for (const value of ['v', 'w'])
    expect((await client.query({ name: 'beside', text: 'select $1::text as word' }, [value])).rows).toEqual([{ word: value }])
})
