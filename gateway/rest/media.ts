import { createHash } from 'node:crypto'
import { create } from '@bufbuild/protobuf'
import { ImageSchema } from '@vitrine/contracts/shop/v1'
import { z } from 'zod'
import { refuse } from '../problem.ts'
import { done, type Operation, operation } from '../route-registry.ts'
import { fileOf } from '../schemas/file.ts'
import { uploadMediaInput, uploadMediaOutput } from '../schemas/admin.ts'
import type { DoorParts } from './parts.ts'

const pictureInput = z.strictObject({
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  /** `640.webp`. */
  size: z.string().regex(/^\d{2,4}\.(webp|jpg)$/),
  s: z.string().max(64).optional(),
})

export const mediaOperations = ({ peers, pictures }: DoorParts): Operation[] => [
  operation({
    name: 'picture',
    kind: 'query',
    summary: 'A public picture in one size, at an address the shop signed. It never changes.',
    input: pictureInput,
    output: fileOf('image/webp', 'image/jpeg'),
    policy: 'anyone',
    rate: 'read',
    idempotency: 'none',
    deadlineMs: 10_000,
    cache: 'none', // its own headers, below
    personal: false,
    refusals: ['wrong-signature', 'not-found'],
    rest: { method: 'GET', path: '/m/:sha256/:size' },
    graphql: 'none: the answer is a picture',
    async handler({ sha256, size, s = '' }, { within }) {
      if (!pictures.isSigned(`/m/${sha256}/${size}`, s)) return refuse('wrong-signature')
      const [width = '', format = ''] = size.split('.')
      const { bytes, contentType } = await peers.media.render({ sha256, width: Number(width), format }, within())
      return {
        status: 200,
        body: bytes,
        headers: {
          'content-type': contentType,
          'cache-control': 'public, max-age=31536000, immutable',
          etag: `"${createHash('sha1').update(bytes).digest('base64url')}"`,
          'cross-origin-resource-policy': 'cross-origin',
        },
      }
    },
  }),

  operation({
    name: 'uploadMedia',
    kind: 'mutation',
    summary: 'Takes a picture of a product: turned upright, stripped of metadata, re-encoded. Equal pictures are kept once.',
    input: uploadMediaInput,
    output: uploadMediaOutput,
    policy: 'staff:editing',
    rate: 'upload',
    idempotency: 'optional',
    deadlineMs: 15_000,
    bodyLimitBytes: 15_900_000,
    cache: 'none',
    personal: false,
    refusals: ['too-large', 'not-an-image', 'too-many-pixels', 'damaged'],
    rest: { method: 'POST', path: '/v1/media', body: 'multipart' },
    graphql: 'none: files travel as multipart forms',
    async handler({ file, purpose }, call) {
      const ownerId = call.identity.kind === 'account' ? call.identity.accountId : ''
      const { result } = await peers.media.put({ assetId: call.newId, bytes: file, purpose, ownerId }, call.within())
      if (result.case === 'put') {
        const { id, sha256, width, height } = result.value
        const image = create(ImageSchema, { sha256, width, height, alt: { fr: '', en: '' } })
        return done({ id, sha256, width, height, picture: pictures.imageOf(image, call.locale, call.apiBase) }, 201)
      }
      const known = (['too-large', 'not-an-image', 'too-many-pixels', 'damaged'] as const).find((code) => code === result.value?.code)
      return refuse(known ?? 'damaged')
    },
  }),
]
