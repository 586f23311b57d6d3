import type { MessageInitShape } from '@bufbuild/protobuf'
import type { ServiceImpl } from '@connectrpc/connect'
import type { MediaService, PutResponseSchema } from '@vitrine/contracts/media/v1'
import type { Clock } from '@vitrine/platform/clock/clock'
import { type AcceptOutcome, acceptPicture, type Darkroom, type PictureFiles, type PictureStore } from '../application/accept-picture.ts'
import { removePicture, renderPicture } from '../application/render-picture.ts'

interface Needs {
  readonly darkroom: Darkroom
  readonly store: PictureStore
  readonly files: PictureFiles
  readonly clock: Clock
}

export const mediaRpc = (needs: Needs): ServiceImpl<typeof MediaService> => ({
  put: async ({ assetId, bytes, purpose, ownerId }) =>
    toMessage(await acceptPicture(needs, { assetId, bytes, purpose, ownerId, how: 're-encode' })),
  importMaster: async ({ assetId, webp, purpose }) =>
    toMessage(await acceptPicture(needs, { assetId, bytes: webp, purpose, ownerId: '', how: 'as-is' })),
  async render(asked) {
    const { bytes, contentType } = await renderPicture(needs, asked)
    return { bytes: new Uint8Array(bytes), contentType }
  },
  async describe({ sha256s }) {
    if (sha256s.length > 200) throw new RangeError('at most 200 pictures are described at once')
    return { assets: await needs.store.describe(sha256s) }
  },
  async delete({ assetId }) {
    await removePicture(needs, assetId)
    return {}
  },
})

function toMessage(outcome: AcceptOutcome): MessageInitShape<typeof PutResponseSchema> {
  switch (outcome.outcome) {
    case 'accepted':
      return { result: { case: 'put', value: outcome.asset } }
    case 'refused':
      return { result: { case: 'refused', value: { code: outcome.code } } }
  }
}
