import type { Clock } from '@vitrine/platform/clock/clock'
import type { Files } from '@vitrine/platform/files/files'

/** Somebody who was erased: an id that says nothing of them. */
export interface Erased {
  readonly accountId: string
  readonly at: Date
}

export interface ErasedStore {
  /** At most 100, oldest first. */
  unnoted(): Promise<readonly Erased[]>
  noted(accountId: string, at: Date): Promise<void>
}

/**
 * Notes who was erased among the files, where a database that is lost or set back takes nothing with it. Backups leave these notes out, and a restore reads those of
 * the shop before (`vitrine restore --erased`). Writing one again is writing it once. Answers how many.
 */
export async function noteErased({ store, files, clock }: { store: ErasedStore; files: Files; clock: Clock }): Promise<number> {
  const erased = await store.unnoted()
  for (const { accountId, at } of erased) {
    await files.put(`accounts/erased/${accountId}`, Buffer.from(at.toISOString()))
    await store.noted(accountId, clock())
  }
  return erased.length
}
