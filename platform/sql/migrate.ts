import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import pg from 'pg'

/** The same number in every process of the shop: migrations run one at a time per database. */
const migrationLock = 7_016_218_395

export class MigrationFault extends Error {
  readonly code: 'edited' | 'missing' | 'failed'
  constructor(code: MigrationFault['code'], message: string, cause?: unknown) {
    super(message, { cause })
    this.name = 'MigrationFault'
    this.code = code
  }
}

export interface MigrateOptions {
  /** How long a file waits for a table in use before it gives way to the shop's own traffic. */
  readonly lockTimeoutMs?: number
  /** Hears that the database's owner has to make `pg_trgm` by hand. */
  readonly say?: (line: string) => void
}

/**
 * Applies the `.sql` files of the folders that were not applied yet, in order of file name, each in a transaction of its own together with
 * its line in the schema's table `migration`. Any number of processes may ask at once: an advisory lock lets one work, the others find
 * nothing left to do.
 *
 * Makes the schema, and in every database once the schema `extensions` with `pg_trgm`; a role that may not make it is told what its owner
 * must run, and goes on. While a file runs the schema is the search path, so shared files (the outbox) need not name it. Files applied by a
 * newer version are left alone, so that an older version can still start. The database is reached directly, not through a transaction pooler.
 * Answers the names applied now. Faults: `edited` when an applied file changed, `missing` when a file in the middle of its series is gone, `failed` with
 * the line in the file when PostgreSQL refuses; earlier files stay applied. Not for `create index concurrently`.
 */
export async function migrate(
  database: string | pg.Pool,
  schema: string,
  folders: readonly URL[],
  options: MigrateOptions = {},
): Promise<string[]> {
  return await applyPending(database, schema, readFolders(folders), options)
}

/** The schema of one part of the shop, and where its files are. */
export interface Migrations {
  readonly schema: string
  readonly folders: readonly URL[]
}

/**
 * `migrate` for several schemas of one database. Where all are current, as at every start but the first after an update, one statement says
 * so: no lock is taken and no connection made.
 */
export async function migrateAll(pool: pg.Pool, parts: readonly Migrations[]): Promise<void> {
  const read = parts.map(({ schema, folders }) => ({ schema, files: readFolders(folders) }))
  if (await areCurrent(pool, read)) return
  for (const { schema, files } of read) await applyPending(pool, schema, files, {})
}

interface ReadMigrations {
  readonly schema: string
  readonly files: readonly File[]
}

/** True when every file of every schema was applied as it is now. False leaves it to `applyPending` to say what is wrong. */
async function areCurrent(pool: pg.Pool, parts: readonly ReadMigrations[]): Promise<boolean> {
  const tables = parts.map(({ schema }, n) => `select ${n} as part, name, checksum from ${pg.escapeIdentifier(schema)}.migration`)
  const extension = `select -1, extname::text, '' from pg_catalog.pg_extension where extname = 'pg_trgm'`
  const { rows } = await pool.query<Applied & { part: number }>([...tables, extension].join(' union all ')).catch((error: unknown) => {
    if (missing.includes((error as { code?: string }).code ?? '')) return { rows: [] }
    throw error
  })
  const hasExtension = rows.some(({ part }) => part === -1)
  return (
    hasExtension &&
    parts.every(({ files }, n) =>
      isSame(
        files,
        rows.filter(({ part }) => part === n),
      ),
    )
  )
}

/** `undefined_table`, `invalid_schema_name`. Source: PostgreSQL manual, appendix A. */
const missing = ['42P01', '3F000']

const isSame = (files: readonly File[], applied: readonly Applied[]) => {
  const checksums = new Map(applied.map(({ name, checksum }) => [name, checksum]))
  return files.length === applied.length && files.every(({ name, checksum }) => checksums.get(name) === checksum)
}

async function applyPending(
  database: string | pg.Pool,
  schema: string,
  files: readonly File[],
  { lockTimeoutMs = 5_000, say = () => {} }: MigrateOptions,
): Promise<string[]> {
  const client = await connect(database, schema)
  try {
    await client.query('select pg_advisory_lock($1)', [migrationLock])
    const absent = await makeExtensions(client)
    if (absent) say(absent)
    const name = client.escapeIdentifier(schema)
    // Asked first: `if not exists` wants the right to create a schema even where it is there.
    const found = await client.query('select from pg_catalog.pg_namespace where nspname = $1', [schema])
    if (!found.rowCount) await client.query(`create schema ${name}`)
    await client.query(`set search_path to ${name}`)
    await client.query(
      'create table if not exists migration (name text primary key, checksum text not null, applied_at timestamptz not null default now())',
    )
    const { rows } = await client.query<Applied>('select name, checksum from migration order by name')
    const pending = compare(schema, files, rows)
    for (const file of pending) await apply(client, schema, file, { lockTimeoutMs, absent })
    return pending.map((file) => file.name)
  } finally {
    await client.end() // which also releases the lock
  }
}

