import { MediaService } from '@vitrine/contracts/media/v1'
import type { Service } from '@vitrine/platform/service'
import { pictureFiles } from './adapters/picture-files.ts'
import { sharpDarkroom } from './adapters/sharp-darkroom.ts'
import { mediaChecks, sqlPictureStore } from './adapters/sql-picture-store.ts'
import { mediaRpc } from './api/media-rpc.ts'

/** Takes pictures in, keeps them, and gives them out in the size asked for. */
export const media = {
  name: 'media',
  migrations: 'services/media/migrations',
  hears: [],
  checks: mediaChecks,
  books: {},
  start({ pool, clock, files }) {
    const rpc = mediaRpc({ darkroom: sharpDarkroom(), store: sqlPictureStore(pool), files: pictureFiles(files), clock })
    return { routes: (router) => router.service(MediaService, rpc) }
  },
} satisfies Service
