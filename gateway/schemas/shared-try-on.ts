import { z } from 'zod'
import { at, id } from './shapes.ts'
import { tryOnFrameOutput } from './try-on.ts'

/**
 * Frames that were tried on, to be shown by a link. `photo` only together with `consent` `share-face`: the frames are then drawn on it, and those
 * pictures stay for 24 hours. The photo itself is kept nowhere.
 */
export const shareTryOnInput = z.strictObject({
  variantIds: z.array(id).min(1).max(4),
  photo: z.instanceof(Uint8Array).optional(),
  pdMm: z.number().min(40).max(80).optional(),
  consent: z.enum(['share-face']).optional(),
})
/** `shareId` opens it, `ownId` ends it: told once, and kept as hashes. `faceUntil` only where a face is in it. */
export const shareTryOnOutput = z.object({ shareId: id, ownId: id, url: z.string(), expiresAt: at, faceUntil: at.optional() })
export type NewSharedTryOn = z.infer<typeof shareTryOnOutput>

export const sharedTryOnInput = z.strictObject({ shareId: id })
/** `frames` that are still sold, of `shared` ones. `faces`: JPEG in base64, one for each frame; none without a face, or once `faceUntil` is over. */
export const sharedTryOnOutput = z.object({
  frames: z.array(tryOnFrameOutput),
  shared: z.int(),
  expiresAt: at,
  faceUntil: at.optional(),
  faces: z.array(z.object({ variantId: id, data: z.string() })),
})
export type SharedTryOn = z.infer<typeof sharedTryOnOutput>

/** `id`: the `ownId`, or that of the caller's own list in `/v1/me/data`. */
export const endSharedTryOnInput = z.strictObject({ id })
export const endSharedTryOnOutput = z.object({ ended: z.literal(true) })

/** In the list of an account: `id` ends it and opens nothing. */
export const ownSharedTryOn = z.object({ id, variantIds: z.array(id), at, expiresAt: at, faceUntil: at.optional() })
