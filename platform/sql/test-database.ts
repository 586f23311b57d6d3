import { randomBytes } from 'node:crypto'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type pg from 'pg'
import { afterAll, inject } from 'vitest'
import type { TestProject } from 'vitest/node'
import { startEmbeddedPostgres } from './embedded-postgres.ts'
import { openPool } from './pool.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Name and URL of every PostgreSQL the suites run on. */
    servers: [name: string, url: string][]
    /** A database on each of them in which all schemas of the shop are current (`system/test-template.ts`). */
    template: string
  }
}

/**
 * Runs once before all suites: an embedded PostgreSQL that is thrown away, and the server in TEST_DATABASE_URL when it is set. With
 * TEST_DATABASE_FORGETS=on, said by who started that server for tests alone, it waits for no disk until they end: each database that is
 * dropped there made it wait for 1,300 files of the others, 1.4 to 1.7 s.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const parent = mkdtempSync(join(tmpdir(), 'vitrine-test-'))
  chmodSync(parent, 0o755) // run as root, PostgreSQL is another user and must be able to pass
  // Room for race tests of several files at once: 64 connections each.
  const embedded = await startEmbeddedPostgres({ directory: join(parent, 'pg'), durable: false, settings: { max_connections: '400' } })
  const server = process.env['TEST_DATABASE_URL']
  const isHasty = server !== undefined && process.env['TEST_DATABASE_FORGETS'] === 'on'
  if (isHasty) await asked(server, `alter system set fsync = off`, 'select pg_reload_conf()')
  project.provide('servers', [
    ['embedded PostgreSQL', embedded.url],
    ...(server ? [['a PostgreSQL server', server] as [string, string]] : []),
  ])
  return async () => {
    if (isHasty) await asked(server, 'alter system reset fsync', 'select pg_reload_conf()')
    await embedded.stop()
    rmSync(parent, { recursive: true })
  }
}

/**
 * A database of its own for one suite, with all schemas of the shop and nothing in them; dropped after the suite. `connections`: how many the
 * pool may open; a race test says 64. Its URL is `pool.options.connectionString`.
 */
export const testDatabase = (serverUrl = inject('servers')[0]![1], connections = 20): Promise<pg.Pool> =>
  copyDatabase(inject('template'), serverUrl, connections)

/** The same without any schema, for who makes them. */
export const emptyDatabase = (serverUrl = inject('servers')[0]![1], connections = 20): Promise<pg.Pool> =>
  copyDatabase('template1', serverUrl, connections)

async function copyDatabase(template: string, serverUrl: string, connections: number): Promise<pg.Pool> {
  const name = `t${randomBytes(8).toString('hex')}`
  const admin = openPool(serverUrl, 1)
  const { rows } = await admin.query<{ fsync: string }>('show fsync')
  // File by file is half of the work of row by row, but where each file is waited for: there it takes ten times as long.
  const strategy = rows[0]!.fsync === 'off' ? 'file_copy' : 'wal_log'
  await admin.query(`create database ${name} template ${template} strategy ${strategy}`)
  const pool = openPool(databaseUrl(serverUrl, name), connections)
  afterAll(async () => {
    await pool.end()
    await admin.query(`drop database ${name} with (force)`)
    await admin.end()
  })
  return pool
}

/** Statements for the server itself, one after the other. */
export async function asked(serverUrl: string, ...statements: string[]): Promise<void> {
  const admin = openPool(serverUrl, 1)
  for (const statement of statements) await admin.query(statement)
  await admin.end()
}

/** Another database of the same server. */
export function databaseUrl(serverUrl: string, name: string): string {
  const url = new URL(serverUrl)
  url.pathname = name
  return url.href
}
