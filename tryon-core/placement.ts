import { fitFace, nominalPdMm } from './face-fit.ts'
import type { Eye, Face } from './face-pipeline.ts'
import { type Gaze, readEyes } from './gaze.ts'
import { widthsByOutline } from './head-contour.ts'
import type { Pixel, PixelImage } from './image.ts'
import { averagePd, expectedPdMm, leaningPd, leaningWidthMm } from './leaning-pd.ts'
import { type IrisCircle, refineLimbus } from './limbus.ts'
import { type Camera, cameraOf, project, type Turn } from './pose.ts'
import { add, type Mat3, rotate, scale, type Vec3 } from './vector.ts'

/** Where a pair of glasses stands in front of the camera. Angles in radians, see `Turn`. */
export interface Placement extends Turn {
  readonly camera: Camera
  /**
   * Frame coordinates -> camera frame, both mm: `rotation * p + t`. Frame coordinates: origin midway between the pupils when they look
   * straight ahead, x to the wearer's left, y up, z out of the face.
   */
  readonly rotation: Mat3
  readonly t: Vec3
  /** Px; the one on the left of the image (the wearer's right) first. */
  readonly pupils: readonly [Pixel, Pixel]
  /** Undefined where no clean edge was found. */
  readonly irises: readonly [IrisCircle | undefined, IrisCircle | undefined]
  readonly gaze: Gaze
  /** Far PD as the irises say it, leaning on the one to expect where little of them is seen, mm. Undefined when no iris could be measured. */
  readonly irisPdMm: number | undefined
  /** How much of it the irises say, 0..1 (`LeaningPd`); 0 when none could be measured. */
  readonly irisShare: number
  /** The PD the scale was taken from, mm, and where it came from. */
  readonly pdMm: number
  readonly pdSource: 'typed' | 'iris' | 'average'
  /** From the lens to the pupils along the camera's axis, mm. */
  readonly distanceMm: number
  /** Over the cheekbones, mm; how well it is known: `faceWidthErrorMm`. */
  readonly faceWidthMm: number
  /** Half the width between the temples of glasses on this head, 1 mm beside it, mm. */
  readonly templeHalfMm: number
}

/** What is known besides the picture. `fovDegrees` is vertical; 50 is a usual webcam or phone held upright. */
export interface PlacementOptions {
  readonly fovDegrees?: number | undefined
  /** Far PD typed by the shopper, mm: better than anything the picture says. */
  readonly pdMm?: number | undefined
  /** Where the eyes look, when somebody knows; else it is read from the pupils. */
  readonly gaze?: keyof Gaze | undefined
}

export const usualFovDegrees = 50

/**
 * How far the frame follows the pupils away from where the landmarks have it, as a share. Up and down: faces differ by 0.5 mm
 * in how high their eyes sit between the corners, which the pupils tell; eyes that look up by 5 degrees say 0.9 mm that is not so. Sideways: the middle of both pupils
 * is seen four times as sharply as landmarks are, and what eyes say that look aside is left out (`EyeReading.asideMm`).
 * Chosen on heads to tune with, which nothing was fitted on: docs/try-on-accuracy.md.
 */
const trust = { up: 0.4, aside: 0.6 } as const

/**
 * Works out where a frame stands: turn and place from the landmarks and the corners of the eyes, size from one length in mm, the distance
 * between the pupils. Where the eyes look moves the pupils, and the frame by little.
 *
 * `image` is the picture the face was read from; its full resolution sets the error of the scale.
 * Accuracy: docs/try-on-accuracy.md. Source of every step: try-on design, section 2. Cost: about 5 ms.
 * Limits: a wrong field of view leaves the frame in place but bends the turn of a face far from the middle; squint makes the PD wrong.
 */
