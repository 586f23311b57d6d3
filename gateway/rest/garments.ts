import { timestampDate } from '@bufbuild/protobuf/wkt'
import type { VariantRecord } from '@vitrine/contracts/catalog/v1'
import type { GarmentJob as GarmentJobMessage } from '@vitrine/contracts/tryon/v1/garments'
import { z } from 'zod'
import { widths } from '../answers/picture-addresses.ts'
import { operations } from '../client.ts'
import { type ProblemCode, refuse } from '../problem.ts'
import { done, type Operation, operation } from '../route-registry.ts'
import { garmentCategoryOf, type GarmentJob, garmentReasons, garmentStates } from '../schemas/garment.ts'
import type { DoorParts } from './parts.ts'

const photoRefusals = ['not-an-image', 'too-large', 'too-many-pixels', 'engine-changed'] as const satisfies ProblemCode[]

/** Enough for every engine known, which draw at most 1024 px a side. */
const garmentWidthPx = 960

const ofOneJob = { policy: 'anyone', idempotency: 'none', deadlineMs: 5_000, cache: 'none', personal: true } as const

export const garmentOperations = ({ peers }: DoorParts): Operation[] => [
  operation({
    ...operations.garmentEngine,
    name: 'garmentEngine',
    summary: 'What shows clothes on photos here, if anything does. It is named before each use.',
    policy: 'anyone',
    rate: 'read',
    idempotency: 'none',
    deadlineMs: 2_000,
    cache: 'none',
    personal: false,
    refusals: [],
    rest: { method: 'GET', path: '/v1/try-on/engine' },
    graphql: 'field',
    async handler(_, { within }) {
      const { name } = await peers.garments.getEngine({}, within())
      return done(name ? { name } : {})
    },
  }),

  operation({
    ...operations.startGarment,
    ...ofOneJob,
    name: 'startGarment',
    summary: 'Sends a photo and a garment to the engine named, with the consent to that one. The photo is gone when the job ends.',
    rate: 'picture',
    deadlineMs: 15_000,
    bodyLimitBytes: 10_600_000,
    refusals: ['not-found', 'consent-needed', ...photoRefusals, 'unavailable'],
    rest: { method: 'POST', path: '/v1/try-on/garments', body: 'multipart' },
    graphql: 'none: photos travel as multipart forms',
    async handler({ photo, variantId, engine, consent, keep, category }, { newId, within }) {
      if (!consent) return refuse('consent-needed')
      const { variants } = await peers.catalog.getVariants({ variantIds: [variantId] }, within())
      const variant = variants.find(({ onSale }) => onSale)
      const kind = variant && (category ?? garmentCategoryOf[String(variant.attributes?.['garment'])])
      const image = variant?.image
      if (variant?.kind !== 'apparel' || !kind || !image) return refuse('not-found')
      const { bytes: garment } = await peers.media.render({ sha256: image.sha256, width: widthOf(image), format: 'jpg' }, within())
      const asked = { jobId: newId, photo, garment, category: kind, engine, keepsResult: keep === '24h' }
      const { result } = await peers.garments.startJob(asked, within())
      if (result.case === 'started') return done(jobAnswer(result.value), 202)
      const known = photoRefusals.find((code) => code === result.value?.code)
      if (!known) throw new Error(`try-on refused with a code this version does not know: ${result.value?.code}`)
      return refuse(known)
    },
  }),

  operation({
    ...operations.garmentJob,
    ...ofOneJob,
    name: 'garmentJob',
    summary: 'How far a garment on a photo is, and the picture once it is there. Whoever knows the id may ask.',
    rate: 'read',
    refusals: ['not-found'],
    rest: { method: 'GET', path: '/v1/try-on/garments/:jobId' },
    graphql: 'field',
    async handler({ jobId }, { within }) {
      const { job } = await peers.garments.getJob({ jobId }, within())
      return job ? done(jobAnswer(job)) : refuse('not-found')
    },
  }),

  operation({
    ...operations.dropGarment,
    ...ofOneJob,
    name: 'dropGarment',
    summary: 'Stops a garment job, or erases its picture. Twice is once.',
    rate: 'write',
    refusals: [],
    rest: { method: 'DELETE', path: '/v1/try-on/garments/:jobId' },
    graphql: 'field',
    async handler({ jobId }, { within }) {
      await peers.garments.dropJob({ jobId }, within())
      return done({ id: jobId })
    },
  }),

  operation({
    name: 'hearGarmentEngine',
    kind: 'mutation',
    summary: 'Takes what a garment engine tells: that a job of it has ended.',
    input: z.strictObject({ body: z.instanceof(Uint8Array), headers: z.record(z.string(), z.string()) }),
    output: z.object({ received: z.literal(true) }),
    policy: 'anyone', // the signature over the raw bytes says who it is
    rate: 'webhook',
    idempotency: 'none',
    deadlineMs: 5_000,
    bodyLimitBytes: 262_144,
    cache: 'none',
    personal: true,
    refusals: ['forged-webhook', 'not-found'],
    rest: { method: 'POST', path: '/v1/webhooks/garment-engine', body: 'raw' },
    graphql: 'none: engines speak plain HTTP, signed over the raw body',
    async handler({ body, headers }, { within }) {
      const { heard } = await peers.garments.hearEngine({ body, headers }, within())
      return heard ? done({ received: true as const }) : refuse('forged-webhook')
    },
  }),
]

/** Media gives out no size above the master's. */
const widthOf = ({ width }: NonNullable<VariantRecord['image']>): number =>
  widths.findLast((one) => one <= Math.min(width, garmentWidthPx)) ?? widths[0]

function jobAnswer({ id, engine, state, ahead, percent, reason, picture, eraseAt }: GarmentJobMessage): GarmentJob {
  const known = garmentStates.find((one) => one === state)
  const why = garmentReasons.find((one) => one === reason)
  if (!known) throw new Error(`try-on told a state this version does not know: ${state}`)
  return {
    ...{ id, engine, state: known },
    ...(ahead !== undefined && { ahead }),
    ...(percent !== undefined && { percent }),
    ...(why && { reason: why }),
    ...(picture.length > 0 && { image: Buffer.from(picture).toString('base64') }),
    ...(eraseAt && { eraseAt: timestampDate(eraseAt).toISOString() }),
  }
}
