import { availableParallelism } from 'node:os'
import { TryOnService } from '@vitrine/contracts/tryon/v1'
import { GarmentService } from '@vitrine/contracts/tryon/v1/garments'
import type { Service } from '@vitrine/platform/service'
import { openGarmentEngine } from './adapters/open-garment-engine.ts'
import { sharpPictures } from './adapters/sharp-pictures.ts'
import { sqlGarmentJobStore } from './adapters/sql-garment-job-store.ts'
import { workerFaceReader } from './adapters/worker-face-reader.ts'
import { garmentRpc } from './api/garment-rpc.ts'
import { tryOnRpc } from './api/try-on-rpc.ts'
import { garmentJobs } from './application/garment-jobs.ts'
import { sweepGarments } from './application/sweep-garments.ts'

/**
 * Puts glasses on the face of a photo or a live stream, measures it, keeps 3D files of frames, and has garments put on people by an engine
 * outside.
 */
export const tryon = {
  name: 'tryon',
  migrations: 'services/tryon/migrations',
  hears: [],
  checks: [],
  books: {},
  async start({ pool, clock, asset, files, settings, http }) {
    const reader = workerFaceReader({
      entry: asset('services/tryon/adapters/face-worker.ts'),
      models: `${asset('tryon-core/models').href}/`,
      averageHead: asset('tryon-core/data/average-head.bin').href,
      clock,
      threads: availableParallelism(),
    })
    const engine = await openGarmentEngine({ settings, http })
    const store = sqlGarmentJobStore(pool)
    const jobs = engine && garmentJobs({ engine, store, pictures: sharpPictures, files, clock })
    return {
      routes: (router) => {
        router.service(TryOnService, tryOnRpc({ pictures: sharpPictures, reader, streams: reader, files }))
        router.service(GarmentService, garmentRpc(engine && jobs && { engine: engine.name, jobs }))
      },
      jobs: [
        { name: 'idle face readers end', everyMs: 5_000, run: () => reader.tidy() },
        // Without an engine too: what one made before it was taken away is erased in its time.
        { name: 'garments are erased', everyMs: 30_000, run: () => sweepGarments({ store, files, clock, jobs }) },
        ...(jobs ? [{ name: 'garment jobs move on', everyMs: 1_000, run: () => jobs.advance() }] : []),
      ],
      async stop() {
        await jobs?.stop()
        await reader.stop()
      },
    }
  },
} satisfies Service
