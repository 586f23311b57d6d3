import { fitFace, nominalPdMm } from './face-fit.ts'
import type { Face } from './face-pipeline.ts'
import { type Gaze, readEyes } from './gaze.ts'
import type { Pixel, PixelImage } from './image.ts'
import { type IrisCircle, refineLimbus } from './limbus.ts'
import { type Camera, cameraOf, project, type Turn } from './pose.ts'
import { add, type Mat3, rotate, scale, type Vec3 } from './vector.ts'

/** Distance between the pupils of most adults, mm: used only when the irises cannot be measured. */
const averagePdMm = 62

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
  /** Far PD as the irises say it, mm. Undefined when no iris could be measured. */
  readonly irisPdMm: number | undefined
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
}

export const usualFovDegrees = 50

/**
 * How far the frame follows the pupils up and down, away from where the landmarks have it, as a share; never sideways. Faces differ by 0.6 mm
 * in how high their eyes sit between the corners, which the pupils tell; eyes that look up by 5 degrees say 0.9 mm that is not so.
 * Chosen by hand among three settings, test heads in view (docs/try-on-accuracy.md).
 */
const trust = 0.6

/**
 * Works out where a frame stands: turn and place from the landmarks and the corners of the eyes, size from one length in mm, the distance
 * between the pupils. Where the eyes look moves the pupils and not the frame.
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
  const eyes = readEyes(fit, camera, { pupils, irises })
  const irisPdMm = eyes.scale === undefined ? undefined : nominalPdMm * eyes.scale * eyes.pdShare
  const pdMm = options.pdMm ?? irisPdMm ?? averagePdMm
  const size = pdMm / (nominalPdMm * eyes.pdShare)
  const raised = rotate(fit.rotation, [0, trust * eyes.upMm, 0])
  const t = scale(add(fit.t, raised), size)
  const { yaw, pitch, roll, rotation } = fit
  return {
    ...{ yaw, pitch, roll, camera, rotation, t, pupils, irises, irisPdMm, pdMm },
    gaze: eyes.gaze,
    pdSource: options.pdMm !== undefined ? 'typed' : irisPdMm !== undefined ? 'iris' : 'average',
    distanceMm: -t[2],
    faceWidthMm: fit.faceWidthMm * size,
    templeHalfMm: fit.templeHalfMm * size,
  }
}

/** Frame coordinates, mm -> pixel. */
export function projectFromFrame({ camera, rotation, t }: Pick<Placement, 'camera' | 'rotation' | 't'>, point: Vec3): Pixel {
  return project(camera, add(rotate(rotation, point), t))
}

/** Corners first, then along the lower lid, back along the upper one. */
const lidsInOrder = [0, 1, 2, 3, 4, 5, 6, 7, 8, 15, 14, 13, 12, 11, 10, 9] as const

function irisCircles(face: Face, image: PixelImage): [IrisCircle | undefined, IrisCircle | undefined] {
  const [right, left] = face.eyes
  const roll = Math.atan2(left.pupil[1] - right.pupil[1], left.pupil[0] - right.pupil[0])
  const circle = ({ pupil, iris: [a, b, c, d], lids }: (typeof face.eyes)[0]) => {
    const wide = Math.max(Math.hypot(a![0] - c![0], a![1] - c![1]), Math.hypot(b![0] - d![0], b![1] - d![1]))
    return refineLimbus(image, { centre: pupil, radius: wide / 2, roll, lids: lidsInOrder.map((lid) => lids[lid]!) })
  }
  return [circle(right), circle(left)]
}
