import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { type EmbeddedPostgres, type EmbeddedPostgresOptions, runningPostgres, startEmbeddedPostgres } from './embedded-postgres.ts'
import { openPool } from './pool.ts'

let parent: string
let directory: string
/** A data folder after a first start and a stop. Copied, because a first start takes two seconds. */
let made: string
const running: EmbeddedPostgres[] = []
const start = async (options: Partial<EmbeddedPostgresOptions> = {}) => {
  const server = await startEmbeddedPostgres({ directory, durable: false, ...options })
  running.push(server)
  return server
}

const newFolder = () => {
  const folder = mkdtempSync(join(tmpdir(), 'vitrine-pg-'))
  chmodSync(folder, 0o755) // run as root, PostgreSQL is another user and must be able to pass
  return folder
}

beforeAll(async () => {
  made = join(newFolder(), 'made')
  await (await startEmbeddedPostgres({ directory: made })).stop()
})
beforeEach(() => {
  parent = newFolder()
  directory = join(parent, 'data')
})
afterEach(async () => {
  for (const server of running.splice(0)) await server.stop()
  rmSync(parent, { recursive: true, force: true })
})
afterAll(() => rmSync(join(made, '..'), { recursive: true }))

const useMade = () => execFileSync('cp', ['-a', made, directory])

async function ask<Row extends pg.QueryResultRow>(url: string, text: string, values: unknown[] = []): Promise<Row[]> {
  const client = new pg.Client(url)
  client.on('error', () => {})
  await client.connect()
  try {
    return (await client.query<Row>(text, values)).rows
  } finally {
    await client.end()
  }
}

/** A process that owns a server in the folder, as a shop does. */
async function otherOwner({ durable }: { durable: boolean }) {
  useMade()
  const args = ['--import', 'tsx', join(import.meta.dirname, 'fixtures/own-server.ts'), directory, durable ? 'durable' : 'unsafe']
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string]
  const { pid, url } = JSON.parse(line) as { pid: number; url: string }
  const kill = async () => {
    child.kill('SIGKILL')
    await once(child, 'exit')
  }
  return { pid, url, kill }
}

test('a first start makes a shop database, a second one finds it again', async () => {
  const first = await start()
  expect(first.origin).toBe('created')
  await ask(first.url, 'create table kept (n int)')
  await first.stop()
  await expect(ask(first.tcpUrl, 'select 1')).rejects.toThrow('ECONNREFUSED')
  expect(existsSync(join(directory, 'cluster/postmaster.pid'))).toBe(false)

  const second = await start()
  expect(second.origin).toBe('started')
  expect(await ask(second.tcpUrl, 'select count(*)::int as n from kept')).toEqual([{ n: 0 }])
})

test('it is safe by default: data reaches the disk, only this machine may call, and only with the password', async () => {
  useMade()
  const { url, tcpUrl } = await start({ durable: true })
  const names = ['fsync', 'full_page_writes', 'synchronous_commit', 'data_checksums', 'listen_addresses', 'max_connections']
  const rows = await ask<{ name: string; setting: string }>(url, 'select name, setting from pg_settings where name = any($1)', [names])
  expect(Object.fromEntries(rows.map(({ name, setting }) => [name, setting]))).toEqual({
    fsync: 'on',
    full_page_writes: 'on',
    synchronous_commit: 'on',
    data_checksums: 'on',
    listen_addresses: '127.0.0.1',
    max_connections: '100',
  })
  await expect(ask(tcpUrl.replace(/:[0-9a-f]{48}@/, ':wrong@'), 'select 1')).rejects.toThrow('password authentication failed')
  for (const name of ['password', 'run', 'cluster']) expect(statSync(join(directory, name)).mode & 0o077).toBe(0)
})

test('a database that could forget a paid order is refused, wherever the setting hides', async () => {
  useMade()
  const first = await start({ durable: true })
  await ask(first.url, 'alter database vitrine set synchronous_commit = off')
  await first.stop()
  const refusal = { code: 'not-durable', message: expect.stringContaining('synchronous_commit off') }
  await expect(start({ durable: true })).rejects.toMatchObject(refusal)
  expect(existsSync(join(directory, 'cluster/postmaster.pid'))).toBe(false)
})