async function connect(database: string | pg.Pool, schema: string): Promise<pg.Client> {
  const settings = typeof database === 'string' ? { connectionString: database } : database.options
  const client = new pg.Client({ ...settings, application_name: `vitrine migrate ${schema}` })
  client.on('error', () => {}) // a lost connection also rejects the query that runs
  await client.connect()
  return client
}

/** Undefined when `pg_trgm` is there; else why it is not. A failed attempt leaves nothing behind. */
async function makeExtensions(client: pg.Client): Promise<string | undefined> {
  const found = await client.query(
    `select from pg_catalog.pg_extension e join pg_catalog.pg_namespace n on n.oid = e.extnamespace
     where e.extname = 'pg_trgm' and n.nspname = 'extensions'`,
  )
  if (found.rowCount) return undefined
  try {
    await client.query('begin')
    await client.query('create schema if not exists extensions')
    await client.query('create extension if not exists pg_trgm schema extensions')
    await client.query('alter extension pg_trgm set schema extensions') // it may have been in another schema
    await client.query('commit')
    return undefined
  } catch (error) {
    await client.query('rollback')
    const words = 'create schema if not exists extensions; create extension pg_trgm schema extensions;'
    return `this role cannot make the extension pg_trgm (${(error as Error).message}); the database's owner must run: ${words}`
  }
}

interface File {
  readonly name: string
  readonly sql: string
  readonly checksum: string
}

interface Applied {
  readonly name: string
  readonly checksum: string
}

/** Synchronously: a start reads fifty small files, and waiting for each takes longer than reading it. */
function readFolders(folders: readonly URL[]): File[] {
  const files = folders.flatMap((folder) => {
    const names = readdirSync(folder).filter((name) => name.endsWith('.sql'))
    return names.map((name) => readMigration(new URL(name, folder), name))
  })
  return files.toSorted((a, b) => (a.name < b.name ? -1 : 1))
}

function readMigration(file: URL, name: string): File {
  const sql = readFileSync(file, 'utf8').replaceAll('\r\n', '\n')
  return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') }
}

/**
 * What stands before the number. A shared folder that goes on after a service has files of its own begins its names with a letter: so they come
 * last, to the version before too, which takes them for those of a newer one.
 */
const seriesOf = ({ name }: { readonly name: string }) => /^\D*/.exec(name)![0] // it matches nothing at least

function compare(schema: string, files: readonly File[], applied: readonly Applied[]): File[] {
  const byName = new Map(files.map((file) => [file.name, file]))
  for (const { name, checksum } of applied) {
    const file = byName.get(name)
    if (!file && files.some((known) => seriesOf(known) === seriesOf({ name }) && name < known.name))
      throw new MigrationFault('missing', `${schema}/${name} was applied and its file is gone`)
    if (file && file.checksum !== checksum)
      throw new MigrationFault('edited', `${schema}/${name} was edited after it was applied; write a new file instead`)
  }
  const done = new Set(applied.map(({ name }) => name))
  return files.filter(({ name }) => !done.has(name))
}

interface ApplyOptions {
  readonly lockTimeoutMs: number
  readonly absent: string | undefined
}

async function apply(client: pg.Client, schema: string, { name, sql, checksum }: File, { lockTimeoutMs, absent }: ApplyOptions) {
  try {
    await client.query('begin')
    await client.query(`set local lock_timeout = ${Math.trunc(lockTimeoutMs)}`)
    await client.query(sql)
    await client.query('insert into migration (name, checksum) values ($1, $2)', [name, checksum])
    await client.query('commit')
  } catch (error) {
    await client.query('rollback').catch(() => {}) // the connection is lost, and the transaction with it
    const { message, position } = error as pg.DatabaseError
    const line = position ? `, line ${sql.slice(0, Number(position)).split('\n').length}` : ''
    const hint = absent && /trgm/.test(message) ? ` (${absent})` : ''
    throw new MigrationFault('failed', `${schema}/${name}${line}: ${message}${hint}`, error)
  }
}
