import { type FaceFit, nominalPdMm } from './face-fit.ts'
import type { Pixel } from './image.ts'
import type { IrisCircle } from './limbus.ts'
import type { Camera } from './pose.ts'
import { solveLinear } from './solve-linear.ts'
import { add, dot, rotate, scale, subtract, unit, unrotate, type Vec3 } from './vector.ts'

/** Mean diameter of the human iris, mm; 0.5 mm standard deviation between people (try-on design, section 6). */
export const irisDiameterMm = 11.7
/** From the turning point of the eye to the pupil, mm; varies between people (try-on design, section 2). */
export const pupilArmMm = 10.5

/** How likely the eyes look along the head's axis, into the lens, or elsewhere; together 1. */
export interface Gaze {
  readonly ahead: number
  readonly camera: number
  readonly aside: number
}

export interface EyeReading {
  /** Real size over nominal size, from the irises; undefined when neither could be measured. */
  readonly scale: number | undefined
  /** One standard deviation of the scale, as a share of it, if every point of an edge were seen apart from the others: 0 without irises. */
  readonly scaleSpread: number
  /** Far PD over the nominal PD where both are at the same scale: how the eyes stand against the rest of the face. */
  readonly pdShare: number
  readonly gaze: Gaze
  /** How much higher the pupils are than where the landmarks have them, mm for the nominal PD, less what the gaze explains. */
  readonly upMm: number
  /** How much farther to the wearer's left the middle between them is, likewise; near to nothing where it is too far for landmarks that err: there the eyes look aside. */
  readonly asideMm: number
}

interface SeenEyes {
  readonly pupils: readonly [Pixel, Pixel]
  readonly irises: readonly [IrisCircle | undefined, IrisCircle | undefined]
}

/**
 * Fitted on the heads to tune with, the width of each eye against the true one (`tools/try-on/evaluate.ts --calibrate`, from whole PDs, says the same to 0.3 %):
 * the gain makes the iris as wide as it is, for its blurred edge reads narrow, the more so the fewer pixels it has.
 */
export const limbusGain = { at: 1.0007, perPx: 0.2233 } as const

/**
 * What the pupils say about the far PD, their scale and the gaze; `told`: where the eyes look, when somebody knows.
 *
 * Into the lens the pupils turn inwards and the irises face the camera, ahead they do not, and the difference is 1.3 mm of PD from the
 * front and more on a turned head. Each case predicts where the pupils are; how well it does is its likelihood; the answer is the mean over
 * the cases. From the front both differ by their distance alone, and then the mean lies between them.
 */
export function readEyes(fit: FaceFit, camera: Camera, seen: SeenEyes, told?: keyof Gaze): EyeReading {
  const origin = unrotate(fit.rotation, scale(fit.t, -1))
  const found = seen.pupils.map((pupil) => onEyePlane(fit, camera, origin, pupil)) as [Vec3, Vec3]
  const middle = [(found[0][0] + found[1][0]) / 2, (found[0][1] + found[1][1]) / 2] as const
  const readings = (['ahead', 'camera', 'aside'] as const).map((kind) => {
    let size = 1
    let measured: IrisScale | undefined
    let predicted = pupilsAt(lookOf(kind, origin, middle, size), size)
    for (let round = 0; round < 3; round++) {
      measured = scaleFromIrises(fit, camera, seen, { eyes: predicted, isHeightKnown: kind !== 'aside' })
      size = measured?.scale ?? 1
      predicted = pupilsAt(lookOf(kind, origin, middle, size), size)
    }
    const [right, left] = predicted.map(({ place }) => ontoEyePlane(origin, place)) as [Vec3, Vec3]
    const off = {
      aside: middle[0] - (right[0] + left[0]) / 2,
      up: middle[1] - (right[1] + left[1]) / 2,
      apart: found[1][0] - found[0][0] - (left[0] - right[0]),
    }
    return {
      measured,
      off,
      pdShare: (found[1][0] - found[0][0]) / (left[0] - right[0]),
      likelihood: told === undefined ? likelihoodOf(kind, off) : Number(kind === told),
    }
  })
  const total = readings.reduce((sum, { likelihood }) => sum + likelihood, 0) || 1
  const [ahead = 0, toCamera = 0, aside = 0] = readings.map(({ likelihood }) => likelihood / total)
  const mean = (of: (reading: (typeof readings)[number]) => number) =>
    readings.reduce((sum, reading) => sum + (reading.likelihood / total) * of(reading), 0)
  const isMeasured = readings.every(({ measured }) => measured !== undefined)
  return {
    scale: isMeasured ? mean(({ measured }) => measured!.scale) : undefined,
    scaleSpread: isMeasured ? mean(({ measured }) => measured!.spread) : 0,
    pdShare: mean(({ pdShare }) => pdShare),
    gaze: { ahead, camera: toCamera, aside },
    upMm: mean(({ off }) => off.up),
    asideMm: mean(({ off }) => off.aside * Math.exp(-0.5 * (off.aside / landmarksErrMm) ** 2)),
  }
}

