import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { createGunzip } from 'node:zlib'
import { readTar, type TarSum } from '@vitrine/platform/archive/tar'
import { type BackupManifest, keptFolders, manifestName } from './write-backup.ts'

/** An archive that is not whole, or not ours. Nothing was touched. */
export class BackupFault extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'BackupFault'
  }
}

/** Names an archive may hold: a table of the dump, or a file of a kept folder. Nothing leads out of the target. */
const mayHold = (name: string) =>
  !/(^|\/)\.\.?(\/|$)|\\|\0|^\//.test(name) &&
  (/^database\/[\w.-]+\.copy$/.test(name) || keptFolders.some((folder) => name.startsWith(`${folder}/`)))

/**
 * Reads an archive to its end and proves every byte of it against its manifest, without writing anything. A `BackupFault` says what is wrong:
 * cut, changed, an entry too many or too few.
 */
export async function checkBackup(path: string): Promise<BackupManifest> {
  const found: TarSum[] = []
  let manifest: BackupManifest | undefined
  await entriesOf(path, async (name, bytes) => {
    if (name === manifestName) {
      const pieces: Buffer[] = []
      for await (const chunk of bytes) pieces.push(Buffer.from(chunk))
      manifest = JSON.parse(Buffer.concat(pieces).toString('utf8')) as BackupManifest
      return
    }
    const hash = createHash('sha256')
    let sizeBytes = 0
    for await (const chunk of bytes) {
      hash.update(chunk)
      sizeBytes += chunk.length
    }
    found.push({ name, sizeBytes, sha256: hash.digest('hex') })
  })
  if (!manifest) throw new BackupFault('the archive has no manifest: it was cut while it was written or copied')
  if (manifest.format !== 1) throw new BackupFault(`the archive has format ${String(manifest.format)}, and this version reads 1`)
  const told = new Map(manifest.entries.map((entry) => [entry.name, entry]))
  for (const entry of found) {
    if (!mayHold(entry.name)) throw new BackupFault(`the archive holds ${JSON.stringify(entry.name)}, which has no place in a shop`)
    const wanted = told.get(entry.name)
    if (wanted?.sha256 !== entry.sha256 || wanted.sizeBytes !== entry.sizeBytes)
      throw new BackupFault(`${entry.name} is not what was backed up`)
    told.delete(entry.name)
  }
  for (const name of told.keys()) throw new BackupFault(`${name} is missing from the archive`)
  return manifest
}

/** Writes the entries of a checked archive below `folder`. */
export async function unpackBackup(path: string, folder: string): Promise<void> {
  await entriesOf(path, async (name, bytes) => {
    if (name === manifestName) {
      for await (const _ of bytes); // read to its end
      return
    }
    if (!mayHold(name)) throw new BackupFault(`${name} has no place in a shop`)
    const target = join(folder, name)
    await mkdir(dirname(target), { recursive: true, mode: 0o700 })
    const file = await open(target, 'wx', 0o600)
    try {
      for await (const chunk of bytes) await file.write(chunk)
      await file.sync()
    } finally {
      await file.close()
    }
  })
}

async function entriesOf(path: string, each: (name: string, bytes: AsyncGenerator<Buffer>) => Promise<void>) {
  const source = createReadStream(path)
  const plain = createGunzip()
  source.on('error', (error) => plain.destroy(error))
  source.pipe(plain)
  try {
    for await (const { name, bytes } of readTar(plain)) await each(name, bytes)
  } catch (error) {
    if (
      error instanceof BackupFault ||
      ['ENOENT', 'EACCES', 'EISDIR', 'ENOSPC', 'EEXIST'].includes((error as NodeJS.ErrnoException).code ?? '')
    )
      throw error
    throw new BackupFault(`${path} cannot be read as a backup: ${(error as Error).message}`)
  } finally {
    source.destroy()
    plain.destroy()
  }
}
