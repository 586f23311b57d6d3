import { createHash } from 'node:crypto'
import { watch } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join, relative } from 'node:path'

/** What would give a picture away wherever it lay: some of its own bytes, the same as text, and its hash. */
export function tracesOf(picture: Uint8Array): Buffer[] {
  const bytes = Buffer.from(picture)
  // A multiple of 3 from its start, so that the text of the whole holds the text of the part.
  const middle = 3 * Math.floor(bytes.length / 6)
  const part = bytes.subarray(middle, middle + 48)
  const sha256 = createHash('sha256').update(bytes).digest()
  return [part, Buffer.from(part.toString('base64')), Buffer.from(part.toString('hex')), Buffer.from(sha256.toString('hex')), sha256]
}

/** Files below these folders that hold one of the traces; the database is among them, its log and its tables. */
export async function filesWith(folders: readonly string[], traces: readonly Buffer[]): Promise<string[]> {
  const found: string[] = []
  for (const folder of folders)
    for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue
      const path = join(entry.parentPath, entry.name)
      const bytes = await readFile(path).catch(() => undefined) // a log that was turned over meanwhile
      if (bytes && traces.some((trace) => bytes.includes(trace))) found.push(relative(folder, path))
    }
  return found
}

/**
 * Bytes this process, all of its threads, wrote to files since it began, as the kernel counts them: wherever the file lies and whether it has a
 * name. Undefined where the kernel does not say. Source: `write_bytes` of proc_pid_io(5), counted in pages of 4 KiB; pipes and sockets are no files.
 */
export async function writtenBytes(pid: number): Promise<number | undefined> {
  const text = await readFile(`/proc/${pid}/io`, 'utf8').catch(() => '') // no Linux, or not ours to ask
  const [, bytes] = /^write_bytes: (\d+)$/m.exec(text) ?? []
  return bytes === undefined ? undefined : Number(bytes)
}

/** Hears of every file that is written below these folders from now on, also of those that are gone again. */
export function watchWrites(folders: readonly string[]) {
  const heard = new Set<string>()
  const watchers = folders.map((folder) => watch(folder, { recursive: true }, (_, name) => void heard.add(String(name))))
  return {
    heard: () => [...heard],
    stop: () => {
      for (const watcher of watchers) watcher.close()
    },
  }
}
