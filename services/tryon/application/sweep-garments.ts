import { eraseAt, fileOf, garmentLimits } from '../domain/garment-job.ts'
import type { GarmentJobs, GarmentNeeds } from './garment-jobs.ts'

/**
 * Tells the jobs of processes that died that they failed, and erases pictures and rows that have had their time. Safe in several processes at
 * once, and after a crash in the middle: the row goes after its picture. `jobs` remind the engine of what a process that died sent it; without an
 * engine nobody can. Answers how much it did.
 */
export async function sweepGarments({
  store,
  files,
  clock,
  jobs,
}: Pick<GarmentNeeds, 'store' | 'files' | 'clock'> & { readonly jobs: Pick<GarmentJobs, 'remind'> | undefined }): Promise<number> {
  const now = clock()
  const since = new Date(now.getTime() - garmentLimits.silentMs)
  const failed = await store.failSilent({ since, at: now, eraseAt: eraseAt(now, false) })
  for (const { id, ref, wasSent } of failed) if (wasSent) jobs?.remind({ id, ref: ref ?? undefined })
  const gone = await store.gone(now)
  for (const id of gone) await files.remove(fileOf(id))
  await store.remove(gone)
  return failed.length + gone.length
}
