import type { Entry } from '../domain/entry.ts'

/** What writing needs of storage: the transaction that also remembers the event. */
export interface EntryStore {
  /** Appends after the last entry; an event that was written before changes nothing. */
  append(entry: Entry): Promise<void>
}

/** Writes down what somebody did. Once per event; never changed afterwards. */
export const writeEntry = (store: EntryStore, entry: Entry): Promise<void> => store.append(entry)
