import { z } from 'zod'
import { id } from './shapes.ts'

export const tryOnFrameInput = z.strictObject({ variantId: id })

/**
 * A frame in millimetres, enough to draw it on a face: no file to load. `colours` are sRGB, 0 to 255; two of them make a pattern
 * (`tortoise`). `lensOpacity` 0 to 1, of the top where `lensGradient`; `lensMirror` is the colour a mirrored lens throws back.
 */
export const tryOnFrameOutput = z.object({
  variantId: id,
  productId: id,
  slug: z.string(),
  name: z.string(),
  shape: z.enum(['round', 'panto', 'square', 'rectangle', 'cat', 'aviator', 'oval']),
  rim: z.enum(['full', 'semi', 'rimless']),
  lensWidthMm: z.number(),
  lensHeightMm: z.number(),
  bridgeMm: z.number(),
  templeMm: z.number(),
  frameWidthMm: z.number(),
  rimMm: z.number(),
  thicknessMm: z.number(),
  wrapDegrees: z.number(),
  material: z.string(),
  pattern: z.enum(['plain', 'tortoise', 'clear', 'metal']),
  colours: z.array(z.tuple([z.int(), z.int(), z.int()])).min(1),
  gloss: z.number(),
  lensColour: z.tuple([z.int(), z.int(), z.int()]),
  lensOpacity: z.number(),
  lensGradient: z.boolean(),
  lensMirror: z.tuple([z.int(), z.int(), z.int()]).optional(),
  /** A 3D file somebody made of it, at `/v1/try-on/models/{sha256}`: drawn live in place of the numbers. */
  modelSha256: z.string().optional(),
})
export type TryOnFrame = z.infer<typeof tryOnFrameOutput>

export const tryOnModelInput = z.strictObject({ sha256: z.string().regex(/^[0-9a-f]{64}$/) })

/** A glTF 2.0 binary for one saved variant, whose numbers it is held against. */
export const putTryOnModelInput = z.strictObject({ file: z.instanceof(Uint8Array), variantIds: z.array(id).length(1) })
export const putTryOnModelOutput = z.object({
  sha256: z.string(),
  triangles: z.int(),
  frontWidthMm: z.number(),
  frontHeightMm: z.number(),
  depthMm: z.number(),
})
export type KeptTryOnModel = z.infer<typeof putTryOnModelOutput>

/** The middles of the two short edges of a bank card on the forehead: x, y, x, y, as shares of the upright photo. In a form: with commas. */
const card = z.array(z.number().min(0).max(1)).length(4).optional()

/** One photo, up to four frames. Nothing is kept. `consent` `face-measures` asks for width and shape of the face too. */
export const tryOnPhotoInput = z.strictObject({
  photo: z.instanceof(Uint8Array),
  variantIds: z.array(id).min(1).max(4),
  pdMm: z.number().min(40).max(80).optional(),
  card,
  fovDegrees: z.number().min(20).max(120).optional(),
  consent: z.enum(['face-measures']).optional(),
})

const pixel = z.object({ x: z.number(), y: z.number() })
const point = pixel.extend({ mm: z.tuple([z.number(), z.number(), z.number()]) })

/** `pdErrorMm` holds the truth for 95 of 100 people. `average` is a guess from people at large. Width and shape only with consent. */
const measures = {
  pdMm: z.number(),
  pdErrorMm: z.number(),
  leftPdMm: z.number().optional(),
  rightPdMm: z.number().optional(),
  method: z.enum(['typed', 'card', 'iris', 'average']),
  faceWidthMm: z.number().optional(),
  faceWidthErrorMm: z.number().optional(),
  shape: z.array(z.object({ name: z.string(), p: z.number() })).optional(),
}

/** What is said about a frame on a face: front against face, eyes against the middle of the lenses. */
export const fitCodes = ['wider', 'narrower', 'width-good', 'eyes-inside', 'eyes-outside', 'eyes-centred'] as const

/** `images[].data` is a JPEG in base64, `fit` how the frame suits the face: nothing where `method` is `average`. `pose` in degrees; `pupils` in pixels of the photo, image-left first (settled 46). */
export const tryOnPhotoOutput = z.object({
  images: z.array(z.object({ variantId: id, data: z.string(), fit: z.array(z.object({ code: z.enum(fitCodes), mm: z.number() })) })),
  measures: z.object(measures),
  pose: z.object({ yaw: z.number(), pitch: z.number(), roll: z.number() }),
  pupils: z.tuple([pixel, pixel]),
  points: z.array(
    z.object({
      variantId: id,
      bridge: point,
      lensRight: point,
      lensLeft: point,
      hingeRight: point,
      hingeLeft: point,
      earRight: point,
      earLeft: point,
    }),
  ),
  quality: z.object({ sharpness: z.number(), brightness: z.number(), eyesPx: z.number() }),
})
export type TryOnPhoto = z.infer<typeof tryOnPhotoOutput>

/** One photo, nothing kept. */
export const tryOnMeasuresInput = z.strictObject({
  photo: z.instanceof(Uint8Array),
  card,
  fovDegrees: z.number().min(20).max(120).optional(),
  consent: z.enum(['face-measures']).optional(),
})
export const tryOnMeasuresOutput = z.object({
  ...measures,
  pose: z.object({ yaw: z.number(), pitch: z.number(), roll: z.number() }),
  pupils: z.tuple([pixel, pixel]),
})