test('a configuration file that somebody edited does not make it forget', async () => {
  useMade()
  appendFileSync(join(directory, 'cluster/postgresql.conf'), "\nfsync = off\nlisten_addresses = '*'\n")
  const { url } = await start({ durable: true })
  expect(await ask(url, `select current_setting('fsync') as fsync, current_setting('listen_addresses') as listens`)).toEqual([
    { fsync: 'on', listens: '127.0.0.1' },
  ])
})

test('it knows French, and finds words by their pieces', async () => {
  useMade()
  const { url } = await start()
  const [row] = await ask(
    url,
    `select lower('ÉTÉ') as lower, to_tsvector('french', 'Les lunettes élégantes')::text as words,
     (select string_agg(w, ' ' order by w collate "fr-x-icu") from unnest(array['zèle', 'été', 'eau']) as w) as sorted`,
  )
  expect(row).toEqual({ lower: 'été', words: `'le':1 'lunet':2 'éleg':3`, sorted: 'eau été zèle' })
  await ask(url, 'create extension pg_trgm')
})

test('a server that outlived its process is taken over, with everything it acknowledged', async () => {
  const left = await otherOwner({ durable: true })
  await ask(left.url, 'create table kept as select 1 as n')
  await left.kill()
  expect(await ask(left.url, 'select n from kept')).toEqual([{ n: 1 }]) // it is still there

  const server = await start()
  expect([server.origin, server.pid]).toEqual(['adopted', left.pid])
  expect(await ask(server.url, 'select n from kept')).toEqual([{ n: 1 }])
  await server.stop()
  await expect(ask(left.url, 'select 1')).rejects.toThrow('connect')
})

test('a server left behind that is on its way down is waited for, and started again', async () => {
  for (let round = 0; round < 4; round++) {
    const left = await otherOwner({ durable: false })
    await left.kill()
    const starting = start()
    await sleep(round * 6) // somewhere between the look at its file, the first connection and the last question
    process.kill(left.pid, 'SIGINT')
    const server = await starting
    // Told after it was taken over, it is started again by whoever watches it.
    await expect.poll(() => ask(server.url, 'select 1 as one').catch(() => undefined), { timeout: 20_000 }).toEqual([{ one: 1 }])
    await server.stop()
    rmSync(directory, { recursive: true })
  }
})

test('a server and its process killed together are recovered from the log', async () => {
  const left = await otherOwner({ durable: true })
  await ask(left.url, 'create table kept as select 1 as n')
  process.kill(left.pid, 'SIGKILL')
  await left.kill()
  const server = await start()
  expect(server.origin).toBe('started')
  expect(await ask(server.url, 'select n from kept')).toEqual([{ n: 1 }])
})

test('an unsafe server left behind is not good enough for a shop: it is replaced', async () => {
  const left = await otherOwner({ durable: false })
  await left.kill()
  const server = await start({ durable: true })
  expect(server.pid).not.toBe(left.pid)
  expect(await ask(server.url, `select current_setting('fsync') as fsync`)).toEqual([{ fsync: 'on' }])
})

test('two live processes cannot own one folder', async () => {
  useMade()
  const first = await start()
  await expect(start()).rejects.toMatchObject({ code: 'in-use' })
  expect(await ask(first.url, 'select 1 as n')).toEqual([{ n: 1 }])
})

test('a visitor finds the server of a running shop, and none of a stopped one', async () => {
  useMade()
  expect(runningPostgres(directory)).toBeUndefined()
  const server = await start()
  expect(await ask(runningPostgres(directory)!, 'select 1 as n')).toEqual([{ n: 1 }])
  await server.stop()
  expect(runningPostgres(directory)).toBeUndefined()
  expect(runningPostgres(join(directory, 'nowhere'))).toBeUndefined()
})

test('of two first starts at once in one folder one wins, the other is told', async () => {
  const results = await Promise.allSettled([start(), start()])
  const faults = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as { code: string }] : []))
  expect(faults.map(({ code }) => code)).toEqual(['in-use'])
})

test('what a killed first start left is swept up', async () => {
  useMade()
  mkdirSync(join(directory, 'cluster.999999999.ab'), { recursive: true })
  rmSync(join(directory, 'cluster'), { recursive: true })
  expect((await start()).origin).toBe('created')
  expect(existsSync(join(directory, 'cluster.999999999.ab'))).toBe(false)
})

