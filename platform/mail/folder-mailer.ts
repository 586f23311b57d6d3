import { constants } from 'node:fs'
import { mkdir, open, readdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Clock } from '../clock/clock.ts'
import { syncFolder } from '../files/folder-files.ts'
import { inGroups } from '../sql/in-groups.ts'
import { requireSafeMail } from './mail-check.ts'
import type { Mail, Mailer } from './mailer.ts'

/** So much of the end of the newest file is read again by a new process: some hundred mails, of which at most a few were under way. */
const endBytes = 1_048_576
/** So many ids of mails that are kept are known by heart. */
const mostKnown = 10_000

/**
 * Keeps mails as lines of JSON, for a shop without a mail server: staff read them in the back office. `folder` has a file for each day (UTC),
 * `2026-11-20.jsonl`, that is only ever added to.
 *
 * Settles when the mail is on the disk; those of one turn share a write and an fsync: a file for each mail took nine calls and half a millisecond
 * of CPU. A mail handed over twice is kept once, with the time of the first, also when the first who wrote it was killed before it said so. What was
 * cut off in mid-line was told to nobody: it is no JSON, and is written again on a line of its own.
 */
export function folderMailer(folder: string, clock: Clock): Mailer {
  let found: Promise<Book> | undefined
  const write = async (mails: readonly Mail[]): Promise<readonly void[]> => {
    const book = await (found ??= openBook(folder))
    const now = clock().toISOString()
    const fresh = mails.filter(({ id }) => !book.ids.has(id))
    const lines = fresh.map((mail) => `${JSON.stringify({ ...mail, sentAt: now })}\n`)
    if (fresh.length > 0) await add(book, join(folder, `${now.slice(0, 10)}.jsonl`), lines.join(''))
    for (const { id } of fresh) book.ids.add(id)
    for (const id of book.ids) if (book.ids.size > mostKnown) book.ids.delete(id)
    return mails.map(() => {})
  }
  const keep = inGroups(
    (mails: readonly Mail[]) =>
      write(mails).catch((error: unknown) => {
        found = undefined // how much of it was written is read before the next
        throw error
      }),
    { keysOf: ({ id }) => [id] },
  )
  const keepSafe = async (mail: Mail) => {
    requireSafeMail(mail)
    await keep(mail)
  }
  return Object.assign(keepSafe, { atOnce: 25 }) // a write and an fsync for all of them
}

interface Book {
  /** Mails that are on the disk, oldest first. */
  readonly ids: Set<string>
  /** Nothing that was begun may stand at the end of the file without its end. */
  isWhole: boolean
  /** The file whose name is on the disk too. */
  placed: string
}

/** What the newest file ends with, brought to the disk: who wrote it may have been killed before it did. */
async function openBook(folder: string): Promise<Book> {
  const names = (await readdir(folder).catch(absent)) ?? []
  const newest = names
    .filter((name) => /^\d{4}-\d\d-\d\d\.jsonl$/.test(name))
    .toSorted()
    .at(-1)
  const book: Book = { ids: new Set(), isWhole: false, placed: '' }
  if (newest === undefined) return book
  const file = await open(join(folder, newest), 'r+')
  try {
    await file.datasync()
    const { size } = await file.stat()
    const end = Buffer.alloc(Math.min(size, endBytes))
    await file.read(end, 0, end.length, size - end.length)
    for (const line of end.toString('utf8').split('\n')) {
      const id = idOf(line)
      if (id) book.ids.add(id)
    }
  } finally {
    await file.close()
  }
  return book
}

/** Undefined for a line of which a part is missing. */
function idOf(line: string): string | undefined {
  try {
    return (JSON.parse(line) as Mail).id
  } catch {
    return undefined
  }
}

/** The file is opened for each group: who empties the folder meanwhile finds the next mail there. */
async function add(book: Book, path: string, lines: string): Promise<void> {
  const begin = book.isWhole ? '' : '\n'
  book.isWhole = false
  const file = (await open(path, constants.O_WRONLY | constants.O_APPEND).catch(absent)) ?? (await begun(book, path))
  try {
    await file.appendFile(`${begin}${lines}`)
    await file.datasync()
  } finally {
    await file.close()
  }
  if (book.placed !== path) await syncFolder(dirname(path))
  book.placed = path
  book.isWhole = true
}

async function begun(book: Book, path: string) {
  book.placed = ''
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  return await open(path, 'a', 0o600)
}

function absent(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error
}
