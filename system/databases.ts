import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { requireDurable } from '@vitrine/platform/sql/durability'
import { type EmbeddedPostgres, runningPostgres, startEmbeddedPostgres } from '@vitrine/platform/sql/embedded-postgres'
import { openPool } from '@vitrine/platform/sql/pool'
import { PostgresFault } from '@vitrine/platform/sql/postgres-fault'
import type pg from 'pg'
import { databaseSetting, type Settings } from './settings.ts'

export interface Databases {
  readonly urlOf: (part: string) => string
  /** One pool of 10 for each distinct database (`settled.md` 6). */
  readonly poolOf: (part: string) => pg.Pool
  readonly pools: ReadonlyMap<string, pg.Pool>
  /** For people: where the database is and how it was found. Without a password. */
  readonly about: string
  /** Closes the connections, then ends the server if it is ours. */
  stop(): Promise<void>
}

export interface OpenDatabases {
  /** Services and `gateway`. */
  readonly parts: readonly string[]
  /** Beside a running shop: its server is used and left alone. */
  readonly mayVisit?: boolean
  readonly say?: (line: string) => void
}

/**
 * Opens the database of each part: `<PART>_DATABASE_URL`, else `DATABASE_URL`, else the PostgreSQL below DATA, which this starts.
 *
 * Refuses a server older than 15 (`other-version`) and one that could forget what it acknowledged (`not-durable`).
 */
export async function openDatabases(settings: Settings, { parts, mayVisit = false, say = () => {} }: OpenDatabases): Promise<Databases> {
  const given = new Map(parts.map((part) => [part, settings.texts[databaseSetting(part)] ?? settings.DATABASE_URL]))
  const needsOwn = [...given.values()].includes(undefined)
  const directory = join(settings.DATA, 'postgres')
  const visited = needsOwn && mayVisit ? runningPostgres(directory) : undefined
  let embedded: EmbeddedPostgres | undefined
  if (needsOwn && !visited) {
    makeDataFolder(settings.DATA)
    embedded = await startEmbeddedPostgres({ directory, log: say })
  }
  const urlOf = (part: string) => given.get(part) ?? visited ?? embedded!.url
  const pools = new Map([...new Set(parts.map(urlOf))].map((url) => [url, openPool(url, settings.DATABASE_POOL)]))
  const stop = async () => {
    await Promise.all([...pools.values()].map((pool) => pool.end()))
    await embedded?.stop()
  }
  try {
    // The one this started is of a known version, and was asked whether it is durable.
    for (const [url, pool] of pools) if (url !== embedded?.url) await requireServer(pool)
  } catch (error) {
    await stop()
    throw error
  }
  const about = visited
    ? 'the running shop’s PostgreSQL'
    : embedded
      ? `PostgreSQL ${embedded.origin} in ${directory}`
      : 'PostgreSQL at DATABASE_URL'
  return { urlOf, poolOf: (part) => pools.get(urlOf(part))!, pools, about, stop }
}

/** Closed to others, but for root: it hands PostgreSQL to another user, who must be able to pass. */
export function makeDataFolder(data: string) {
  mkdirSync(data, { recursive: true, mode: process.getuid?.() === 0 ? 0o711 : 0o700 })
}

async function requireServer(pool: pg.Pool) {
  const { rows } = await pool.query<{ version: number }>(`select current_setting('server_version_num')::int as version`)
  const version = Math.floor((rows[0]?.version ?? 0) / 10_000)
  if (version < 15) throw new PostgresFault('other-version', `PostgreSQL 15 or later is needed, and this server is ${version}.`)
  await requireDurable(pool)
}
