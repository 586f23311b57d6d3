import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import type { Vec3 } from '../../tryon-core/vector.ts'
import { irisDiameterMm } from '../../tryon-core/gaze.ts'

/** The CC0 heads of `heads.json`: a neutral head and linear morphs, mm. See NOTICE. */
interface Heads {
  readonly neutral: { readonly pos: readonly number[]; readonly le: Vec3; readonly re: Vec3; readonly rad: number }
  readonly morphs: Readonly<
    Record<
      string,
      { readonly i: readonly number[]; readonly d: readonly number[]; readonly le: Vec3; readonly re: Vec3; readonly rad: number }
    >
  >
  readonly body: readonly number[]
  readonly lash: readonly number[]
}

/** What `make-head-features.ts` wrote: 0.01 mm, vertices as differences. */
type Features = Readonly<
  Record<string, { readonly i: readonly number[]; readonly d: readonly number[]; readonly le: Vec3; readonly re: Vec3 }>
>

const heads = JSON.parse(readFileSync(new URL('./heads.json', import.meta.url), 'utf8')) as Heads
const features = JSON.parse(gunzipSync(readFileSync(new URL('./head-features.json.gz', import.meta.url))).toString()) as Features
export const featureNames: readonly string[] = Object.keys(features)
const morphs: Heads['morphs'] = {
  ...heads.morphs,
  ...Object.fromEntries(Object.entries(features).map(([name, by]) => [name, morphOf(by)])),
}

function morphOf({ i, d, le, re }: Features[string]) {
  let vertex = 0
  const mm = (hundredths: readonly number[]) => hundredths.map((value) => value / 100)
  return { i: i.map((step) => (vertex += step)), d: mm(d), le: mm(le) as unknown as Vec3, re: mm(re) as unknown as Vec3, rad: 0 }
}

/** Triangles of every head, 3 vertices each: skin and eyelashes. */
export const headTriangles = { skin: Uint16Array.from(heads.body), lashes: Uint16Array.from(heads.lash) }

/** Origin midway between the eyeball centres, x to the wearer's left, y up, z forward, mm. */
export interface HeadShape {
  readonly positions: Float32Array
  readonly leftEye: Vec3
  readonly rightEye: Vec3
  readonly eyeRadius: number
  /** Far PD: distance of the eyeball centres. */
  readonly pdMm: number
}

/** How much of each morph: `{ 'african-male-young': 0.5, 'head-round': 1 }`. Nothing is the neutral head. */
export type Blend = Readonly<Record<string, number>>

export function blendHead(blend: Blend, bumps: readonly Bump[] = []): HeadShape {
  const points = Float64Array.from(heads.neutral.pos)
  const eyes = { le: [...heads.neutral.le], re: [...heads.neutral.re] }
  let eyeRadius = heads.neutral.rad
  for (const [name, weight] of Object.entries(blend)) {
    const morph = morphs[name]
    if (!morph) throw new RangeError(`no morph ${name}`)
    morph.i.forEach((vertex, k) => {
      for (let axis = 0; axis < 3; axis++) points[3 * vertex + axis]! += weight * morph.d[3 * k + axis]!
    })
    for (const eye of ['le', 're'] as const) eyes[eye] = eyes[eye].map((value, axis) => value + weight * morph[eye][axis]!)
    eyeRadius += weight * morph.rad
  }
  if (bumps.length > 0) raise(points, eyes, bumps)
  const middle = eyes.le.map((value, axis) => (value + eyes.re[axis]!) / 2)
  const centred = (eye: readonly number[]) => eye.map((value, axis) => value - middle[axis]!) as unknown as Vec3
  return {
    positions: Float32Array.from(points, (value, i) => value - middle[i % 3]!),
    leftEye: centred(eyes.le),
    rightEye: centred(eyes.re),
    eyeRadius,
    pdMm: Math.hypot(...eyes.le.map((value, axis) => value - eyes.re[axis]!)),
  }
}

/**
 * A place of a head that bulges or is hollow, for shapes that no morph has. `at`: from midway between the eyes, mm; `sizeMm`: one standard deviation.
 */
export interface Bump {
  readonly at: Vec3
  readonly sizeMm: number
  readonly move: Vec3
  readonly isOnBothSides: boolean
}

/** Within the first of these an eye moves as a whole, with its lids; beyond the second the skin moves freely. */
const eyeMm = { whole: 18, free: 36 } as const

