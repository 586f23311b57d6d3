import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type pg from 'pg'
import { afterEach, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest'
import { migrate, migrateAll } from './migrate.ts'
import { openPool } from './pool.ts'
import { emptyDatabase } from './test-database.ts'

describe.each(inject('servers'))('migrations on %s', (_, serverUrl) => {
  let pool: pg.Pool
  let path: string
  let schema: string
  let count = 0

  beforeAll(async () => {
    pool = await emptyDatabase(serverUrl)
  })
  beforeEach(async () => {
    path = await mkdtemp(join(tmpdir(), 'vitrine-migrations-'))
    schema = `s${count++}`
  })
  afterEach(() => rm(path, { recursive: true }))

  const write = (name: string, sql: string) => writeFile(join(path, name), sql)
  const run = (database: string | pg.Pool = pool, say?: (line: string) => void) =>
    migrate(database, schema, [pathToFileURL(`${path}/`)], { lockTimeoutMs: 200, ...(say && { say }) })
  const tables = async () => {
    const text = `select table_name as name from information_schema.tables where table_schema = $1 and table_name <> 'migration' order by 1`
    return (await pool.query<{ name: string }>(text, [schema])).rows.map(({ name }) => name)
  }

  test('files are applied once, in order of name', async () => {
    await write('002-b.sql', 'alter table a rename to b')
    await write('001-a.sql', 'create table a (n int); insert into a values (1);')
    expect(await run()).toEqual(['001-a.sql', '002-b.sql'])
    expect(await run()).toEqual([])
    await write('003-c.sql', 'create table c ()')
    expect(await run()).toEqual(['003-c.sql'])
    expect(await tables()).toEqual(['b', 'c'])
  })

  test('several schemas at once: what is current is left alone, what is missing is applied, what was edited is refused', async () => {
    await write('001-a.sql', 'create table a ()')
    const folders = [pathToFileURL(`${path}/`)]
    const both = [
      { schema, folders },
      { schema: `${schema}_too`, folders },
    ]
    await migrateAll(pool, both)
    const locker = await pool.connect()
    await locker.query('select pg_advisory_lock(7016218395)') // who migrated would wait for it
    await migrateAll(pool, both)
    await locker.query('select pg_advisory_unlock_all()')
    locker.release()
    await write('002-b.sql', 'create table b ()')
    await migrateAll(pool, both)
    expect(await tables()).toEqual(['a', 'b'])
    await write('001-a.sql', 'create table a (n int)')
    await expect(migrateAll(pool, both)).rejects.toMatchObject({ code: 'edited' })
  })

  test('ten processes that start at once apply each file once', async () => {
    await write('001-a.sql', 'create table a (); select pg_sleep(0.05)')
    await write('002-b.sql', 'create table b ()')
    const applied = await Promise.all(Array.from({ length: 10 }, () => run()))
    expect(applied.flat().toSorted()).toEqual(['001-a.sql', '002-b.sql'])
  })

  test('ten services that start at once on a new database share one pg_trgm', async () => {
    const fresh = await emptyDatabase(serverUrl)
    await write('001-a.sql', 'create table a (name text); create index on a using gin (name extensions.gin_trgm_ops)')
    const folder = pathToFileURL(`${path}/`)
    await Promise.all(Array.from({ length: 10 }, (_, number) => migrate(fresh, `service${number}`, [folder])))
    const { rows } = await fresh.query(`select extensions.similarity('lunettes', 'lunette') > 0.5 as "isClose"`)
    expect(rows).toEqual([{ isClose: true }])
  })

  test('a file that fails leaves nothing of itself, and says where', async () => {
    await write('001-a.sql', 'create table a ()')
    await write('002-b.sql', 'create table b ();\n\ncreate table b ();\nselect nothing_like_this;')
    await expect(run()).rejects.toMatchObject({ code: 'failed', message: `${schema}/002-b.sql: relation "b" already exists` })
    expect(await tables()).toEqual(['a'])
    await write('002-b.sql', 'create table b ();\nselekt 1;')
    await expect(run()).rejects.toMatchObject({ code: 'failed', message: expect.stringContaining('002-b.sql, line 2: syntax error') })
  })

  test('a file edited after the fact is refused', async () => {
    await write('001-a.sql', 'create table a ()')
    await run()
    await write('001-a.sql', 'create table a (n int)')
    await expect(run()).rejects.toMatchObject({ code: 'edited' })
  })

  test('a file that is gone from the middle is refused; one from a newer version is not', async () => {
    await write('001-a.sql', 'create table a ()')
    await write('002-b.sql', 'create table b ()')
    await write('003-c.sql', 'create table c ()')
    await run()
    await rm(join(path, '003-c.sql'))
    expect(await run()).toEqual([])
    await rm(join(path, '001-a.sql'))
    await expect(run()).rejects.toMatchObject({ code: 'missing' })
  })

  test('files of a shared folder come after those of the service, and neither series is the middle of the other', async () => {
    await write('001-a.sql', 'create table a ()')
    await write('shared-001-b.sql', 'create table b ()')
    await write('002-c.sql', 'create table c ()')
    expect(await run()).toEqual(['001-a.sql', '002-c.sql', 'shared-001-b.sql'])
    await rm(join(path, '002-c.sql')) // the version before knows what is shared, and not this
    expect(await run()).toEqual([])
    await rm(join(path, 'shared-001-b.sql'))
    expect(await run()).toEqual([])
    await write('shared-002-d.sql', 'create table d ()')
    await expect(run()).rejects.toMatchObject({ code: 'missing' })
  })

  test('line ends do not count as an edit', async () => {
    await write('001-a.sql', 'create table a (\n n int);\n')
    await run()
    await write('001-a.sql', 'create table a (\r\n n int);\r\n')
    expect(await run()).toEqual([])
  })

  test('a migration gives way to a shop that is using the table', async () => {
    await write('001-a.sql', 'create table a ()')
    await run()
    const busy = await pool.connect()
    try {
      await busy.query(`begin; lock table ${schema}.a in access share mode`)
      await write('002-a.sql', 'alter table a add column n int')
      await expect(run()).rejects.toMatchObject({ code: 'failed', message: expect.stringContaining('lock timeout') })
      await busy.query('commit')
    } finally {
      busy.release()
    }
    expect(await run()).toEqual(['002-a.sql'])
  })

  test('a role that may not make the extension is told what its owner must run, and goes on', async () => {
    const owner = await emptyDatabase(serverUrl)
    const role = `role_${schema}_${process.pid}`
    await owner.query(`create role ${role} login password 'lunettes'; create schema ${schema} authorization ${role}`)
    const url = new URL(owner.options.connectionString!)
    url.username = role
    url.password = 'lunettes'
    await write('001-a.sql', 'create table a (name text)')
    const said: string[] = []
    const poor = openPool(url.href, 1)
    try {
      expect(await run(poor, (line) => said.push(line))).toEqual(['001-a.sql'])
      expect(said).toEqual([expect.stringContaining('create extension pg_trgm schema extensions')])
      await write('002-b.sql', 'create index on a using gin (name extensions.gin_trgm_ops)')
      await expect(run(poor)).rejects.toMatchObject({ code: 'failed' })
      await owner.query('create schema extensions; create extension pg_trgm schema extensions')
      await owner.query(`grant usage on schema extensions to ${role}`)
      expect(await run(poor)).toEqual(['002-b.sql'])
    } finally {
      await poor.end()
      await owner.query(`drop owned by ${role}; drop role ${role}`)
    }
  })
})
