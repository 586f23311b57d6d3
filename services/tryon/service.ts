import { randomBytes } from 'node:crypto'
import { availableParallelism } from 'node:os'
import { fromJson, type JsonValue } from '@bufbuild/protobuf'
import { AccountErasedSchema } from '@vitrine/contracts/accounts/v1/events'
import { TryOnService } from '@vitrine/contracts/tryon/v1'
import { GarmentService } from '@vitrine/contracts/tryon/v1/garments'
import { KeptMeasuresService } from '@vitrine/contracts/tryon/v1/kept-measures'
import { ShareService } from '@vitrine/contracts/tryon/v1/shares'
import type { Service } from '@vitrine/platform/service'
import { openGarmentEngine } from './adapters/open-garment-engine.ts'
import { sealedFaces } from './adapters/sealed-faces.ts'
import { sharpPictures } from './adapters/sharp-pictures.ts'
import { sqlGarmentJobStore } from './adapters/sql-garment-job-store.ts'
import { measuresKey, sqlMeasureStore } from './adapters/sql-measure-store.ts'
import { sqlShareStore } from './adapters/sql-share-store.ts'
import { workerFaceReader } from './adapters/worker-face-reader.ts'
import { garmentRpc } from './api/garment-rpc.ts'
import { keptMeasuresRpc } from './api/kept-measures-rpc.ts'
import { shareRpc } from './api/share-rpc.ts'
import { tryOnRpc } from './api/try-on-rpc.ts'
import { garmentJobs } from './application/garment-jobs.ts'
import { forgetShares, sweepShares } from './application/share-frames.ts'
import { sweepGarments } from './application/sweep-garments.ts'

/**
 * Puts glasses on the face of a photo or a live stream, measures it, keeps 3D files of frames, shares frames by links, keeps measures for whoever
 * agrees, and has garments put on people by an engine outside.
 */
export const tryon = {
  name: 'tryon',
  migrations: 'services/tryon/migrations',
  hears: [AccountErasedSchema.typeName],
  checks: [
    {
      invariant: 'I10 kept measures are sealed',
      text: `
        select 'measures of ' || account_id || ' are not sealed' from tryon.kept_measures
        where length(sealed) <= 28 or position('Mm"'::bytea in sealed) > 0 or position('"pd"'::bytea in sealed) > 0`,
    },
  ],
  books: {},
  async start({ pool, clock, asset, files, settings, http }) {
    const key = measuresKey(settings['TRYON_KEY'])
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
    const faces = sealedFaces(files, randomBytes)
    const sharing = { shares: sqlShareStore(pool), faces, pictures: sharpPictures, reader, clock }
    const measures = sqlMeasureStore(pool, key, randomBytes)
    return {
      routes: (router) => {
        router.service(TryOnService, tryOnRpc({ pictures: sharpPictures, reader, streams: reader, files }))
        router.service(GarmentService, garmentRpc(engine && jobs && { engine: engine.name, jobs }))
        router.service(ShareService, shareRpc(sharing))
        router.service(KeptMeasuresService, keptMeasuresRpc({ measures, clock }))
      },
      handlers: {
        [AccountErasedSchema.typeName]: async ({ body }, tx) => {
          const { accountId } = fromJson(AccountErasedSchema, body as JsonValue)
          await sqlMeasureStore(tx, key, randomBytes).remove(accountId)
          await forgetShares({ shares: sqlShareStore(tx), faces }, accountId)
        },
      },
      jobs: [
        { name: 'idle face readers end', everyMs: 5_000, run: () => reader.tidy() },
        // Without an engine too: what one made before it was taken away is erased in its time.
        { name: 'garments are erased', everyMs: 30_000, run: () => sweepGarments({ store, files, clock, jobs }) },
        { name: 'shares end', everyMs: 30_000, run: () => sweepShares(sharing) },
        { name: 'kept measures end', everyMs: 3_600_000, run: () => measures.removeOver(clock()) },
        ...(jobs ? [{ name: 'garment jobs move on', everyMs: 1_000, run: () => jobs.advance() }] : []),
      ],
      async stop() {
        await jobs?.stop()
        await reader.stop()
      },
    }
  },
} satisfies Service