export function placeFrames(face: Face, image: PixelImage, options: PlacementOptions = {}): Placement {
  const camera = cameraOf(image, options.fovDegrees ?? usualFovDegrees)
  const fit = fitFace(face, camera)
  const irises = irisCircles(face, image)
  // The middle of the iris' edge is seen four times as sharply as the network sees the pupil.
  const pupils = [irises[0]?.centre ?? face.eyes[0].pupil, irises[1]?.centre ?? face.eyes[1].pupil] as const
  const eyes = readEyes(fit, camera, { pupils, irises }, options.gaze)
  const seenPdMm = eyes.scale === undefined ? undefined : believable(nominalPdMm * eyes.scale * eyes.pdShare)
  const { faceWidthMm, templeHalfMm } = widthsByOutline(image, face, fit, camera)
  const expectedMm = expectedPdMm(faceWidthMm / (nominalPdMm * eyes.pdShare))
  const { mm: irisPdMm, irisShare } =
    seenPdMm === undefined ? { mm: undefined, irisShare: 0 } : leaningPd(seenPdMm, eyes.scaleSpread, expectedMm)
  const pdMm = options.pdMm ?? irisPdMm ?? averagePd.mm
  const size = pdMm / (nominalPdMm * eyes.pdShare)
  const moved = rotate(fit.rotation, [trust.aside * eyes.asideMm, trust.up * eyes.upMm, 0])
  const t = scale(add(fit.t, moved), size)
  const { yaw, pitch, roll, rotation } = fit
  return {
    ...{ yaw, pitch, roll, camera, rotation, t, pupils, irises, irisPdMm, irisShare, pdMm },
    gaze: eyes.gaze,
    pdSource: options.pdMm !== undefined ? 'typed' : irisPdMm !== undefined ? 'iris' : 'average',
    distanceMm: -t[2],
    faceWidthMm: leaningWidthMm(faceWidthMm * size),
    templeHalfMm: templeHalfMm * size,
  }
}

/**
 * Three standard deviations around the average, of people's PD (`averagePd`) and of their irises (4.3 % of it) together, mm: what
 * lies beyond is no iris, but what of one a turned head still shows.
 */
const believableMm = { least: 48.5, most: 75.5 } as const

function believable(pdMm: number): number | undefined {
  return pdMm >= believableMm.least && pdMm <= believableMm.most ? pdMm : undefined
}

/** Frame coordinates, mm -> pixel. */
export function projectFromFrame({ camera, rotation, t }: Pick<Placement, 'camera' | 'rotation' | 't'>, point: Vec3): Pixel {
  return project(camera, add(rotate(rotation, point), t))
}

/** Corners first, then along the lower lid, back along the upper one. */
const lidsInOrder = [0, 1, 2, 3, 4, 5, 6, 7, 8, 15, 14, 13, 12, 11, 10, 9] as const

/** Of an iris whose edge is wider than this share of it, as it was found or as the network saw it, nothing is known to the millimetre: it moved, or the picture is soft. */
const softest = 0.22
/** Two irises that differ by more than this share are not both irises: people's differ by 1 %. */
const unlike = 0.12
/** Where an iris is sought that was not found where the network saw it, in radii along the eye line. */
const shifts = [0, 0.25, -0.25, 0.5, -0.5] as const

function irisCircles(face: Face, image: PixelImage): Irises {
  const [right, left] = face.eyes
  const roll = Math.atan2(left.pupil[1] - right.pupil[1], left.pupil[0] - right.pupil[0])
  const circle = ({ pupil: [x, y], lids }: Eye, radius: number, shift = 0) => {
    const centre: Pixel = [x + shift * radius * Math.cos(roll), y + shift * radius * Math.sin(roll)]
    return refineLimbus(image, { centre, radius, roll, lids: lidsInOrder.map((lid) => lids[lid]!) })
  }
  // The network sees an iris half in the corner of the eye too narrow, but no iris too wide.
  const radius = Math.max(seenRadius(right), seenRadius(left))
  const seen = alike(face.eyes, [circle(right, radius), circle(left, radius)], circle)
  const isSoft = (iris: IrisCircle) => iris.edgePx > softest * Math.min(iris.diameter, 2.2 * radius)
  return seen.some((iris) => iris && isSoft(iris)) ? [undefined, undefined] : seen
}

type Irises = [IrisCircle | undefined, IrisCircle | undefined]

/** Of two that are unlike, the smaller one is the corner of the eye or a lid: it is sought again as wide as the other, or left out. */
function alike(
  [right, left]: Face['eyes'],
  [a, b]: Irises,
  circle: (eye: Eye, radius: number, shift: number) => IrisCircle | undefined,
): Irises {
  if (!a || !b) return [a, b]
  const wide = Math.max(a.diameter, b.diameter)
  const off = (found: IrisCircle) => 1 - Math.min(found.diameter / wide, wide / found.diameter)
  const again = (eye: Eye) =>
    shifts
      .flatMap((shift) => circle(eye, wide / 2, shift) ?? [])
      .filter((found) => off(found) <= unlike)
      .toSorted((one, other) => off(one) - off(other))[0]
  return [off(a) > unlike ? again(right) : a, off(b) > unlike ? again(left) : b]
}

function seenRadius({ iris: [a, b, c, d] }: Eye): number {
  return Math.max(Math.hypot(a![0] - c![0], a![1] - c![1]), Math.hypot(b![0] - d![0], b![1] - d![1])) / 2
}
