import { availableParallelism } from 'node:os'
import { TryOnService } from '@vitrine/contracts/tryon/v1'
import type { Service } from '@vitrine/platform/service'
import { sharpPictures } from './adapters/sharp-pictures.ts'
import { workerFaceReader } from './adapters/worker-face-reader.ts'
import { tryOnRpc } from './api/try-on-rpc.ts'

/** Puts glasses on the face of a photo or a live stream, and measures it. */
export const tryon = {
  name: 'tryon',
  migrations: 'services/tryon/migrations',
  hears: [],
  checks: [],
  books: {},
  start({ clock, asset }) {
    const reader = workerFaceReader({
      entry: asset('services/tryon/adapters/face-worker.ts'),
      models: `${asset('tryon-core/models').href}/`,
      averageHead: asset('tryon-core/data/average-head.bin').href,
      clock,
      threads: availableParallelism(),
    })
    return {
      routes: (router) => router.service(TryOnService, tryOnRpc({ pictures: sharpPictures, reader, streams: reader })),
      jobs: [{ name: 'idle face readers end', everyMs: 5_000, run: () => reader.tidy() }],
      stop: () => reader.stop(),
    }
  },
} satisfies Service