test('a server that dies comes back on the same address, and loses nothing it acknowledged', async () => {
  useMade()
  const lines: string[] = []
  const server = await start({ durable: true, log: (line) => lines.push(line) })
  const pool = openPool(server.url)
  await pool.query('create table kept as select 1 as n')
  const { pid } = server
  process.kill(pid, 'SIGKILL')
  await expect.poll(() => server.pid, { timeout: 15_000, interval: 10 }).not.toBe(pid)
  const kept = () =>
    pool.query('select n from kept').then(
      ({ rows }) => rows as unknown,
      () => undefined,
    )
  await expect.poll(kept, { interval: 10 }).toEqual([{ n: 1 }])
  expect(lines).toEqual([expect.stringContaining('starting it again')])
  await pool.end()
})

test('a cut connection is not a dead server: the owner comes back to the same one', async () => {
  useMade()
  const lines: string[] = []
  const server = await start({ log: (line) => lines.push(line) })
  const { pid } = server
  await ask(server.url, `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'vitrine owner'`)
  await expect.poll(() => lines, { timeout: 10_000 }).toEqual([expect.stringContaining('taken over')])
  expect(server.pid).toBe(pid)
  await expect(start()).rejects.toMatchObject({ code: 'in-use' })
})

test('a server that cannot come back is tried again until it can, and each reason is said once', async () => {
  useMade()
  const lines: string[] = []
  const server = await start({ log: (line) => lines.push(line) })
  const [kept, away] = ['cluster/global', 'cluster/elsewhere'].map((name) => join(directory, name)) as [string, string]
  renameSync(kept, away)
  process.kill(server.pid, 'SIGKILL')
  await expect.poll(() => lines.length, { timeout: 20_000 }).toBe(2)
  expect(lines[1]).toMatch(/^PostgreSQL could not be started again, trying on: .*global\/pg_control/)
  renameSync(away, kept)
  await expect.poll(() => ask(server.url, 'select 1 as one').catch(() => undefined), { timeout: 20_000 }).toEqual([{ one: 1 }])
  await expect.poll(() => lines.at(-1), { timeout: 5_000 }).toBe('PostgreSQL runs again')
  expect(new Set(lines).size).toBe(lines.length)
})

test('data that somebody put in the place of its own is left alone', async () => {
  useMade()
  const lines: string[] = []
  const server = await start({ log: (line) => lines.push(line) })
  renameSync(join(directory, 'cluster'), join(directory, 'elsewhere'))
  execFileSync('cp', ['-a', join(made, 'cluster'), directory])
  process.kill(server.pid, 'SIGKILL')
  await expect.poll(() => lines, { timeout: 20_000 }).toEqual([expect.stringContaining('is not the folder this shop began with')])
  expect(existsSync(join(directory, 'cluster/postmaster.pid'))).toBe(false)
})

test('a postmaster.pid whose number now belongs to somebody else is no obstacle', async () => {
  useMade()
  const lines = [process.ppid, `${directory}/cluster`, 0, 5432, '', '127.0.0.1', '0 0', 'ready', '']
  writeFileSync(join(directory, 'cluster/postmaster.pid'), lines.join('\n'))
  expect((await start()).origin).toBe('started')
})

test('data of another major version is refused, not touched', async () => {
  useMade()
  writeFileSync(join(directory, 'cluster/PG_VERSION'), '17\n')
  await expect(start()).rejects.toMatchObject({ code: 'other-version' })
  expect(readFileSync(join(directory, 'cluster/PG_VERSION'), 'utf8')).toBe('17\n')
})

test('a wrong setting is reported in the words of PostgreSQL', async () => {
  useMade()
  const message = expect.stringContaining('invalid value for parameter "shared_buffers"')
  await expect(start({ settings: { shared_buffers: 'plenty' } })).rejects.toMatchObject({ code: 'start-failed', message })
})

test.runIf(process.getuid?.() === 0)('root is told when no other user can reach the folder', async () => {
  chmodSync(parent, 0o700)
  await expect(start()).rejects.toMatchObject({ code: 'unreachable', message: expect.stringContaining(parent) })
})
