import { readFileSync } from 'node:fs'
import type { Pixel, PixelImage } from '../../tryon-core/image.ts'
import { cameraOf, project, rotationOf } from '../../tryon-core/pose.ts'
import { add, cross, type Mat3, rotate, subtract, unit, type Vec3 } from '../../tryon-core/vector.ts'
import { linearColour } from './colour.ts'
import { renderScene, type Solid } from './scene-renderer.ts'

/*
 * Bodies that belong to nobody, from MakeHuman's CC0 base mesh (make-bodies.ts), dressed in plain colours, their arms moved at shoulder and
 * elbow by linear blend skinning. What is true of them: where their joints are, as MakeHuman's skeleton has them.
 */

const file = readFileSync(new URL('./bodies.bin', import.meta.url))
const headerLength = file.readUInt32LE(0)
const header = JSON.parse(file.subarray(4, 4 + headerLength).toString()) as {
  readonly vertices: number
  readonly indices: number
  readonly bodies: readonly { readonly name: string; readonly joints: Readonly<Record<string, Vec3>> }[]
}
let read = 4 + headerLength
const take = (bytes: number) => {
  const copy = Uint8Array.from(file.subarray(read, read + bytes)) // whole numbers of two bytes must start at an even place
  read += bytes
  return copy
}
const shapes = header.bodies.map(() => new Int16Array(take(6 * header.vertices).buffer))
const triangles = new Uint16Array(take(2 * header.indices).buffer)
/** Per vertex: left upper, left lower, right upper, right lower arm; of 255. */
const weights = take(4 * header.vertices)
/** Per vertex: skin 0, eye 1. */
const parts = take(header.vertices)

export const bodyNames = header.bodies.map(({ name }) => name)

/** How an arm stands: degrees, from where MakeHuman's hangs (49 below the horizon). `raise` in the plane of the body, `forward` out of it. */
export interface ArmPose {
  readonly raise: number
  readonly forward: number
  /** At the elbow: towards the middle of the body, and up. */
  readonly across: number
  readonly up: number
}
const hanging: ArmPose = { raise: 0, forward: 0, across: 0, up: 0 }

export interface BodySettings {
  readonly body: string
  readonly left: ArmPose
  readonly right: ArmPose
  readonly yaw: number
  readonly skin: string
  readonly hair: string
  readonly shirt: string
  readonly trousers: string
  readonly background: string
  readonly width: number
  readonly height: number
  readonly distanceMm: number
  /** Beside the middle of the picture. */
  readonly x: number
  /** A second body of the same kind, so far beside the first. */
  readonly besideMm: number | undefined
}

const usualBody: BodySettings = {
  ...{ body: 'man', left: hanging, right: hanging, yaw: 0, skin: '#cf9f80', hair: '#3b2a1e', shirt: '#7d8aa0', trousers: '#30343c' },
  ...{ background: '#b9bdb8', width: 480, height: 640, distanceMm: 1_900, x: 0, besideMm: undefined },
}

export interface BodyTruth {
  /** Image-left first: the subject's right. */
  readonly shoulders: readonly [Pixel, Pixel]
  readonly hips: readonly [Pixel, Pixel]
  readonly wrists: readonly [Pixel, Pixel]
}

const radians = Math.PI / 180

/** Draws a body from the knees up. Deterministic. Cost: about half a second for 480 x 640. Throws RangeError for an unknown body. */
export function renderBody(settings: Partial<BodySettings>): { readonly image: PixelImage; readonly truth: BodyTruth } {
  const s = { ...usualBody, ...settings }
  const at = bodyNames.indexOf(s.body)
  const { joints } = header.bodies[at] ?? { joints: undefined }
  if (!joints) throw new RangeError(`no body ${s.body}`)
  const arms = armsOf(joints, s)
  const local = posed(shapes[at]!, arms)
  const turn = rotationOf({ yaw: s.yaw * radians, pitch: 0, roll: 0 })
  const middle = (joints['l-shoulder']![1] + joints['l-upper-leg']![1]) / 2
  const stand = (v: Vec3, beside = 0): Vec3 => add(rotate(turn, [v[0], v[1] - middle, v[2]]), [s.x + beside, 0, -s.distanceMm])
  const camera = cameraOf(s, 40)
  const solids = [0, ...(s.besideMm === undefined ? [] : [s.besideMm])].map((beside) => solidOf(local, s, joints, (v) => stand(v, beside)))
  const view = { camera, width: s.width, height: s.height, samples: 2 }
  const image = renderScene(solids, view, { keyFrom: [-300, 400, 600], key: 2, ambient: 1.6 }, s.background)
  const px = (place: Vec3): Pixel => project(camera, stand(place)) as Pixel
  const pair = (name: string): [Pixel, Pixel] => [px(joints[`r-${name}`]!), px(joints[`l-${name}`]!)]
  const wrist = (side: 'l' | 'r') => px(arms[side].lower(joints[`${side}-hand`]!))
  return { image, truth: { shoulders: pair('shoulder'), hips: pair('upper-leg'), wrists: [wrist('r'), wrist('l')] } }
}

type Moves = Readonly<Record<'l' | 'r', { readonly upper: (v: Vec3) => Vec3; readonly lower: (v: Vec3) => Vec3 }>>

