import { expect, test } from 'vitest'
import { openPool } from './pool.ts'
import { emptyDatabase } from './test-database.ts'

const other = await emptyDatabase()

test('a connection that the server ends while somebody holds it fails the next statement, and no process', async () => {
  const pool = openPool(other.options.connectionString!, 1)
  const held = await pool.connect()
  const { rows } = await held.query<{ pid: number }>('select pg_backend_pid() as pid')
  const ended = new Promise((end) => held.once('end', () => end(true)))
  await other.query('select pg_terminate_backend($1)', [rows[0]!.pid])
  expect(await ended).toBe(true)
  await expect(held.query('select 1')).rejects.toThrow('not queryable')
  held.release(true)
  expect((await pool.query('select 1 as one')).rows).toEqual([{ one: 1 }])
  await pool.end()
})

test('a server that compiles what it guesses to be dear does not compile for us', async () => {
  const pool = openPool(other.options.connectionString!, 1)
  expect((await pool.query('show jit')).rows).toEqual([{ jit: 'off' }])
  await pool.end()
})
