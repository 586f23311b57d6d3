import { randomBytes } from 'node:crypto'
import { access, mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Files } from './files.ts'

/** Parts of letters, digits, `.`, `_`, `-`, none of which begins with a dot: no way out of the folder, no hidden file. */
const keyForm = /^[A-Za-z0-9_-][A-Za-z0-9._-]*(\/[A-Za-z0-9_-][A-Za-z0-9._-]*)*$/

/**
 * Keeps bytes as files below `root`, at their keys.
 *
 * A file is written beside its place, brought to the disk, then renamed: a reader finds the old bytes or the new ones, also after a crash or
 * power loss; of two writers at once one wins whole. Throws a RangeError for a key that is not made of plain names. What a killed writer
 * left (`.part`) is not listed.
 */
export function folderFiles(root: string): Files {
  const pathOf = (key: string) => {
    if (!keyForm.test(key) || key.length > 500) throw new RangeError(`not a key: ${JSON.stringify(key.slice(0, 80))}`)
    return join(root, key)
  }
  return {
    async put(key, bytes) {
      const path = pathOf(key)
      const part = join(dirname(path), `.${randomBytes(8).toString('hex')}.part`)
      try {
        await writeDown(part, bytes).catch(async (error: NodeJS.ErrnoException) => {
          if (error.code !== 'ENOENT') throw error
          await mkdir(dirname(path), { recursive: true, mode: 0o700 }) // the first file of its folder
          await writeDown(part, bytes)
        })
        await rename(part, path)
      } catch (error) {
        await rm(part, { force: true })
        throw error
      }
      await syncFolder(dirname(path))
    },
    async get(key) {
      return await readFile(pathOf(key)).catch(absent)
    },
    async has(key) {
      return (await access(pathOf(key)).then(() => true, absent)) ?? false
    },
    async remove(key) {
      await rm(pathOf(key), { force: true })
    },
    async list(prefix) {
      const names = await readdir(root, { recursive: true, withFileTypes: true }).catch(absent)
      const keys = (names ?? [])
        .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
        .map((entry) => keyOf(root, entry.parentPath, entry.name))
      return keys.filter((key) => key.startsWith(prefix)).toSorted()
    },
  }
}

async function writeDown(path: string, bytes: Uint8Array) {
  const file = await open(path, 'wx', 0o600)
  try {
    await file.writeFile(bytes)
    await file.sync()
  } finally {
    await file.close()
  }
}

/** Brings names in a folder to the disk: a new one must survive power loss too (fsync(2): the directory needs its own call). Not possible on Windows. */
export async function syncFolder(path: string) {
  if (process.platform === 'win32') return
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

function absent(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR' || error.code === 'EISDIR') return undefined
  throw error
}

const keyOf = (root: string, folder: string, name: string) => join(folder, name).slice(join(root, '/').length).replaceAll('\\', '/')
