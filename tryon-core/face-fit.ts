import type { Face } from './face-pipeline.ts'
import { faceModel } from './face-model.ts'
import type { Pixel } from './image.ts'
import { type Camera, type HeadPose, project, rotationOf, solvePose, type Turn } from './pose.ts'
import { rigidLandmarks } from './rigid-landmarks.ts'
import { add, type Mat3, rotate, type Vec3 } from './vector.ts'

/** All sizes of a fit are those of a wearer with this far PD, mm: a picture alone says no millimetres. */
export const nominalPdMm = 62

/** How a head stands, and what its face is like, from its landmarks alone. */
export interface FaceFit extends Turn {
  readonly rotation: Mat3
  /** Origin of frame coordinates (see `Placement`) in the camera frame, for the nominal PD. */
  readonly t: Vec3
  /** Over the cheekbones, for the nominal PD. */
  readonly faceWidthMm: number
  /** Half the width between the temples of a pair of glasses, for the nominal PD. */
  readonly templeHalfMm: number
}

/** What the mean face leaves unexplained: differences of one picture, mm, level with the eyes. */
export interface FaceResiduals {
  readonly pose: HeadPose
  /** From the origin of frame coordinates as the mean face has it: sideways, up. */
  readonly x: Float64Array
  readonly y: Float64Array
  /** Towards the viewer, as the mesh network sees depth, the mean taken away; 0 for lids. */
  readonly z: Float64Array
}

/** The mesh's points come first; after them the 16 points of each eye's lids as the iris network sees them, right and left. */
export const pointCounts = { mesh: 468, lids: 16 } as const

/**
 * Fits the mean face to a face, then corrects what its shape makes wrong.
 *
 * A rigid mean face reads a flat face as one that looks up, and a wide one as near. So what it leaves unexplained, point by point, is put
 * through linear corrections of the turn, of the place between the eyes, of the size against the PD and of the widths. Model and corrections
 * are fitted on rendered calibration heads only (`tools/try-on/fit-face-model.ts`); each correction is kept within what was seen there, so a
 * face unlike all of them is off by no more than a rigid one would be. Accuracy: docs/try-on-accuracy.md. Cost: 2 ms.
 */
export function fitFace(face: Pick<Face, 'landmarks' | 'eyes'>, camera: Camera): FaceFit {
  const residuals = faceResiduals(face, camera)
  const { pose } = residuals
  const even = evenFeatures(residuals)
  const odd = oddFeatures(residuals)
  const { pitch, up, size, faceWidth, templeHalf, yaw, roll, aside } = faceModel.corrections
  const turn = {
    yaw: pose.yaw - radians * corrected(yaw, odd),
    pitch: pose.pitch - radians * corrected(pitch, even),
    roll: pose.roll - radians * corrected(roll, odd),
  }
  const [x, y] = [corrected(aside, odd), corrected(up, even)]
  const [cos, sin] = [Math.cos(pose.roll), Math.sin(pose.roll)]
  const middle = add(pose.t, [x * cos - y * sin, x * sin + y * cos, 0])
  const depthGain = Math.exp(corrected(size, even) / sizeUnit)
  return {
    ...turn,
    rotation: rotationOf(turn),
    t: [middle[0] * depthGain, middle[1] * depthGain, middle[2] * depthGain],
    faceWidthMm: corrected(faceWidth, even),
    templeHalfMm: corrected(templeHalf, even),
  }
}

const radians = Math.PI / 180
/** The correction of the size is a logarithm times this, so that its weights are of the size of the others. */
export const sizeUnit = 60

interface Correction {
  readonly least: number
  readonly most: number
  readonly weights: readonly number[]
}

function corrected({ least, most, weights }: Correction, features: readonly number[]): number {
  const value = weights.reduce((sum, weight, i) => sum + weight * features[i]!, 0)
  return Math.max(least, Math.min(most, value))
}

