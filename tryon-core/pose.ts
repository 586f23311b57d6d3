import type { Pixel } from './image.ts'
import { rigidLandmarks } from './rigid-landmarks.ts'
import { type Mat3, rotate, type Vec3 } from './vector.ts'

/**
 * A pinhole camera: focal length and principal point, px.
 * Camera frame: origin at the lens, x right, y up, looking along -z, millimetres.
 */
export interface Camera {
  readonly f: number
  readonly cx: number
  readonly cy: number
}

/** A camera of that vertical field of view, its axis through the middle of the picture. */
export function cameraOf(size: { readonly width: number; readonly height: number }, fovDegrees: number): Camera {
  return { f: size.height / 2 / Math.tan((fovDegrees * Math.PI) / 360), cx: size.width / 2, cy: size.height / 2 }
}

/** Point of the camera frame, mm -> pixel: `u = cx + f x / -z`, `v = cy - f y / -z`. */
export const project = ({ f, cx, cy }: Camera, [x, y, z]: Vec3): Pixel => [cx + (f * x) / -z, cy - (f * y) / -z]

/** Turn of a head, radians: yaw > 0 nose to the image's right, pitch > 0 nose down, roll > 0 counter-clockwise on screen. */
export interface Turn {
  readonly yaw: number
  readonly pitch: number
  readonly roll: number
}

/** `Ry(yaw) * Rx(pitch) * Rz(roll)`: head -> camera. */
export function rotationOf({ yaw, pitch, roll }: Turn): Mat3 {
  const [cy, sy, cp, sp, cr, sr] = [Math.cos(yaw), Math.sin(yaw), Math.cos(pitch), Math.sin(pitch), Math.cos(roll), Math.sin(roll)]
  return [
    [cy * cr + sy * sp * sr, -cy * sr + sy * sp * cr, sy * cp],
    [cp * sr, cp * cr, -sp],
    [-sy * cr + cy * sp * sr, sy * sr + cy * sp * cr, cy * cp],
  ]
}

export interface HeadPose extends Turn {
  /** Origin of the canonical face in the camera frame, mm of the canonical face: its size is not the wearer's. */
  readonly t: Vec3
  /** Root mean square distance of the landmarks from where they ought to be, px. */
  readonly rms: number
}

/** Lengths are solved in units of 100 mm, so that the six unknowns are of one size. */
const unitMm = 100
type Unknowns = readonly [yaw: number, pitch: number, roll: number, x: number, y: number, z: number]

/**
 * Finds how the head is turned, from the 70 rigid landmarks of `rigid-landmarks.ts` (PnP: 6 unknowns, 140 equations).
 *
 * `landmarks`: 468 pixels. Source: Levenberg 1944, Marquardt 1963, numeric derivatives. Measured error: yaw and roll below 0.6 degrees;
 * pitch carries an offset by head shape, see `placement.ts`. Cost: 1.3 ms.
 */
export function solvePose(landmarks: readonly (readonly number[])[], camera: Camera): HeadPose {
  const seen = rigidLandmarks.map(([landmark]) => landmarks[landmark] as readonly number[])
  const residuals = ([yaw, pitch, roll, x, y, z]: Unknowns): Float64Array => {
    const turn = rotationOf({ yaw, pitch, roll })
    const out = new Float64Array(2 * seen.length)
    rigidLandmarks.forEach(([, ...point], k) => {
      const [px, py, pz] = rotate(turn, point)
      const [u, v] = project(camera, [px + x * unitMm, py + y * unitMm, pz + z * unitMm])
      out[2 * k] = u - seen[k]![0]!
      out[2 * k + 1] = v - seen[k]![1]!
    })
    return out
  }
  const { unknowns, cost } = leastSquares(firstGuess(landmarks, camera), residuals)
  const [yaw, pitch, roll, x, y, z] = unknowns
  return { yaw, pitch, roll, t: [x * unitMm, y * unitMm, z * unitMm], rms: Math.sqrt(cost / seen.length) }
}

/** Facing the camera, as far away as the distance between the outer eye corners (90 mm on the canonical face) says. */
function firstGuess(landmarks: readonly (readonly number[])[], { f, cx, cy }: Camera): Unknowns {
  const [right, left, bridge] = [landmarks[33]!, landmarks[263]!, landmarks[168]!]
  const [dx, dy] = [left[0]! - right[0]!, left[1]! - right[1]!]
  const z = (-f * 90) / Math.hypot(dx, dy) / unitMm
  return [0, 0, -Math.atan2(dy, dx), ((bridge[0]! - cx) / f) * -z, ((bridge[1]! - cy) / f) * z, z]
}

function leastSquares(start: Unknowns, residuals: (p: Unknowns) => Float64Array): { unknowns: Unknowns; cost: number } {
  const squares = (r: Float64Array) => r.reduce((sum, x) => sum + x * x, 0)
  const moved = (p: Unknowns, by: readonly number[]) => p.map((x, i) => x + by[i]!) as unknown as Unknowns
  let unknowns = start
  let r = residuals(unknowns)
  let cost = squares(r)
  let damping = 1e-3
  for (let round = 0; round < 30 && damping <= 1e6; round++) {
    const slopes = unknowns.map((_, k) => {
      const ahead = residuals(
        moved(
          unknowns,
          [0, 1, 2, 3, 4, 5].map((i) => (i === k ? 1e-5 : 0)),
        ),
      )
      return ahead.map((x, i) => (x - r[i]!) / 1e-5)
    })
    const along = (a: Float64Array, b: Float64Array) => a.reduce((sum, x, i) => sum + x * b[i]!, 0)
    const matrix = slopes.map((a, i) => slopes.map((b, j) => along(a, b) * (i === j ? 1 + damping : 1)))
    const next = moved(
      unknowns,
      solveLinear(
        matrix,
        slopes.map((a) => -along(a, r)),
      ),
    )
    const rNext = residuals(next)
    const costNext = squares(rNext)
    if (!(costNext < cost)) {
      damping *= 10
      continue
    }
    const isDone = (cost - costNext) / cost < 1e-9
    ;[unknowns, r, cost, damping] = [next, rNext, costNext, damping / 5]
    if (isDone) break
  }
  return { unknowns, cost }
}

/** Gauss elimination with pivots; a few unknowns only. */
function solveLinear(matrix: readonly (readonly number[])[], right: readonly number[]): number[] {
  const n = right.length
  const rows = matrix.map((row, i) => [...row, right[i]!])
  for (let i = 0; i < n; i++) {
    const pivot = rows.slice(i).reduce((best, row, k) => (Math.abs(row[i]!) > Math.abs(rows[best]![i]!) ? k + i : best), i)
    ;[rows[i], rows[pivot]] = [rows[pivot]!, rows[i]!]
    for (const row of rows.slice(i + 1)) {
      const share = row[i]! / rows[i]![i]!
      for (let j = i; j <= n; j++) row[j]! -= share * rows[i]![j]!
    }
  }
  const answer = new Array<number>(n).fill(0)
  for (let i = n - 1; i >= 0; i--) {
    const known = answer.reduce((sum, x, j) => (j > i ? sum + rows[i]![j]! * x : sum), 0)
    answer[i] = (rows[i]![n]! - known) / rows[i]![i]!
  }
  return answer
}
