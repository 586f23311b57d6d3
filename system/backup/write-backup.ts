import { createWriteStream, existsSync } from 'node:fs'
import { mkdtemp, open, readdir, rename, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { tarBytes, type TarEntry, type TarSum } from '@vitrine/platform/archive/tar'
import type pg from 'pg'
import { type DatabaseDump, dumpDatabase } from './database-dump.ts'

/** Says what an archive holds and what each byte of it must be. The last entry, so that an archive that was cut has none. */
export interface BackupManifest {
  readonly format: 1
  readonly madeAt: string
  readonly database: DatabaseDump
  readonly entries: readonly TarSum[]
}

export const manifestName = 'manifest.json'

/** Folders of DATA that go along. Secrets do not: a restored shop draws its own, and everybody signs in again. */
export const keptFolders = ['files', 'mail', 'sandbox-provider'] as const

/** Who was erased: a backup that said so would forget whoever was erased after it. */
export const erasedFolder = 'files/accounts/erased'

export interface WriteBackupOptions {
  /** A connection to the database that holds all schemas. */
  readonly client: pg.ClientBase
  readonly schemas: readonly string[]
  readonly data: string
  readonly to: string
  readonly madeAt: Date
}

/**
 * Writes everything the shop keeps into one gzipped tar archive, beside a shop that works: the database as of one moment, then files, mails and
 * the sandbox provider's books, which are only ever added to, so they hold at least what the database speaks of.
 *
 * The file appears under its name when it is whole and on the disk; only its owner may read it, for it holds everything about everybody.
 */
export async function writeBackup({
  client,
  schemas,
  data,
  to,
  madeAt,
}: WriteBackupOptions): Promise<BackupManifest & { readonly sizeBytes: number }> {
  const folder = await mkdtemp(join(tmpdir(), 'vitrine-backup-'))
  const part = join(dirname(to), `.${basename(to)}.part`)
  try {
    const database = await dumpDatabase(client, schemas, folder)
    const entries: TarSum[] = []
    let manifest: BackupManifest | undefined
    async function* all(): AsyncGenerator<TarEntry> {
      for (const { file } of database.tables) yield { name: `database/${file}`, from: join(folder, file) }
      for (const kept of keptFolders) yield* filesOf(data, kept)
      manifest = { format: 1, madeAt: madeAt.toISOString(), database, entries: [...entries] }
      yield { name: manifestName, from: Buffer.from(JSON.stringify(manifest)) }
    }
    const bytes = Readable.from(
      tarBytes(all(), (sum) => entries.push(sum)),
      { objectMode: false },
    )
    await pipeline(bytes, createGzip({ level: 1 }), createWriteStream(part, { mode: 0o600 }))
    await sync(part)
    await rename(part, to)
    return { ...manifest!, sizeBytes: (await stat(to)).size } // the archive is whole, so it was written
  } finally {
    await rm(folder, { recursive: true })
    await rm(part, { force: true })
  }
}

async function* filesOf(data: string, folder: string): AsyncGenerator<TarEntry> {
  if (!existsSync(join(data, folder))) return
  const found = await readdir(join(data, folder), { recursive: true, withFileTypes: true })
  for (const entry of found) {
    if (!entry.isFile() || entry.name.endsWith('.part')) continue
    const path = join(entry.parentPath, entry.name)
    const name = path.slice(join(data, '/').length)
    if (!name.startsWith(`${erasedFolder}/`)) yield { name, from: path }
  }
}

async function sync(path: string) {
  const file = await open(path, 'r+')
  await file.sync()
  await file.close()
}
