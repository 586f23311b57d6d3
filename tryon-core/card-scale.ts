import type { Pixel } from './image.ts'
import type { Placement } from './placement.ts'
import { add, scale, subtract, unrotate, type Vec3 } from './vector.ts'

/** A bank card, from short edge to short edge, mm: ISO/IEC 7810 ID-1. */
export const cardWidthMm = 85.6

/** The middles of a card's two short edges as somebody marked them on a photo, px of it. */
export type CardEdges = readonly [Pixel, Pixel]

/**
 * How far a card stands ahead of the pupils that lies flat on the forehead, its long edge on the brows, mm: 12.3 on the heads we calibrate and
 * tune with, from 7.4 to 15.5 (largest z of each between 20 and 80 mm above the eyes). It is nearer to the camera by that, and looks larger.
 */
const aheadMm = 12.3
/** One standard deviation of that, mm: 2.5 between heads, 3 for a hand that does not press [our estimate]. */
const aheadSpreadMm = 4
/** One standard deviation of the turn of a card against the head it lies on, as a share of its width: 6 degrees [our estimate]. */
const turnSpread = 1 - Math.cos((6 * Math.PI) / 180)
/** One standard deviation of the pupils themselves, as a distance between them, mm: 0.2 to 0.3 each (docs/try-on-accuracy.md). */
const pupilsSpreadMm = 0.5

/** A far PD, and what holds the truth for 95 of 100 people, mm. */
export interface CardPd {
  readonly mm: number
  readonly errorMm: number
}

/**
 * The distance between the pupils from a card of known width on the forehead: the marked edges are looked for in the plane the card lies in, which
 * turns with the head, and the whole placement is scaled so that they are 85.60 mm apart.
 *
 * `placement`: at whatever scale; `markSpreadPx`: one standard deviation of each mark along the card, px of the photo. Undefined where the marks
 * cannot be a card: less than half or more than twice as wide as the irises say, or a PD no adult has (45 to 80 mm).
 * Error: the marks, how far ahead the card is, its turn, the pupils. About 2 mm of 62 at arm's length; nearer is worse.
 * Source: pinhole model. Limits: a card on the nose or in the air before the face is larger than it is taken for, and makes the PD small.
 */
export function cardPd(placement: Placement, edges: CardEdges, markSpreadPx: number): CardPd | undefined {
  const nearly = scaledPd(placement, edges)
  if (!(nearly > placement.pdMm / 2 && nearly < 2 * placement.pdMm)) return undefined
  const scaled = atPd(placement, nearly) // how far ahead the card is counts in true millimetres
  const mm = scaledPd(scaled, edges)
  if (!(mm >= 45 && mm <= 80)) return undefined
  const [from, to] = edges
  const marks = (Math.SQRT2 * markSpreadPx) / Math.hypot(to[0] - from[0], to[1] - from[1])
  const ahead = aheadSpreadMm / scaled.distanceMm
  return { mm, errorMm: 1.96 * Math.hypot(mm * Math.hypot(marks, ahead, turnSpread), pupilsSpreadMm) }
}

/** The PD at which the marks are a card's width apart. */
function scaledPd(placement: Placement, [from, to]: CardEdges): number {
  const [a, b] = [onCard(placement, from), onCard(placement, to)]
  return a && b ? (placement.pdMm * cardWidthMm) / Math.hypot(...subtract(b, a)) : Number.NaN
}

/** Where the sight of a pixel meets the card's plane, frame coordinates. */
function onCard({ camera, rotation, t }: Placement, [u, v]: Pixel): Vec3 | undefined {
  const sight = unrotate(rotation, [(u - camera.cx) / camera.f, -(v - camera.cy) / camera.f, -1])
  const eye = unrotate(rotation, scale(t, -1))
  const along = (aheadMm - eye[2]) / sight[2]
  return along > 0 ? add(eye, scale(sight, along)) : undefined
}

/** The same placement where the pupils are known to be so far apart. */
export function atPd(placement: Placement, pdMm: number): Placement {
  const by = pdMm / placement.pdMm
  const { t, distanceMm, faceWidthMm, templeHalfMm } = placement
  return {
    ...placement,
    ...{ pdMm, t: scale(t, by), distanceMm: distanceMm * by, faceWidthMm: faceWidthMm * by, templeHalfMm: templeHalfMm * by },
  }
}
