import type { Entry } from '../domain/entry.ts'

export interface RecordedEntry extends Omit<Entry, 'eventId'> {
  readonly position: number
  /** Hexadecimal SHA-256 over this entry and the hash before it. */
  readonly hash: string
}

export interface EntryQuery {
  /** Empty asks for everybody's. */
  readonly actorId: string
  readonly object: string
  readonly action: string
  /** From this moment on. */
  readonly since?: Date
  /** Before this moment. */
  readonly until?: Date
  /** Entries before this position; 0 begins with the newest. */
  readonly before: number
  readonly limit: number
}

export interface EntryArchive {
  find(query: EntryQuery): Promise<{ entries: RecordedEntry[]; total: number }>
}

/** Entries, newest first. Throws RangeError when the limit is not 1 to 100. */
export async function listEntries(archive: EntryArchive, query: EntryQuery): Promise<{ entries: RecordedEntry[]; total: number }> {
  if (query.limit < 1 || query.limit > 100) throw new RangeError(`limit is ${query.limit}, not 1 to 100`)
  return archive.find(query)
}
