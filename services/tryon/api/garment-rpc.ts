import { timestampFromDate } from '@bufbuild/protobuf/wkt'
import type { ServiceImpl } from '@connectrpc/connect'
import type { GarmentService } from '@vitrine/contracts/tryon/v1/garments'
import { Fault } from '@vitrine/platform/rpc/fault'
import type { GarmentJob } from '../application/garment-job-store.ts'
import type { GarmentJobs } from '../application/garment-jobs.ts'
import { garmentCategories } from '../domain/garment-job.ts'

/** `engine` and its `jobs`: undefined where the shop has none. */
export const garmentRpc = (
  garments: { readonly engine: string; readonly jobs: GarmentJobs } | undefined,
): ServiceImpl<typeof GarmentService> => {
  const opened = () => {
    if (!garments) throw new Fault('not-found', 'this shop has no garment engine')
    return garments
  }
  return {
    getEngine: () => ({ name: garments?.engine ?? '' }),

    async startJob({ jobId, photo, garment, category, engine, keepsResult }) {
      const { engine: own, jobs } = opened()
      if (engine !== own) return { result: { case: 'refused', value: { code: 'engine-changed' } } }
      const known = garmentCategories.find((one) => one === category)
      if (!known) throw new RangeError(`category is ${JSON.stringify(category)}, none of ${garmentCategories.join(', ')}`)
      const seed = Number.parseInt(jobId.slice(0, 7), 16) || 0
      const answer = await jobs.start({ id: jobId, person: photo, garment, category: known, seed, keepsResult })
      if (answer.outcome === 'refused') return { result: { case: 'refused', value: { code: answer.code } } }
      return { result: { case: 'started', value: messageOf(answer.job) } }
    },

    async getJob({ jobId }) {
      const { job, picture } = await opened().jobs.find(jobId)
      return { job: { ...messageOf(job), ...(picture && { picture }) } }
    },

    async dropJob({ jobId }) {
      await opened().jobs.takeBack(jobId)
      return {}
    },

    hearEngine: async ({ body, headers }) => ({ heard: await opened().jobs.hear(body, headers) }),
  }
}

const messageOf = ({ id, engine, state, ahead, percent, reason, eraseAt }: GarmentJob) => ({
  ...{ id, engine, state, reason: reason ?? '' },
  ...(ahead !== null && { ahead }),
  ...(percent !== null && { percent }),
  ...(eraseAt && { eraseAt: timestampFromDate(eraseAt) }),
})
