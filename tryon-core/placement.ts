import type { Face } from './face-pipeline.ts'
import type { Pixel, PixelImage } from './image.ts'
import { type IrisCircle, refineLimbus } from './limbus.ts'
import { type Camera, cameraOf, project, rotationOf, solvePose, type Turn } from './pose.ts'
import { add, type Mat3, rotate, scale, subtract, unrotate, unit, type Vec3 } from './vector.ts'

/**
 * Where the eyes look: along the head's axis, or into the lens, as people do who look at their own picture. Into the lens the pupils turn
 * inwards, and the irises face the camera.
 */
export type Gaze = 'ahead' | 'camera'

/** Mean diameter of the human iris, mm; 0.5 mm standard deviation between people (try-on design, section 6). */
export const irisDiameterMm = 11.7
/** From the turning point of the eye to the pupil, mm; varies between people (try-on design, section 2). */
export const pupilArmMm = 10.5
/** Distance between the pupils of most adults, mm: used only when the irises cannot be measured. */
const averagePdMm = 62

/**
 * Constants fitted on the calibration heads only (`tools/try-on/evaluate.ts --calibrate`). The gain makes the iris as wide as it is: its
 * blurred edge reads narrow, the more so the fewer pixels it has. `pitch`, radians: the canonical face looks down.
 */
export const calibration = { limbusGain: 1.0169, limbusGainPerPx: 0.2496, pitch: (3.68 * Math.PI) / 180 } as const
export type Calibration = { readonly [constant in keyof typeof calibration]: number }

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
  /** Far PD as the irises say it, mm. Undefined when an iris could not be measured. */
  readonly irisPdMm: number | undefined
  /** The PD the scale was taken from, mm, and where it came from. */
  readonly pdMm: number
  readonly pdSource: 'typed' | 'iris' | 'average'
  /** From the lens to the pupils along the camera's axis, mm. */
  readonly distanceMm: number
}

/** What is known besides the picture. `fovDegrees` is vertical; 50 is a usual webcam or phone held upright. */
export interface PlacementOptions {
  readonly fovDegrees?: number | undefined
  /** Far PD typed by the shopper, mm: better than anything the picture says. */
  readonly pdMm?: number | undefined
  readonly gaze?: Gaze
  readonly calibration?: Calibration
}

export const usualFovDegrees = 50

/**
 * Works out where a frame stands: turn from the landmarks, place and depth from the pupils and one length in mm, the distance between them.
 *
 * `image` is the picture the face was read from; its full resolution sets the error of the scale.
 * Accuracy: table in `services/tryon/README.md`. Source of every step: try-on design, section 2. Cost: about 5 ms.
 * Limits: a wrong field of view leaves the frame in place but bends the turn of a face far from the middle; squint makes the PD wrong.
 */
export function placeFrames(face: Face, image: PixelImage, options: PlacementOptions = {}): Placement {
  const { fovDegrees = usualFovDegrees, gaze = 'camera', calibration: constants = calibration } = options
  const camera = cameraOf(image, fovDegrees)
  const pose = solvePose(face.landmarks, camera)
  const turn = { yaw: pose.yaw, pitch: pose.pitch - constants.pitch, roll: pose.roll }
  const rotation = rotationOf(turn)
  const pupils = [face.eyes[0].pupil, face.eyes[1].pupil] as const
  const irises = irisCircles(face, image)
  // The line between the pupils is shortened by the turn; the irises only when they turn with the head.
  const pupilPx = Math.hypot(pupils[1][0] - pupils[0][0], pupils[1][1] - pupils[0][1]) / Math.cos(turn.yaw)
  const irisPdMm = pdFromIrises(irises, pupilPx, { camera, yaw: turn.yaw, gaze, constants })
  const pdMm = options.pdMm ?? irisPdMm ?? averagePdMm
  let distanceMm = (camera.f * pdMm) / pupilPx
  if (gaze === 'camera') distanceMm *= 1 - pupilArmMm / distanceMm
  const seen = unproject(camera, [(pupils[0][0] + pupils[1][0]) / 2, (pupils[0][1] + pupils[1][1]) / 2], distanceMm)
  const t = gaze === 'camera' ? subtract(seen, turnedPupils(rotation, seen)) : seen
  const pdSource = options.pdMm !== undefined ? 'typed' : irisPdMm !== undefined ? 'iris' : 'average'
  return { ...turn, camera, rotation, t, pupils, irises, irisPdMm, pdMm, pdSource, distanceMm }
}

/** Frame coordinates, mm -> pixel. */
export function projectFromFrame({ camera, rotation, t }: Pick<Placement, 'camera' | 'rotation' | 't'>, point: Vec3): Pixel {
  return project(camera, add(rotate(rotation, point), t))
}

function irisCircles(face: Face, image: PixelImage): [IrisCircle | undefined, IrisCircle | undefined] {
  const [right, left] = face.eyes
  const eyeLine = Math.atan2(left.pupil[1] - right.pupil[1], left.pupil[0] - right.pupil[0])
  const circle = ({ pupil, iris: [a, b, c, d] }: (typeof face.eyes)[0]) => {
    const wide = Math.max(Math.hypot(a![0] - c![0], a![1] - c![1]), Math.hypot(b![0] - d![0], b![1] - d![1]))
    return refineLimbus(image, pupil, wide / 2, eyeLine)
  }
  return [circle(right), circle(left)]
}

interface Scene {
  readonly camera: Camera
  readonly yaw: number
  readonly gaze: Gaze
  readonly constants: Calibration
}

function pdFromIrises(
  irises: readonly (IrisCircle | undefined)[],
  pupilPx: number,
  { camera, yaw, gaze, constants }: Scene,
): number | undefined {
  const [right, left] = irises
  if (!right || !left) return undefined
  const irisPx = (right.diameter + left.diameter) / 2 / (gaze === 'camera' ? 1 : Math.cos(yaw))
  const mmPerPx = irisDiameterMm / (irisPx * (constants.limbusGain + constants.limbusGainPerPx / irisPx))
  const pdNowMm = pupilPx * mmPerPx
  return gaze === 'camera' ? pdNowMm / (1 - pupilArmMm / (camera.f * mmPerPx)) : pdNowMm
}

function unproject({ f, cx, cy }: Camera, [x, y]: Pixel, distanceMm: number): Vec3 {
  return [((x - cx) / f) * distanceMm, (-(y - cy) / f) * distanceMm, -distanceMm]
}

/** How far eyes that look into the lens have moved the middle of the pupils, from where it is when they look ahead. Camera frame, mm. */
function turnedPupils(rotation: Mat3, t: Vec3): Vec3 {
  const look = unrotate(rotation, scale(unit(t), -1))
  return rotate(rotation, [pupilArmMm * look[0], pupilArmMm * look[1], pupilArmMm * (look[2] - 1)])
}
