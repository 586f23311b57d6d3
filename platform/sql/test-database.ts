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
  }
}

/** Runs once before all suites: an embedded PostgreSQL that is thrown away, and the server in TEST_DATABASE_URL when it is set. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const parent = mkdtempSync(join(tmpdir(), 'vitrine-test-'))
  chmodSync(parent, 0o755) // run as root, PostgreSQL is another user and must be able to pass
  // Room for race tests of several files at once: 64 connections each.
  const embedded = await startEmbeddedPostgres({ directory: join(parent, 'pg'), durable: false, settings: { max_connections: '300' } })
  const server = process.env['TEST_DATABASE_URL']
  project.provide('servers', [
    ['embedded PostgreSQL', embedded.url],
    ...(server ? [['a PostgreSQL server', server] as [string, string]] : []),
  ])
  return async () => {
    await embedded.stop()
    rmSync(parent, { recursive: true })
  }
}

/**
 * A database of its own for one suite, dropped after it. `connections`: how many the pool may open; a race test says 64.
 * Its URL is `pool.options.connectionString`.
 */
export async function testDatabase(serverUrl = inject('servers')[0]![1], connections = 20): Promise<pg.Pool> {
  const name = `t${randomBytes(8).toString('hex')}`
  const admin = openPool(serverUrl, 1)
  await admin.query(`create database ${name}`)
  const url = new URL(serverUrl)
  url.pathname = name
  const pool = openPool(url.href, connections)
  afterAll(async () => {
    await pool.end()
    await admin.query(`drop database ${name} with (force)`)
    await admin.end()
  })
  return pool
}
