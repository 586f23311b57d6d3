import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { systemClock } from '@vitrine/platform/clock/clock'
import pg from 'pg'
import { writeBackup } from '../backup/write-backup.ts'
import { openDatabases } from '../databases.ts'
import { CommandFault } from '../explain.ts'
import { serviceNames } from '../service-names.ts'
import { readSettings } from '../settings.ts'
import { say } from './say.ts'

/** Writes everything the shop keeps into one file, beside a running shop or without one: `vitrine backup [file]`. */
export async function backup(args: string[]): Promise<void> {
  const { positionals } = parseArgs({ args, options: {}, allowPositionals: true })
  const madeAt = systemClock()
  const to = resolve(positionals[0] ?? `vitrine-${madeAt.toISOString().slice(0, 19).replaceAll(':', '-')}.backup`)
  const settings = readSettings(process.env)
  const databases = await openDatabases(settings, { parts: serviceNames, mayVisit: true })
  try {
    if (databases.pools.size > 1)
      throw new CommandFault('The services have databases of their own: back up each with the tools of its server.')
    const client = new pg.Client(databases.urlOf(serviceNames[0]!)) // a shop without services has no code
    try {
      await client.connect()
      const { entries, database, sizeBytes } = await writeBackup({
        client,
        schemas: [...serviceNames, 'system'],
        data: settings.DATA,
        to,
        madeAt,
      })
      say(
        `${to}: ${database.tables.length} tables and ${entries.length - database.tables.length} files, ${(sizeBytes / 1e6).toFixed(1)} MB, as of ${madeAt.toISOString()}.`,
      )
      say('It holds everything about everybody: keep it where only you can read it. Orders placed after that moment are not in it.')
    } finally {
      await client.end()
    }
  } finally {
    await databases.stop()
  }
}
