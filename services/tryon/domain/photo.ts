/** What a photo may be: bytes as sent, pixels as decoded, and the longest side a face is read and drawn at (try-on design, sections 1 and 2). */
export const photoLimits = { bytes: 10 * 1024 * 1024, pixels: 50_000_000, drawnSidePx: 1600 } as const

/** Why a photo cannot be tried on. Those of the picture itself come first; the others are told about the face in it. */
export const photoRefusals = [
  'not-an-image',
  'too-large',
  'too-many-pixels',
  'no-face',
  'several-faces',
  'face-too-small',
  'face-turned-away',
  'too-dark',
  'blurred',
  'eyes-closed',
] as const
export type PhotoRefusal = (typeof photoRefusals)[number]

export interface Refused {
  readonly outcome: 'refused'
  readonly code: PhotoRefusal
}

export const refused = (code: PhotoRefusal): Refused => ({ outcome: 'refused', code })

/** What the shopper says about a photo. Both in the ranges of `checkWish`. */
export interface PhotoWish {
  readonly pdMm: number | undefined
  readonly fovDegrees: number | undefined
}

/** PD of anybody (TRY-5: 40 to 80 mm, below 45 under 16; how old somebody is is not asked) and cameras people have. Throws RangeError naming what cannot be. */
export function checkWish({ pdMm, fovDegrees }: PhotoWish): void {
  if (pdMm !== undefined && !(pdMm >= 40 && pdMm <= 80)) throw new RangeError(`pd_mm is ${pdMm}, not within 40 to 80`)
  if (fovDegrees !== undefined && !(fovDegrees >= 20 && fovDegrees <= 120))
    throw new RangeError(`fov_degrees is ${fovDegrees}, not within 20 to 120`)
}

/** The middles of the two short edges of a bank card on the forehead, as shares of the upright photo: x and y of one, x and y of the other. */
export type CardMarks = readonly [number, number, number, number]

/** Throws RangeError for a mark beside the photo. */
export function checkMarks(card: CardMarks | undefined): void {
  if (card && !card.every((share) => share >= 0 && share <= 1))
    throw new RangeError(`card is marked at ${card.join(', ')}, not within 0 to 1`)
}

/** Most frames on one photo. */
export const mostFrames = 4
