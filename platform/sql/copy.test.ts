import { PassThrough, Writable } from 'node:stream'
import pg from 'pg'
import { expect, test } from 'vitest'
import { copyIn, copyOut } from './copy.ts'
import { emptyDatabase } from './test-database.ts'

const pool = await emptyDatabase()
async function connected() {
  const client = new pg.Client(pool.options.connectionString)
  await client.connect()
  return client
}

async function* lines(...texts: string[]) {
  for (const text of texts) yield Buffer.from(text)
}

test('a table comes out and goes in again, byte for byte, at the pace of who takes it', async () => {
  await pool.query(`create table a (id int primary key, name text, body jsonb, at timestamptz);
    insert into a select n, 'ligne ' || n || E'\\t\\n\\\\ é', jsonb_build_object('n', n), now() from generate_series(1, 20000) as n; create table b (like a)`)
  const client = await connected()
  try {
    const chunks: Buffer[] = []
    const slow = new Writable({
      highWaterMark: 1_000,
      write(chunk: Buffer, _, done) {
        chunks.push(chunk)
        setImmediate(done)
      },
    })
    await copyOut(client, 'copy a to stdout', slow)
    expect((await client.query('select 1 as n')).rows).toEqual([{ n: 1 }]) // the connection works on
    async function* source() {
      yield* chunks
    }
    await copyIn(client, 'copy b from stdin', source())
    const { rows } = await client.query(
      'select (select count(*) from b)::int as n, (select count(*) from (table a except table b) as d)::int as differing',
    )
    expect(rows).toEqual([{ n: 20_000, differing: 0 }])
  } finally {
    await client.end()
  }
})

test('what PostgreSQL refuses leaves no row, and the connection works on', async () => {
  await pool.query('create table c (id int)')
  const client = await connected()
  try {
    await expect(copyIn(client, 'copy c from stdin', lines('1\n', 'two\n'))).rejects.toThrow('invalid input syntax')
    await expect(copyOut(client, 'copy nothing to stdout', new PassThrough())).rejects.toThrow('does not exist')
    async function* broken() {
      yield* lines('1\n')
      throw new Error('the disk is gone')
    }
    await expect(copyIn(client, 'copy c from stdin', broken())).rejects.toThrow('the disk is gone')
    expect((await client.query('select count(*)::int as n from c')).rows).toEqual([{ n: 0 }])
  } finally {
    await client.end()
  }
})
