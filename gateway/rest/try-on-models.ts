import { frameAnswer, frameMessage } from '../answers/frame-answer.ts'
import { refuse } from '../problem.ts'
import { done, type Operation, operation } from '../route-registry.ts'
import { fileOf } from '../schemas/file.ts'
import { putTryOnModelInput, putTryOnModelOutput, tryOnModelInput } from '../schemas/try-on.ts'
import type { DoorParts } from './parts.ts'

const refusals = ['not-a-model', 'too-large', 'too-many-triangles', 'wrong-size'] as const

/** 3D files of frames: staff put them, the mirror of a shopper loads them. */
export const tryOnModelOperations = ({ peers }: DoorParts): Operation[] => [
  operation({
    name: 'tryOnModel',
    kind: 'query',
    summary: 'A 3D file of a frame (glTF 2.0 binary), by its hash. It never changes.',
    input: tryOnModelInput,
    output: fileOf('model/gltf-binary'),
    policy: 'anyone',
    rate: 'read',
    idempotency: 'none',
    deadlineMs: 5_000,
    cache: 'none', // its own headers, below
    personal: false,
    refusals: ['not-found'],
    rest: { method: 'GET', path: '/v1/try-on/models/:sha256' },
    graphql: 'none: the answer is a file',
    async handler({ sha256 }, { within }) {
      const { glb } = await peers.tryon.getModel({ sha256 }, within())
      return {
        status: 200,
        body: glb,
        headers: {
          'content-type': 'model/gltf-binary',
          'cache-control': 'public, max-age=31536000, immutable',
          etag: `"${sha256}"`,
          'cross-origin-resource-policy': 'cross-origin',
        },
      }
    },
  }),

  operation({
    name: 'putTryOnModel',
    kind: 'mutation',
    summary:
      'Takes a 3D file of a saved variant, held against its numbers. The variant shows it once its attribute `modelSha256` names it.',
    input: putTryOnModelInput,
    output: putTryOnModelOutput,
    policy: 'staff:editing',
    rate: 'upload',
    idempotency: 'optional',
    deadlineMs: 15_000,
    bodyLimitBytes: 2_200_000,
    cache: 'none',
    personal: false,
    refusals: ['not-found', ...refusals],
    rest: { method: 'POST', path: '/v1/admin/try-on/models', body: 'multipart' },
    graphql: 'none: files travel as multipart forms',
    async handler({ file, variantIds }, { locale, within }) {
      const { variants } = await peers.catalog.getVariants({ variantIds }, within())
      const frame = variants[0] && frameAnswer(variants[0], locale)
      if (!frame) return refuse('not-found')
      const { result } = await peers.tryon.putModel({ glb: file, frame: frameMessage(frame) }, within())
      const { frontWidth: frontWidthMm = 0, frontHeight: frontHeightMm = 0, depth: depthMm = 0 } = result.value?.size ?? {}
      if (result.case === 'kept') {
        const { sha256, triangles } = result.value
        return done({ sha256, triangles, frontWidthMm, frontHeightMm, depthMm })
      }
      const code = refusals.find((one) => one === result.value?.code) ?? 'not-a-model'
      return refuse(code, code === 'wrong-size' ? { frontWidthMm, frontHeightMm, depthMm } : undefined)
    },
  }),
]