function raise(points: Float64Array, eyes: { le: number[]; re: number[] }, bumps: readonly Bump[]): void {
  const middle = eyes.le.map((value, axis) => (value + eyes.re[axis]!) / 2)
  const sides = bumps.flatMap((bump) => {
    const { at, move } = bump
    return bump.isOnBothSides ? [bump, { ...bump, at: [-at[0], at[1], at[2]], move: [-move[0], move[1], move[2]] } as Bump] : [bump]
  })
  const moveAt = (p: readonly number[]): number[] => {
    const sum = [0, 0, 0]
    for (const { at, sizeMm, move } of sides) {
      const away = (p[0]! - middle[0]! - at[0]) ** 2 + (p[1]! - middle[1]! - at[1]) ** 2 + (p[2]! - middle[2]! - at[2]) ** 2
      const share = Math.exp(-away / (2 * sizeMm ** 2))
      for (let axis = 0; axis < 3; axis++) sum[axis]! += share * move[axis]!
    }
    return sum
  }
  const [left, right] = [moveAt(eyes.le), moveAt(eyes.re)]
  for (let i = 0; i < points.length; i += 3) {
    const p = [points[i]!, points[i + 1]!, points[i + 2]!]
    const free = moveAt(p)
    const apart = (eye: readonly number[]) => Math.hypot(p[0]! - eye[0]!, p[1]! - eye[1]!, p[2]! - eye[2]!)
    const [near, withEye] = apart(eyes.le) < apart(eyes.re) ? [apart(eyes.le), left] : [apart(eyes.re), right]
    const share = Math.max(0, Math.min(1, (near - eyeMm.whole) / (eyeMm.free - eyeMm.whole)))
    const smooth = share * share * (3 - 2 * share)
    for (let axis = 0; axis < 3; axis++) points[i + axis]! += withEye[axis]! + smooth * (free[axis]! - withEye[axis]!)
  }
  eyes.le = eyes.le.map((value, axis) => value + left[axis]!)
  eyes.re = eyes.re.map((value, axis) => value + right[axis]!)
}

/** From the eyeball's centre to the plane of the iris' edge, mm: where a pupil is. */
export const irisPlaneMm = (eyeRadius: number): number => Math.sqrt(eyeRadius ** 2 - (irisDiameterMm / 2) ** 2)

/** Full width of the face without the ears, mm: 25 below to 5 above the eyes, up to 60 behind them. */
export function faceWidthMm({ positions }: HeadShape): number {
  let half = 0
  for (let i = 0; i < positions.length; i += 3)
    if (positions[i + 1]! > -25 && positions[i + 1]! < 5 && positions[i + 2]! > -60) half = Math.max(half, positions[i]!)
  return 2 * half
}

/**
 * Which heads may do what: those to calibrate with fit the face model, those to tune with choose constants, test heads are neither fitted nor
 * tuned on but were looked at while constants were chosen, and fresh ones never were.
 */
export type HeadUse = 'calibrate' | 'tune' | 'test' | 'fresh'

export interface JudgedHead {
  readonly name: string
  readonly use: HeadUse
  readonly blend: Blend
  readonly skin: string
  readonly hair: string
  readonly irisColour: string
}

/** The seven heads that accuracy was judged on first. */
export const judgedHeads: readonly JudgedHead[] = [
  { name: 'neutral', use: 'calibrate', blend: {}, skin: '#cf9f80', hair: '#3b2a1e', irisColour: '#5b3a22' },
  {
    name: 'caucasian-female',
    use: 'calibrate',
    blend: { 'caucasian-female-young': 1 },
    skin: '#dfac8c',
    hair: '#8a6a3a',
    irisColour: '#5f7f95',
  },
  { name: 'african-male', use: 'calibrate', blend: { 'african-male-young': 1 }, skin: '#6b432c', hair: '#17110d', irisColour: '#3a2416' },
  { name: 'asian-female', use: 'calibrate', blend: { 'asian-female-young': 1 }, skin: '#e0b48d', hair: '#221a16', irisColour: '#44291a' },
  { name: 'caucasian-male', use: 'test', blend: { 'caucasian-male-young': 1 }, skin: '#dfac8c', hair: '#4a3222', irisColour: '#5f7f95' },
  { name: 'african-female', use: 'test', blend: { 'african-female-young': 1 }, skin: '#6b432c', hair: '#1d1410', irisColour: '#3a2416' },
  { name: 'asian-male', use: 'test', blend: { 'asian-male-young': 1 }, skin: '#e0b48d', hair: '#15110f', irisColour: '#44291a' },
]

/** Yaw, pitch, roll in degrees (signs of `Turn`), distance in mm. */
export const judgedPoses: readonly (readonly [yaw: number, pitch: number, roll: number, distanceMm: number])[] = [
  [0, 0, 0, 450],
  [0, 0, 0, 600],
  [15, 0, 0, 500],
  [-15, 0, 0, 500],
  [30, 0, 0, 500],
  [-30, 0, 0, 500],
  [0, 12, 0, 500],
  [0, -12, 0, 500],
  [0, 0, 15, 500],
  [0, 0, -15, 500],
  [20, 8, 10, 550],
  [-20, -8, -10, 450],
]
