import type { Face } from './face-pipeline.ts'
import { coarsestWidthMm } from './face-shape-match.ts'
import { median } from './median.ts'
import { averagePd, leaningSpread } from './leaning-pd.ts'
import type { Placement } from './placement.ts'
import { scale, unrotate } from './vector.ts'

/** One standard deviation of one reading, mm: 1.3 over all pictures of fresh heads, more where eyes look aside (docs/try-on-accuracy.md). */
const fitSpreadMm = 1.4
/** What a typed PD is off by, mm, 95 %: opticians measure to half a millimetre. */
const typedErrorMm = 0.5
/** What the average PD is off by, mm: 95 of 100 adults. */
const averageErrorMm = 7.1

export interface PupillaryDistance {
  /** Far PD: what glasses are made for. */
  readonly mm: number
  /** Holds the truth for 95 of 100 people. */
  readonly errorMm: number
  readonly method: Placement['pdSource']
}

/** A PD, and how it is known. */
export type PdReading = Pick<Placement, 'pdMm' | 'pdSource' | 'irisShare'>

/**
 * The distance between the pupils with its error bar, from one or more readings of one face, all of one method.
 *
 * For irises: `1.96 * sqrt((0.043 PD)^2 + fit^2)`, about 5.9 mm, because people's irises differ and no software removes that, and up to 7.6 mm the more the
 * reading leans on what was expected (`leaningSpread`). Takes the median; readings at |yaw| and |pitch| over 8 degrees should be left out by the caller. Not for ordering lenses.
 */
export function pupillaryDistance(readings: readonly PdReading[]): PupillaryDistance {
  const [first] = readings
  if (!first) throw new RangeError('no reading')
  const mm = median(readings.map(({ pdMm }) => pdMm))
  const irisErrorMm = 1.96 * Math.hypot(mm * leaningSpread(median(readings.map(({ irisShare }) => irisShare))), fitSpreadMm)
  const errorMm = { typed: typedErrorMm, iris: irisErrorMm, average: averageErrorMm }[first.pdSource]
  return { mm, errorMm, method: first.pdSource }
}

/** How far the bridge of the nose (landmark 168) stands ahead of the pupils on the average head, mm. */
const bridgeAheadMm = 11

/**
 * From the middle of the nose to each pupil, mm; together they are the PD. The line of sight to the bridge is cut where the average nose
 * stands, so a nose flatter by 5 mm moves both by 1.3 mm at 15 degrees of yaw and not at all from the front.
 */
export function monocularPdMm(
  { landmarks }: Pick<Face, 'landmarks'>,
  placement: Placement,
): { readonly rightMm: number; readonly leftMm: number } {
  const { camera, rotation, t, pdMm } = placement
  const [u, v] = landmarks[168]!
  const origin = unrotate(rotation, scale(t, -1))
  const sight = unrotate(rotation, [(u - camera.cx) / camera.f, -(v - camera.cy) / camera.f, -1])
  const offset = origin[0] + (sight[0] * (bridgeAheadMm - origin[2])) / sight[2]
  return { rightMm: pdMm / 2 + offset, leftMm: pdMm / 2 - offset }
}

/** Sizes of a face, mm, turned back to the front by the pose. */
export interface FaceSizes {
  readonly lengthMm: number
  readonly foreheadMm: number
  /** Over the cheekbones: what the width of a frame is held against. */
  readonly widthMm: number
  readonly jawMm: number
}

/** One standard deviation of the width of the face at a known PD, mm: over all pictures of fresh heads (docs/try-on-accuracy.md). */
const widthSpreadMm = 6.2
/** One standard deviation of a length in mm, as a share of it, by where the scale comes from. */
const scaleSpread = ({ pdSource, irisShare }: Pick<PdReading, 'pdSource' | 'irisShare'>): number =>
  pdSource === 'iris' ? leaningSpread(irisShare) : (pdSource === 'typed' ? typedErrorMm : averageErrorMm) / 1.96 / averagePd.mm

/** A width of a face, and where its scale comes from. */
type WidthReading = Pick<Placement, 'faceWidthMm' | 'pdSource' | 'irisShare'>

/** What the width of the face is off by, mm, 95 %: as much by the iris' own spread as by the fit. */
export const faceWidthErrorMm = (reading: WidthReading): number =>
  1.96 * Math.hypot(reading.faceWidthMm * scaleSpread(reading), widthSpreadMm)

/** The width of the face where it is known well enough to judge a frame by it. */
export const judgedWidthMm = (reading: WidthReading): number | undefined =>
  faceWidthErrorMm(reading) <= coarsestWidthMm ? reading.faceWidthMm : undefined

/** Sizes of the face: width from the face model, the others from landmarks (10-152, 103-332, 172-397) at the depth of the average head. */
export function faceSizes({ landmarks }: Pick<Face, 'landmarks'>, { yaw, distanceMm, camera, faceWidthMm }: Placement): FaceSizes {
  const mm = (from: number, to: number, behindMm: number) => {
    const [a, b] = [landmarks[from]!, landmarks[to]!]
    return (Math.hypot((a[0] - b[0]) / Math.cos(yaw), a[1] - b[1]) * (distanceMm + behindMm)) / camera.f
  }
  return { lengthMm: mm(10, 152, 0), foreheadMm: mm(103, 332, 30), widthMm: faceWidthMm, jawMm: mm(172, 397, 40) }
}

export const faceShapes = ['oval', 'round', 'square', 'oblong', 'heart', 'diamond'] as const
export type FaceShape = (typeof faceShapes)[number]

/** Middle of each shape: length, jaw and forehead over the width. Provisional, from the shops' own guides; spreads likewise. */
const shapeCentres: Record<FaceShape, readonly [length: number, jaw: number, forehead: number]> = {
  oval: [1.35, 0.78, 0.72],
  round: [1.15, 0.82, 0.72],
  square: [1.2, 0.9, 0.76],
  oblong: [1.5, 0.82, 0.74],
  heart: [1.3, 0.72, 0.8],
  diamond: [1.32, 0.72, 0.66],
}
const shapeSpreads = [0.12, 0.06, 0.06] as const

/** How much the face is of each shape, most first; shares add up to 1. An opinion, never a verdict: the shopper may change it. */
export function faceShape({ lengthMm, foreheadMm, widthMm, jawMm }: FaceSizes): { readonly name: FaceShape; readonly share: number }[] {
  const seen = [lengthMm / widthMm, jawMm / widthMm, foreheadMm / widthMm]
  const scores = faceShapes.map((name) => {
    const away = shapeCentres[name].reduce((sum, centre, i) => sum + ((seen[i]! - centre) / shapeSpreads[i]!) ** 2, 0)
    return { name, score: Math.exp(-0.5 * away) }
  })
  const total = scores.reduce((sum, { score }) => sum + score, 0) || 1
  return scores.map(({ name, score }) => ({ name, share: score / total })).toSorted((a, b) => b.share - a.share)
}