/**
 * How far pupils are found from where they are predicted, one standard deviation, mm: middle sideways, middle up, apart. Chosen on heads to
 * tune with, which nothing was fitted on (docs/try-on-accuracy.md).
 */
const spread = { aside: 0.45, up: 0.5, apart: 1 } as const
/** What the middle between the eyes is off by as landmarks have it, mm; pupils that are farther aside look there. Chosen likewise. */
const landmarksErrMm = 0.5
/** How often eyes look where, before they are seen: people look at the picture of themselves. Chosen as `spread`, which it matters less than. */
const usual = { camera: 0.7, ahead: 0.2, aside: 0.1 } as const
/** Eyes that look elsewhere do so within so many mm of the pupil's way, all told. Chosen. */
const elsewhereMm = { across: 8, up: 6 } as const

function likelihoodOf(kind: keyof Gaze, off: { readonly aside: number; readonly up: number; readonly apart: number }): number {
  // Elsewhere the distance they converge at is unknown: half of what the lens would ask, give or take twice the spread.
  if (kind === 'aside')
    return (usual.aside / (elsewhereMm.across * elsewhereMm.up)) * Math.exp(-0.5 * (off.apart / (2 * spread.apart)) ** 2)
  const squares = (off.aside / spread.aside) ** 2 + (off.up / spread.up) ** 2 + (off.apart / spread.apart) ** 2
  return (usual[kind] / (2 * Math.PI * spread.aside * spread.up)) * Math.exp(-0.5 * squares)
}

interface PredictedEye {
  /** Unit vector of the line of sight, in frame coordinates. */
  readonly look: Vec3
  /** The pupil in frame coordinates, for the nominal PD. */
  readonly place: Vec3
}

const eyeX = [-nominalPdMm / 2, nominalPdMm / 2] as const

/** Lines of sight in frame coordinates, right eye first. `origin`: the camera in frame coordinates. */
function lookOf(kind: keyof Gaze, origin: Vec3, middle: readonly [number, number], size: number): [Vec3, Vec3] {
  const arm = pupilArmMm / size
  const toCamera = eyeX.map((x) => unit(subtract(origin, [x, 0, -arm]))) as [Vec3, Vec3]
  if (kind === 'camera') return toCamera
  if (kind === 'ahead') return [ahead, ahead]
  const [x, y] = [middle[0] / arm, middle[1] / arm]
  const turned: Vec3 = [x, y, Math.sqrt(Math.max(0.5, 1 - x * x - y * y))]
  const inwards = (toCamera[0][0] - toCamera[1][0]) / 4
  return [unit(add(turned, [inwards, 0, 0])), unit(add(turned, [-inwards, 0, 0]))]
}

const ahead: Vec3 = [0, 0, 1]

function pupilsAt(looks: readonly [Vec3, Vec3], size: number): [PredictedEye, PredictedEye] {
  const arm = pupilArmMm / size
  const eye = (n: 0 | 1): PredictedEye => ({ look: looks[n], place: add([eyeX[n], 0, -arm], scale(looks[n], arm)) })
  return [eye(0), eye(1)]
}

/** Where the line of sight of a pixel cuts the plane of the pupils, frame coordinates for the nominal PD. */
function onEyePlane({ rotation }: FaceFit, { f, cx, cy }: Camera, origin: Vec3, [u, v]: Pixel): Vec3 {
  const sight = unrotate(rotation, [(u - cx) / f, -(v - cy) / f, -1])
  return add(origin, scale(sight, -origin[2] / sight[2]))
}

function ontoEyePlane(origin: Vec3, place: Vec3): Vec3 {
  const sight = subtract(place, origin)
  return add(origin, scale(sight, -origin[2] / sight[2]))
}

interface IrisScale {
  readonly scale: number
  /** As in `EyeReading`. */
  readonly spread: number
}

