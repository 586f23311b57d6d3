import type pg from 'pg'
import { PostgresFault } from './postgres-fault.ts'

const required = ['fsync', 'full_page_writes', 'synchronous_commit'] as const

/**
 * Refuses a database that could forget an order it acknowledged: reads back what holds on this very connection, so a setting hidden on the
 * role or on the database counts too. Fault: `not-durable`, with the names. `synchronous_commit` may be stricter than `on`, never weaker
 * than `local` (PostgreSQL manual, 19.5.1).
 */
export async function requireDurable(client: pg.ClientBase | pg.Pool): Promise<void> {
  const { rows } = await client.query<{ name: string; setting: string }>(
    'select name, setting from pg_catalog.pg_settings where name = any($1) order by name',
    [required],
  )
  const weak = rows.filter(({ setting }) => setting === 'off').map(({ name }) => name)
  if (weak.length > 0)
    throw new PostgresFault('not-durable', `PostgreSQL runs with ${weak.join(', ')} off and could lose paid orders. Turn it on.`)
}
