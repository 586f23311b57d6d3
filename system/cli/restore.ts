import { chmodSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { mkdtemp, rename, rm } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { Code, ConnectError, createClient } from '@connectrpc/connect'
import { AccountService } from '@vitrine/contracts/accounts/v1'
import { migrate } from '@vitrine/platform/sql/migrate'
import pg from 'pg'
import { asset } from '../asset.ts'
import { checkBackup, unpackBackup } from '../backup/read-backup.ts'
import { loadDump } from '../backup/database-dump.ts'
import { erasedFolder, keptFolders } from '../backup/write-backup.ts'
import { makeDataFolder } from '../databases.ts'
import { CommandFault } from '../explain.ts'
import { type OpenShop, openShop } from '../open-shop.ts'
import { readSettings } from '../settings.ts'
import { say } from './say.ts'

/**
 * Makes a shop from a backup, in a data folder that is empty or not there: `vitrine restore file [--erased folder]`. Whoever was erased since the backup was made, as
 * the data folder of the shop before says, is erased again. The archive is read to its end and proved
 * before anything is written; the shop is made beside its place and moved there when it is whole, so a restore that was cut leaves nothing.
 */
export async function restore(args: string[]): Promise<void> {
  const { positionals, values } = parseArgs({ args, options: { erased: { type: 'string' } }, allowPositionals: true })
  const [file] = positionals
  if (!file || positionals.length > 1) throw new CommandFault('vitrine restore <file> [--erased <data folder of the shop before>]', 2)
  const settings = readSettings(process.env)
  if (settings.DATABASE_URL)
    throw new CommandFault(
      'DATABASE_URL is set: restore works into Vitrine’s own PostgreSQL. Unset it, restore, then move the data with the tools of your server.',
    )
  const target = resolve(settings.DATA)
  if (existsSync(target) && readdirSync(target).length > 0) throw new CommandFault(`${target} is not empty. Set DATA to a folder that is.`)

  const erased = values.erased === undefined ? [] : notesIn(resolve(values.erased))
  const manifest = await checkBackup(resolve(file))
  makeDataFolder(dirname(target))
  const draft = await mkdtemp(join(dirname(target), '.vitrine-restore-'))
  try {
    const data = join(draft, 'data')
    if (process.getuid?.() === 0) chmodSync(draft, 0o711) // PostgreSQL is another user then, and must be able to pass
    makeDataFolder(data)
    await unpackBackup(resolve(file), data)
    const shop = await openShop({ ...settings, DATA: data }, { isVisit: true })
    const client = new pg.Client(shop.databases.urlOf('catalog'))
    try {
      await migrate(shop.databases.poolOf('catalog'), 'system', [new URL(`${asset('system/migrations').href}/`)])
      await client.connect()
      await loadDump(client, manifest.database, join(data, 'database'))
      await eraseAgain(shop, erased, data)
    } finally {
      await client.end()
      await shop.stop()
    }
    await rm(join(data, 'database'), { recursive: true })
    await rm(join(data, 'secrets'), { recursive: true, force: true }) // the shop draws its own
    if (existsSync(target)) await rm(target, { recursive: true })
    await rename(data, target)
  } finally {
    await rm(draft, { recursive: true, force: true })
  }
  const files = manifest.entries.filter(({ name }) => keptFolders.some((folder) => name.startsWith(`${folder}/`))).length
  say(
    `${target}: the shop of ${manifest.madeAt}, ${manifest.database.tables.length} tables and ${files} files. Orders placed later are not in it; \`vitrine verify\` proves the rest.${erased.length > 0 ? ` ${erased.length} people who were erased are erased again.` : ''}`,
  )
}

/** Ids of whoever was erased, as the shop before noted them. */
function notesIn(data: string): readonly string[] {
  if (!existsSync(data)) throw new CommandFault(`${data} is not there: --erased names the data folder of the shop before`)
  const folder = join(data, erasedFolder)
  return existsSync(folder) ? readdirSync(folder).filter((name) => !name.endsWith('.part')) : []
}

/** The events of it are kept in the restored database, and heard by everybody when the shop opens. The notes go along, for the next restore. */
async function eraseAgain({ peer }: OpenShop, accountIds: readonly string[], data: string): Promise<void> {
  const accounts = createClient(AccountService, peer('accounts'))
  for (const accountId of accountIds) {
    await accounts.eraseAccount({ accountId, byStaff: true }).catch((error: unknown) => {
      // Who came after the backup is not in it, and who was erased before it neither.
      if (!(error instanceof ConnectError) || error.code !== Code.NotFound) throw error
    })
    mkdirSync(join(data, erasedFolder), { recursive: true })
    writeFileSync(join(data, erasedFolder, accountId), '')
  }
}