interface PredictedEyes {
  readonly eyes: readonly [PredictedEye, PredictedEye]
  /** Eyes that look elsewhere are predicted where they are seen: that says nothing of them. */
  readonly isHeightKnown: boolean
}

function scaleFromIrises(
  { rotation, t }: FaceFit,
  { f, cx, cy }: Camera,
  { irises }: SeenEyes,
  { eyes, isHeightKnown }: PredictedEyes,
): IrisScale | undefined {
  const [upX, upY] = unit([rotation[0][1], -rotation[1][1], 0])
  const scales = irises.flatMap((iris, eye) => {
    if (!iris) return []
    const { look, place } = eyes[eye as 0 | 1]
    const at = add(rotate(rotation, place), t)
    const [x, y] = [cx + (f * at[0]) / -at[2], cy - (f * at[1]) / -at[2]]
    const height: Height = { up: [upX, upY], at: upX * x + upY * y, weight: isHeightKnown ? heightWeight(iris.diameter) : 0 }
    const { px, spread } = widest(iris, rotate(rotation, look), unit(scale(at, -1)), height)
    const widthPx = px * (limbusGain.at + limbusGain.perPx / px)
    return [{ scale: (irisDiameterMm * f) / widthPx / -at[2], weight: (px / spread) ** 2 }]
  })
  const weight = scales.reduce((sum, one) => sum + one.weight, 0)
  if (weight === 0) return undefined
  return { scale: scales.reduce((sum, one) => sum + one.weight * one.scale, 0) / weight, spread: 1 / Math.sqrt(weight) }
}

/** No edge is seen better than this, px. */
const leastOffPx = 0.2
/** What a point of an edge says of an iris' height, one standard deviation, px: more than it is off, for its neighbours are off with it. Chosen. */
const pointOffPx = 0.3

/** About how high an iris lies: what the rest of the face says of it. */
interface Height {
  /** Up along the face, a unit vector of the picture. */
  readonly up: Pixel
  /** How far along it the iris' centre is, px. */
  readonly at: number
  /** Against one point of the edge. */
  readonly weight: number
}

/** The height is known to `spread.up`. Of an iris 10 px wide it counts as half a point does, of one twice as wide as an eighth: few points are led by it, many are not. */
const heightWeight = (diameterPx: number): number => (pointOffPx / ((spread.up / irisDiameterMm) * diameterPx)) ** 2

/**
 * How wide the iris is where it is widest, px: a disc seen aslant is an ellipse, and which one is known from where the eye looks and where it is
 * seen from, both unit vectors of the camera frame. Least squares of the edge over the ellipse's size and place, held to its height: where lids leave short arcs, an
 * iris that is higher and wider fits them as well.
 */
function widest({ centre: [cx, cy], diameter, edge }: IrisCircle, look: Vec3, view: Vec3, height: Height): { px: number; spread: number } {
  const narrow = Math.max(0.3, Math.abs(dot(look, view)))
  const [x, y] = unit(subtract(look, scale(view, dot(look, view))))
  const rows = edge.map(([px, py]) => {
    const far = Math.sqrt((px - cx) ** 2 + (py - cy) ** 2) // three times as fast as `Math.hypot`, and asked for a thousand times a picture
    const [dx, dy] = [(px - cx) / far, (py - cy) / far]
    const along = dx * x - dy * y
    return [1 / Math.sqrt((along / narrow) ** 2 + 1 - along * along), dx, dy, far] as const
  })
  if (rows.length < 5) return { px: diameter, spread: diameter }
  const { up, at, weight } = height
  const held = [0, up[0], up[1], at - up[0] * cx - up[1] * cy] as const
  const sums = [0, 1, 2].map((i) => [0, 1, 2, 3].map((j) => weight * held[i]! * held[j]!))
  for (const row of rows) for (let i = 0; i < 3; i++) for (let j = 0; j < 4; j++) sums[i]![j]! += row[i]! * row[j]!
  const matrix = sums.map((row) => row.slice(0, 3))
  const right = sums.map((row) => row[3]!)
  const [radius = diameter / 2, u = 0, v = 0] = solveLinear(matrix, right)
  const off = rows.reduce((sum, [size, dx, dy, far]) => sum + (far - radius * size - u * dx - v * dy) ** 2, 0) / (rows.length - 3)
  const [share = 1] = solveLinear(matrix, [1, 0, 0])
  return { px: 2 * radius, spread: 2 * Math.sqrt(share * (off + leastOffPx ** 2)) }
}