function armsOf(joints: Readonly<Record<string, Vec3>>, { left, right }: BodySettings): Moves {
  const arm = (side: 'l' | 'r', pose: ArmPose) => {
    const sign = side === 'l' ? 1 : -1
    const [shoulder, elbow] = [joints[`${side}-shoulder`]!, joints[`${side}-elbow`]!]
    const about = (pivot: Vec3, turns: readonly Mat3[]) => (v: Vec3) =>
      add(
        turns.reduce((moved, matrix) => rotate(matrix, moved), subtract(v, pivot)),
        pivot,
      )
    const upper = about(shoulder, [aboutZ(sign * pose.raise), aboutX(-pose.forward)])
    const bend = about(elbow, [aboutX(-pose.up), aboutY(-sign * pose.across)])
    return { upper, lower: (v: Vec3) => upper(bend(v)) }
  }
  return { l: arm('l', left), r: arm('r', right) }
}

const aboutX = (degrees: number): Mat3 => rotationOf({ yaw: 0, pitch: degrees * radians, roll: 0 })
const aboutY = (degrees: number): Mat3 => rotationOf({ yaw: degrees * radians, pitch: 0, roll: 0 })
const aboutZ = (degrees: number): Mat3 => rotationOf({ yaw: 0, pitch: 0, roll: degrees * radians })

function posed(shape: Int16Array, arms: Moves): Float32Array {
  const moves = [arms.l.upper, arms.l.lower, arms.r.upper, arms.r.lower]
  const out = new Float32Array(shape.length)
  for (let vertex = 0; vertex < shape.length / 3; vertex++) {
    const rest: Vec3 = [shape[3 * vertex]! / 10, shape[3 * vertex + 1]! / 10, shape[3 * vertex + 2]! / 10]
    const moved = [...rest]
    for (const [bone, move] of moves.entries()) {
      const weight = weights[4 * vertex + bone]! / 255
      if (weight > 0) for (const [axis, value] of move(rest).entries()) moved[axis]! += weight * (value - rest[axis]!)
    }
    out.set(moved, 3 * vertex)
  }
  return out
}

function solidOf(local: Float32Array, s: BodySettings, joints: Readonly<Record<string, Vec3>>, stand: (v: Vec3) => Vec3): Solid {
  const positions = new Float32Array(local.length)
  for (let i = 0; i < local.length; i += 3) positions.set(stand([local[i]!, local[i + 1]!, local[i + 2]!]), i)
  const colours = [s.skin, '#f2efe9', s.hair, s.shirt, s.trousers, '#2a1c14'].map(linearColour)
  const wearing = Float32Array.from(local)
  const eyes = eyesOf(local)
  for (let vertex = 0; vertex < parts.length; vertex++) wearing.set([colourAt(local, vertex, joints, eyes), 0, 0], 3 * vertex)
  return {
    ...{ positions, normals: normalsOf(positions), index: triangles, local: wearing, opacity: 1, isSmooth: false },
    albedo: ([colour]) => colours[Math.round(colour)]!,
    shine: { strength: 0.02, power: 12 },
  }
}

/** Skin, white of the eye, hair, shirt to the elbows, trousers, iris: an index of `colours`. */
function colourAt(local: Float32Array, vertex: number, joints: Readonly<Record<string, Vec3>>, eyes: Vec3): number {
  const [x, y, z] = [local[3 * vertex]!, local[3 * vertex + 1]!, local[3 * vertex + 2]!]
  const [leftUpper, leftLower, rightUpper, rightLower] = weights.subarray(4 * vertex, 4 * vertex + 4)
  if (parts[vertex] === 1) return z > eyes[2] + 11 ? 5 : 1
  const [above, before] = [y - eyes[1], z - eyes[2]]
  if (above > 45 + (before < 20 ? (before - 20) * 0.75 : 0) && above > -40) return 2 // the skull above and behind a hairline
  if (leftLower! + rightLower! > 127) return 0
  if (leftUpper! + rightUpper! > 127) return 3
  if (y > joints['neck']![1] - 25 - Math.abs(x) / 8) return 0
  return y > joints['pelvis']![1] ? 3 : 4
}

/** Midway between the eyeballs' centres. */
function eyesOf(local: Float32Array): Vec3 {
  const sum: [number, number, number] = [0, 0, 0]
  let count = 0
  for (let vertex = 0; vertex < parts.length; vertex++) {
    if (parts[vertex] !== 1) continue
    count++
    for (const axis of [0, 1, 2] as const) sum[axis] += local[3 * vertex + axis]!
  }
  return [sum[0] / count, sum[1] / count, sum[2] / count]
}

function normalsOf(positions: Float32Array): Float32Array {
  const normals = new Float32Array(positions.length)
  const at = (vertex: number): Vec3 => [positions[3 * vertex]!, positions[3 * vertex + 1]!, positions[3 * vertex + 2]!]
  for (let i = 0; i < triangles.length; i += 3) {
    const corners = [triangles[i]!, triangles[i + 1]!, triangles[i + 2]!] as const
    const [a, b, c] = corners.map(at) as [Vec3, Vec3, Vec3]
    const face = cross(subtract(b, a), subtract(c, a))
    for (const corner of corners) for (const [axis, value] of face.entries()) normals[3 * corner + axis]! += value
  }
  for (let i = 0; i < normals.length; i += 3) normals.set(unit([normals[i]!, normals[i + 1]!, normals[i + 2]!]), i)
  return normals
}
