import type { FitRemark, Measured, Rendered } from '@vitrine/contracts/tryon/v1'
import { frameAnswer, frameMessage } from '../answers/frame-answer.ts'
import { operations } from '../client.ts'
import { type ProblemCode, refuse, type Refusal } from '../problem.ts'
import { done, type Operation, operation } from '../route-registry.ts'
import { fitCodes, type TryOnPhoto, tryOnMeasuresInput, tryOnMeasuresOutput } from '../schemas/try-on.ts'
import type { DoorParts } from './parts.ts'

const faceRefusals = ['no-face', 'several-faces', 'face-too-small', 'face-turned-away', 'too-dark', 'blurred', 'eyes-closed'] as const
export const photoRefusals = [
  ...faceRefusals,
  'not-an-image',
  'too-large',
  'too-many-pixels',
  'unavailable',
] as const satisfies ProblemCode[]

const photographing = {
  policy: 'anyone',
  rate: 'upload',
  idempotency: 'none', // nothing is kept, not even an answer
  deadlineMs: 15_000,
  bodyLimitBytes: 10_600_000,
  cache: 'none',
  personal: true,
  graphql: 'none: photos travel as multipart forms',
} as const

export const tryOnOperations = ({ peers }: DoorParts): Operation[] => [
  operation({
    ...operations.tryOnFrame,
    name: 'tryOnFrame',
    summary: 'A frame in millimetres, enough to draw it on a face in the browser.',
    policy: 'anyone',
    rate: 'read',
    idempotency: 'none',
    deadlineMs: 2_000,
    cache: 'etag',
    personal: false,
    refusals: ['not-found'],
    rest: { method: 'GET', path: '/v1/try-on/frames/:variantId' },
    graphql: 'field',
    async handler({ variantId }, { locale, within }) {
      const { variants } = await peers.catalog.getVariants({ variantIds: [variantId] }, within())
      const variant = variants.find(({ onSale }) => onSale)
      const frame = variant && frameAnswer(variant, locale)
      return frame ? done(frame) : refuse('not-found')
    },
  }),

  operation({
    ...operations.tryOnPhoto,
    ...photographing,
    name: 'tryOnPhoto',
    summary: 'A photo with up to four frames on the face in it. Nothing is kept.',
    refusals: ['not-found', ...photoRefusals],
    rest: { method: 'POST', path: '/v1/try-on/photos', body: 'multipart' },
    async handler({ photo, variantIds, pdMm, card, fovDegrees, consent }, { locale, within }) {
      const { variants } = await peers.catalog.getVariants({ variantIds }, within())
      const known = new Map(variants.filter(({ onSale }) => onSale).map((variant) => [variant.variantId, frameAnswer(variant, locale)]))
      const frames = variantIds.map((id) => known.get(id))
      if (frames.some((frame) => !frame)) return refuse('not-found')
      const { result } = await peers.tryon.renderPhoto(
        {
          photo,
          frames: frames.flatMap((frame) => (frame ? [frameMessage(frame)] : [])),
          ...(pdMm !== undefined && { pdMm }),
          ...marksOf(card),
          ...(fovDegrees !== undefined && { fovDegrees }),
          faceMeasures: consent === 'face-measures',
        },
        within(),
      )
      if (result.case === 'rendered') return done(photoAnswer(result.value))
      return refusalOfPhoto(result.value?.code)
    },
  }),

  operation({
    ...photographing,
    name: 'tryOnMeasures',
    kind: 'mutation',
    summary: 'The distance between the pupils with its error bar; sizes and shape of the face only with consent. Nothing is kept.',
    input: tryOnMeasuresInput,
    output: tryOnMeasuresOutput,
    refusals: photoRefusals,
    rest: { method: 'POST', path: '/v1/try-on/measures', body: 'multipart' },
    async handler({ photo, card, fovDegrees, consent }, { within }) {
      const asked = { photo, ...marksOf(card), ...(fovDegrees !== undefined && { fovDegrees }), faceMeasures: consent === 'face-measures' }
      const { result } = await peers.tryon.measureFace(asked, within())
      if (result.case !== 'measured') return refusalOfPhoto(result.value?.code)
      return done({ ...measuresOf(result.value), pose: poseOf(result.value), pupils: pupilsOf(result.value) })
    },
  }),
]

/** A refusal of the service, known to this version. */
export function refusalOfPhoto(code: string | undefined): Refusal {
  const known = photoRefusals.find((one) => one === code)
  if (!known) throw new Error(`try-on refused with a code this version does not know: ${code}`)
  return refuse(known)
}

function marksOf(card: readonly number[] | undefined) {
  const [fromX = 0, fromY = 0, toX = 0, toY = 0] = card ?? []
  return card && { card: { fromX, fromY, toX, toY } }
}

type Seen = Rendered | Measured

function measuresOf({ measures }: Seen) {
  if (!measures) throw new Error('try-on left the measures out')
  const { pdMm, pdErrorMm, leftPdMm, rightPdMm, method, faceWidthMm, faceWidthErrorMm, shape } = measures
  return {
    ...{ pdMm, pdErrorMm, leftPdMm, rightPdMm },
    method: (['typed', 'card', 'iris', 'average'] as const).find((one) => one === method) ?? 'average',
    ...(faceWidthMm !== undefined && { faceWidthMm }),
    ...(faceWidthErrorMm !== undefined && { faceWidthErrorMm }),
    ...(shape.length > 0 && { shape: shape.map(({ name, share }) => ({ name, p: share })) }),
  }
}

const poseOf = ({ pose }: Seen) => ({ yaw: pose?.yaw ?? 0, pitch: pose?.pitch ?? 0, roll: pose?.roll ?? 0 })

function pupilsOf({ pupils }: Seen): TryOnPhoto['pupils'] {
  const [left, right] = pupils
  if (!left || !right) throw new Error('try-on left the pupils out')
  return [
    { x: left.x, y: left.y },
    { x: right.x, y: right.y },
  ]
}

const pointNames = ['bridge', 'lensRight', 'lensLeft', 'hingeRight', 'hingeLeft', 'earRight', 'earLeft'] as const

/** A remark this version has no words for is left out. */
function remarkOf({ code, mm }: FitRemark): TryOnPhoto['images'][0]['fit'] {
  const known = fitCodes.find((one) => one === code)
  return known ? [{ code: known, mm }] : []
}

function photoAnswer(rendered: Rendered): TryOnPhoto {
  const { images, quality } = rendered
  return {
    images: images.map(({ variantId, jpeg, fit }) => ({
      variantId,
      data: Buffer.from(jpeg).toString('base64'),
      fit: fit.flatMap(remarkOf),
    })),
    measures: measuresOf(rendered),
    pose: poseOf(rendered),
    pupils: pupilsOf(rendered),
    points: images.map(({ variantId, points }) => {
      const placed = new Map(points.map(({ name, px, xMm, yMm, zMm }) => [name, { x: px?.x ?? 0, y: px?.y ?? 0, mm: [xMm, yMm, zMm] }]))
      const lost = pointNames.find((name) => !placed.has(name))
      if (lost) throw new Error(`try-on left the point ${lost} out`)
      return { variantId, ...Object.fromEntries(placed) } as TryOnPhoto['points'][number] // none is lost
    }),
    quality: { sharpness: 1 - (quality?.blur ?? 0), brightness: quality?.brightness ?? 0, eyesPx: quality?.eyesPx ?? 0 },
  }
}