/** Fits the rigid mean face, and says what it leaves unexplained. `points`: the mean face, `[number, its mirror's number, x, y, z]`. */
export function faceResiduals(face: Pick<Face, 'landmarks' | 'eyes'>, camera: Camera, points = faceModel.points): FaceResiduals {
  const pixels = points.map(([id]) => pixelOf(face, id))
  const seen = rigidLandmarks.map((id) => ({ point: points[id]!.slice(2) as unknown as Vec3, pixel: pixels[id]! }))
  const pose = solvePose(seen, camera)
  const rotation = rotationOf(pose)
  const depth = -pose.t[2]
  const mmPerPx = depth / camera.f
  const [cos, sin] = [Math.cos(pose.roll), Math.sin(pose.roll)]
  const [x, y, z] = [new Float64Array(points.length), new Float64Array(points.length), new Float64Array(points.length)]
  points.forEach(([id, , ...point], i) => {
    const turned = rotate(rotation, point)
    const [u, v] = project(camera, add(turned, pose.t))
    const [dx, dy] = [(pixels[i]![0] - u) * mmPerPx, -(pixels[i]![1] - v) * mmPerPx]
    x[i] = dx * cos + dy * sin
    y[i] = dy * cos - dx * sin
    if (isOfMesh(id)) z[i] = -face.landmarks[id]![2] * mmPerPx - turned[2]
  })
  const meanZ = z.reduce((sum, value) => sum + value, 0) / pointCounts.mesh
  points.forEach(([id], i) => {
    if (isOfMesh(id)) z[i]! -= meanZ
  })
  return { pose, x, y, z }
}

const isOfMesh = (id: number): boolean => id < pointCounts.mesh

export function pixelOf({ landmarks, eyes }: Pick<Face, 'landmarks' | 'eyes'>, id: number): Pixel {
  if (isOfMesh(id)) return [landmarks[id]![0], landmarks[id]![1]]
  const lid = id - pointCounts.mesh
  return eyes[lid < pointCounts.lids ? 0 : 1].lids[lid % pointCounts.lids]!
}

/** How much the points of the lids count beside those of the mesh: they are seen twice as sharply. */
const lidWeight = 2

/** What is the same for a face and its mirror image; the first 6 are the turn itself. */
export function evenFeatures({ pose: { yaw, pitch }, x, y, z }: FaceResiduals, points = faceModel.points): number[] {
  const turn = [1, 3 * pitch, (3 * yaw) ** 2, (3 * pitch) ** 2, (3 * pitch) ** 3, 3 * pitch * (3 * yaw) ** 2]
  const shape = points.flatMap(([id, mirror, at], i) => {
    if (mirror < i) return []
    if (mirror === i) return [y[i]!, z[i]!]
    const weight = isOfMesh(id) ? 1 : lidWeight
    const apart = (Math.sign(at) * weight * (x[i]! - x[mirror]!)) / 2
    return [apart, (weight * (y[i]! + y[mirror]!)) / 2, ...(isOfMesh(id) ? [(z[i]! + z[mirror]!) / 2] : [])]
  })
  return [...turn, ...shape]
}

/** What changes its sign in the mirror image; the first 5 are the turn itself. */
export function oddFeatures({ pose: { yaw, pitch, roll }, x, y, z }: FaceResiduals, points = faceModel.points): number[] {
  const turn = [3 * yaw, (3 * yaw) ** 3, 9 * yaw * pitch, 3 * roll, 9 * yaw * Math.abs(yaw)]
  const shape = points.flatMap(([id, mirror, at], i) => {
    if (mirror < i) return []
    if (mirror === i) return [x[i]!]
    const weight = isOfMesh(id) ? 1 : lidWeight
    const side = Math.sign(at)
    return [
      (weight * (x[i]! + x[mirror]!)) / 2,
      (side * weight * (y[i]! - y[mirror]!)) / 2,
      ...(isOfMesh(id) ? [(side * (z[i]! - z[mirror]!)) / 2] : []),
    ]
  })
  return [...turn, ...shape]
}
