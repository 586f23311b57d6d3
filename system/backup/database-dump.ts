import { createReadStream, createWriteStream } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { finished } from 'node:stream/promises'
import { copyIn, copyOut } from '@vitrine/platform/sql/copy'
import pg from 'pg'

/** A table as it was copied: its columns in the order of the copy, generated ones left out. */
export interface DumpedTable {
  readonly schema: string
  readonly table: string
  readonly columns: readonly string[]
  /** File of the dump, in PostgreSQL's text format. */
  readonly file: string
}

export interface DatabaseDump {
  readonly tables: readonly DumpedTable[]
  /** Names of the migrations each schema had. */
  readonly migrations: Readonly<Record<string, readonly string[]>>
  /** Where each sequence stood; null before its first number. */
  readonly sequences: readonly { readonly name: string; readonly lastValue: string | null }[]
}

const name = (...parts: string[]) => parts.map((part) => pg.escapeIdentifier(part)).join('.')

/**
 * Copies every table of these schemas into files of `folder`, all as of one moment: one repeatable-read, read-only transaction. Locks nobody
 * out. Schemas that are not there are left out.
 */
export async function dumpDatabase(client: pg.ClientBase, schemas: readonly string[], folder: string): Promise<DatabaseDump> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await client.query('begin isolation level repeatable read read only')
  try {
    const tables: DumpedTable[] = []
    for (const { schema, table, columns } of await listTables(client, schemas)) {
      const file = `${schema}.${table}.copy`
      const sink = createWriteStream(join(folder, file), { mode: 0o600 })
      await copyOut(client, `copy ${name(schema, table)} (${columns.map((column) => name(column)).join(', ')}) to stdout`, sink)
      sink.end()
      await finished(sink)
      tables.push({ schema, table, columns, file })
    }
    return { tables, migrations: await listMigrations(client, schemas), sequences: await listSequences(client, schemas) }
  } finally {
    await client.query('rollback')
  }
}

/**
 * Puts a dump into a database that was just migrated to the same files: all of it or nothing. What migrations wrote is replaced; triggers and
 * foreign keys rest meanwhile, so the role must be a superuser, as it is in Vitrine's own PostgreSQL. Throws when the migrations differ.
 */
export async function loadDump(client: pg.ClientBase, dump: DatabaseDump, folder: string): Promise<void> {
  const here = await listMigrations(client, Object.keys(dump.migrations))
  for (const [schema, names] of Object.entries(dump.migrations)) {
    const differs = names.find((one) => !here[schema]?.includes(one)) ?? here[schema]?.find((one) => !names.includes(one))
    if (differs) throw new Error(`the backup is of another version of Vitrine: ${schema}/${differs} is on one side only`)
  }
  await client.query('begin')
  try {
    await client.query('set local session_replication_role = replica')
    const all = dump.tables.map(({ schema, table }) => name(schema, table))
    if (all.length > 0) await client.query(`truncate ${all.join(', ')}`)
    for (const { schema, table, columns, file } of dump.tables) {
      const text = `copy ${name(schema, table)} (${columns.map((column) => name(column)).join(', ')}) from stdin`
      await copyIn(client, text, createReadStream(join(folder, file)))
    }
    for (const { name: sequence, lastValue } of dump.sequences)
      if (lastValue !== null) await client.query('select pg_catalog.setval($1::regclass, $2)', [sequence, lastValue])
    await client.query('commit')
  } catch (error) {
    await client.query('rollback')
    throw error
  }
}

/** In the order of their names; the lines of migrations are kept apart. */
async function listTables(client: pg.ClientBase, schemas: readonly string[]) {
  const { rows } = await client.query<{ schema: string; table: string; columns: string[] }>(
    `select n.nspname as schema, c.relname as table,
       array_agg(a.attname::text order by a.attnum) filter (where a.attgenerated = '') as columns
     from pg_catalog.pg_class c
     join pg_catalog.pg_namespace n on n.oid = c.relnamespace
     join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
     where n.nspname = any($1) and c.relkind = 'r' and c.relname <> 'migration'
     group by n.nspname, c.relname order by n.nspname, c.relname`,
    [schemas],
  )
  return rows
}

async function listMigrations(client: pg.ClientBase, schemas: readonly string[]): Promise<Record<string, string[]>> {
  const found: Record<string, string[]> = {}
  for (const schema of schemas) {
    const there = await client.query('select pg_catalog.to_regclass($1) as found', [name(schema, 'migration')])
    if (!there.rows[0]?.found) continue
    const { rows } = await client.query<{ name: string }>(`select name from ${name(schema, 'migration')} order by name`)
    found[schema] = rows.map((row) => row.name)
  }
  return found
}

async function listSequences(client: pg.ClientBase, schemas: readonly string[]) {
  const { rows } = await client.query<{ name: string; lastValue: string | null }>(
    `select quote_ident(schemaname) || '.' || quote_ident(sequencename) as name, last_value::text as "lastValue"
     from pg_catalog.pg_sequences where schemaname = any($1) order by 1`,
    [schemas],
  )
  return rows
}
