import { eraseAt, fileOf, garmentLimits } from '../domain/garment-job.ts'
import type { GarmentNeeds } from './garment-jobs.ts'

/**
 * Tells the jobs of processes that died that they failed, and erases pictures and rows that have had their time. Safe in several processes at
 * once, and after a crash in the middle: the row goes after its picture. Answers how much it did.
 */
export async function sweepGarments({ store, files, clock }: Pick<GarmentNeeds, 'store' | 'files' | 'clock'>): Promise<number> {
  const now = clock()
  const since = new Date(now.getTime() - garmentLimits.silentMs)
  const failed = await store.failSilent({ since, at: now, eraseAt: eraseAt(now, false) })
  const gone = await store.gone(now)
  for (const id of gone) await files.remove(fileOf(id))
  await store.remove(gone)
  return failed + gone.length
}
