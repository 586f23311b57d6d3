import type { Frame } from '../../tryon-core/frame.ts'
import { frameParts } from '../../tryon-core/frame-geometry.ts'
import type { PixelImage } from '../../tryon-core/image.ts'
import { templeHalfWidthMm } from '../../tryon-core/head-occluder.ts'
import { irisDiameterMm, pupilArmMm } from '../../tryon-core/gaze.ts'
import { cameraOf, project, rotationOf } from '../../tryon-core/pose.ts'
import { add, cross, type Mat3, rotate, scale, subtract, unit, unrotate, type Vec3 } from '../../tryon-core/vector.ts'
import type { Truth } from './accuracy.ts'
import { type Linear, linearColour, linearOf } from './colour.ts'
import { type Blend, blendHead, type Bump, faceWidthMm, type HeadShape, headTriangles, irisPlaneMm } from './head-shape.ts'
import { renderScene, type Solid } from './scene-renderer.ts'
import { skinTexture } from './skin-texture.ts'

/** A picture of a head. Angles in degrees with the signs of `Turn`, lengths in mm. */
export interface HeadSettings {
  readonly blend: Blend
  readonly bumps?: readonly Bump[]
  readonly skin: string
  readonly hair: string
  readonly irisColour: string
  readonly width: number
  readonly height: number
  readonly fovDegrees: number
  readonly yaw: number
  readonly pitch: number
  readonly roll: number
  readonly distanceMm: number
  /** Where the head stands beside the camera's axis. */
  readonly x: number
  readonly y: number
  /** Along the head's axis, into the lens, or aside: degrees of the head, yaw to the image's right, pitch down. */
  readonly gaze: 'ahead' | 'camera' | { readonly yaw: number; readonly pitch: number }
  readonly irisMm: number
  /** Width of the iris' edge. */
  readonly limbusSoftMm: number
  /** False: lids down, as far as a head without moving lids can show it: the eyeballs are skin with a line of lashes. */
  readonly eyesOpen: boolean
  readonly bald: boolean
  /** A full beard: darker skin from the cheeks down, and hair 3 mm thick on the jaw. */
  readonly beard: boolean
  /** Glasses already on the nose. */
  readonly wears: Frame | undefined
  /** Towards the lamp, any length; camera frame. */
  readonly keyFrom: Vec3
  readonly key: number
  readonly ambient: number
  readonly background: string
  readonly samples: number
}

export const usualHead: HeadSettings = {
  blend: {},
  skin: '#cf9f80',
  hair: '#3b2a1e',
  irisColour: '#5b3a22',
  width: 640,
  height: 480,
  fovDegrees: 50,
  yaw: 0,
  pitch: 0,
  roll: 0,
  distanceMm: 500,
  x: 0,
  y: 0,
  gaze: 'ahead',
  limbusSoftMm: 0,
  irisMm: irisDiameterMm,
  eyesOpen: true,
  bald: false,
  beard: false,
  wears: undefined,
  keyFrom: [-300, 400, 600],
  key: 2,
  ambient: 1.6,
  background: '#8fa3ad',
  samples: 3,
}

/** Draws a synthetic head of which everything is known. Deterministic. Cost: about a second for 640 x 480. */
export function renderHead(settings: Partial<HeadSettings>): { readonly image: PixelImage; readonly truth: Truth } {
  const s = { ...usualHead, ...settings }
  return headPainter(s)(s)
}

/** The same for many poses of one head: the mesh and its skin are made once. */
export function headPainter(look: HeadSettings): (settings: HeadSettings) => { readonly image: PixelImage; readonly truth: Truth } {
  const shape = blendHead(look.blend, look.bumps)
  const skin = skinTexture({ skin: look.skin, eyeX: shape.leftEye[0], beard: look.beard ? look.hair : undefined })
  const head = headSolids(shape, look, skin)
  return (s) => {
    const stand = standOf(s)
    const eyes = [shape.rightEye, shape.leftEye].map((centre) => ({ centre, turn: eyeTurn(s, stand, centre, shape.eyeRadius) }))
    const view = { camera: cameraOf(s, s.fovDegrees), width: s.width, height: s.height, samples: s.samples }
    const solids = [...head, ...eyes.map((eye) => eyeSolid(shape, s, eye))].map((solid) => standing(solid, stand))
    const image = renderScene([...solids, shirt(s)], view, { keyFrom: s.keyFrom, key: s.key, ambient: s.ambient }, s.background)
    return { image, truth: truthOf(shape, s, stand, eyes) }
  }
}

/** Head -> camera. */
interface Stand {
  readonly rotation: Mat3
  readonly t: Vec3
}

const radians = Math.PI / 180

function standOf(s: HeadSettings): Stand {
  return { rotation: rotationOf({ yaw: s.yaw * radians, pitch: s.pitch * radians, roll: s.roll * radians }), t: [s.x, s.y, -s.distanceMm] }
}

interface Eye {
  readonly centre: Vec3
  readonly turn: Mat3
}

/** The eyeball of the mesh is larger than a real one: its angle is cut so that the pupil moves by `pupilArmMm * sin(angle)`, as in people. */
function eyeTurn({ gaze }: HeadSettings, { rotation, t }: Stand, centre: Vec3, eyeRadius: number): Mat3 {
  if (gaze === 'ahead') return rotationOf({ yaw: 0, pitch: 0, roll: 0 })
  const cut = (angle: number) => Math.asin((pupilArmMm * Math.sin(angle)) / irisPlaneMm(eyeRadius))
  if (gaze !== 'camera') return rotationOf({ yaw: cut(gaze.yaw * radians), pitch: cut(gaze.pitch * radians), roll: 0 })
  const [dx, dy, dz] = subtract(unrotate(rotation, scale(t, -1)), centre)
  return rotationOf({ yaw: cut(Math.atan2(dx, dz)), pitch: cut(-Math.atan2(dy, Math.hypot(dx, dz))), roll: 0 })
}

/** Solids in head coordinates; `local` is the place on the head, or the direction from the eye's centre. */
function headSolids(shape: HeadShape, s: HeadSettings, skin: ReturnType<typeof skinTexture>): Solid[] {
  const { positions } = shape
  const normals = normalsOf(positions, headTriangles.skin)
  const lashColour = linearColour('#1c120d')
  const hairColour = linearColour(s.hair)
  const matt = { strength: 0.02, power: 12 }
  const head = { positions, normals, local: positions, opacity: 1, shine: matt, isSmooth: true }
  const grown = positions.map((value, i) => value + 7 * normals[i]!)
  const bearded = positions.map((value, i) => value + 3 * normals[i]!)
  return [
    { ...head, index: headTriangles.skin, albedo: ([x, y]) => skin(x, y) },
    ...(s.bald ? [] : [{ ...head, index: hairTriangles(positions), positions: grown, local: grown, albedo: () => hairColour }]),
    ...(s.beard ? [{ ...head, index: beardTriangles(positions), positions: bearded, local: bearded, albedo: () => hairColour }] : []),
    ...(s.wears ? frameSolids(shape, s.wears) : []),
    { ...head, index: headTriangles.lashes, opacity: 0.55, albedo: () => lashColour },
  ]
}

/** Glasses where an optician would put them, in head coordinates. */
function frameSolids({ positions, eyeRadius }: HeadShape, frame: Frame): Solid[] {
  const pupilZ = irisPlaneMm(eyeRadius)
  const inFrame = positions.map((value, i) => (i % 3 === 2 ? value - pupilZ : value))
  return frameParts(frame, templeHalfWidthMm(inFrame) + 1).map((part) => {
    const standing = part.positions.map((value, i) => (i % 3 === 2 ? value + pupilZ : value))
    const colour = part.colour.map((byte) => linearOf(byte)) as unknown as Linear
    const { index, opacity } = part
    const shine = { strength: part.gloss, power: 60 }
    return {
      positions: standing,
      normals: normalsOf(standing, index),
      index,
      local: standing,
      albedo: () => colour,
      shine,
      opacity,
      isSmooth: true,
    }
  })
}

/** Jaw and chin, from 45 mm under the eyes, but for the mouth. */
function beardTriangles(positions: Float32Array): Uint16Array {
  const isBearded = (vertex: number) => {
    const [x, y, z] = positions.subarray(3 * vertex, 3 * vertex + 3) as unknown as Vec3
    const isMouth = Math.abs(x) < 28 && y > -80 && y < -52
    return y < -45 - Math.max(0, 40 - Math.abs(x)) * 0.2 && y > -125 && z > -55 && !isMouth
  }
  const { skin } = headTriangles
  return skin.filter((_, i) => [0, 1, 2].every((k) => isBearded(skin[i - (i % 3) + k]!)))
}

/** The skull above and behind a hairline. */
function hairTriangles(positions: Float32Array): Uint16Array {
  const isCovered = (vertex: number) => {
    const [x, y, z] = positions.subarray(3 * vertex, 3 * vertex + 3) as unknown as Vec3
    return !(Math.abs(x) > 70 && y < 38) && y > 52 + (z < 30 ? (z - 30) * 0.75 : 0) && y > -30
  }
  const { skin } = headTriangles
  return skin.filter((_, i) => [0, 1, 2].every((k) => isCovered(skin[i - (i % 3) + k]!)))
}

function eyeSolid({ eyeRadius }: HeadShape, s: HeadSettings, { centre, turn }: Eye): Solid {
  const { directions, index } = ball(48, 64)
  const radius = eyeRadius * 0.995
  const colours = {
    white: linearColour('#e9e2dc'),
    ring: linearColour('#2a1a10'),
    iris: linearColour(s.irisColour),
    pupil: linearColour('#0a0706'),
  }
  const irisRadius = s.irisMm / 2
  const albedo = (local: Vec3) => {
    const [x, y, z] = unit(local)
    if (!s.eyesOpen) return Math.abs(y + 0.28) < 0.05 ? colours.pupil : linearColour(s.skin)
    const r = z > 0 ? eyeRadius * Math.hypot(x, y) : eyeRadius
    const edge = s.limbusSoftMm > 0 ? Math.min(1, Math.max(0, (r - irisRadius) / s.limbusSoftMm + 0.5)) : Number(r >= irisRadius)
    const inside = r < 1.9 ? colours.pupil : r < irisRadius * 0.86 ? colours.iris : colours.ring
    const share = edge * edge * (3 - 2 * edge)
    const mixed = (k: 0 | 1 | 2) => inside[k] + share * (colours.white[k] - inside[k])
    return [mixed(0), mixed(1), mixed(2)] as const
  }
  const turned = mapped(directions, (direction) => rotate(turn, direction))
  const positions = mapped(turned, (direction) => add(centre, scale(direction, radius)))
  const shine = s.eyesOpen ? { strength: 1.5, power: 2500 } : { strength: 0.02, power: 12 }
  return { positions, normals: turned, index, local: directions, albedo, shine, opacity: 1, isSmooth: false }
}

function shirt(s: HeadSettings): Solid {
  const { directions, index } = ball(24, 32)
  const colour = linearColour('#33475b')
  const size = [218, 133, 114] as const
  const positions = mapped(directions, ([x, y, z]) => [s.x + x * size[0], s.y - 300 + y * size[1], -s.distanceMm - 120 + z * size[2]])
  const normals = mapped(directions, ([x, y, z]) => unit([x / size[0], y / size[1], z / size[2]]))
  return {
    positions,
    normals,
    index,
    local: directions,
    albedo: () => colour,
    shine: { strength: 0, power: 1 },
    opacity: 1,
    isSmooth: true,
  }
}

/** Directions over a sphere, poles along z, and their triangles. */
function ball(rings: number, turns: number): { directions: Float32Array; index: Uint16Array } {
  const directions: number[] = []
  const index: number[] = []
  for (let ring = 0; ring <= rings; ring++)
    for (let turn = 0; turn <= turns; turn++) {
      const [down, around] = [(ring / rings) * Math.PI, (turn / turns) * 2 * Math.PI]
      directions.push(Math.sin(down) * Math.cos(around), Math.sin(down) * Math.sin(around), Math.cos(down))
      const at = ring * (turns + 1) + turn
      if (ring < rings && turn < turns) index.push(at, at + 1, at + turns + 1, at + 1, at + turns + 2, at + turns + 1)
    }
  return { directions: Float32Array.from(directions), index: Uint16Array.from(index) }
}

function standing(solid: Solid, { rotation, t }: Stand): Solid {
  const positions = mapped(solid.positions, (point) => add(rotate(rotation, point), t))
  return { ...solid, positions, normals: mapped(solid.normals, (normal) => rotate(rotation, normal)) }
}

function mapped(vectors: Float32Array, change: (vector: Vec3) => Vec3): Float32Array {
  const out = new Float32Array(vectors.length)
  for (let i = 0; i < vectors.length; i += 3) out.set(change([vectors[i]!, vectors[i + 1]!, vectors[i + 2]!]), i)
  return out
}

function normalsOf(positions: Float32Array, index: Uint16Array | Uint32Array): Float32Array {
  const point = (vertex: number): Vec3 => [positions[3 * vertex]!, positions[3 * vertex + 1]!, positions[3 * vertex + 2]!]
  const sums = new Float32Array(positions.length)
  for (let k = 0; k < index.length; k += 3) {
    const [a, b, c] = [index[k]!, index[k + 1]!, index[k + 2]!]
    const normal = cross(subtract(point(b), point(a)), subtract(point(c), point(a)))
    for (const vertex of [a, b, c]) for (let axis = 0; axis < 3; axis++) sums[3 * vertex + axis]! += normal[axis]!
  }
  return mapped(sums, unit)
}

function truthOf(shape: HeadShape, s: HeadSettings, { rotation, t }: Stand, eyes: readonly Eye[]): Truth {
  const camera = cameraOf(s, s.fovDegrees)
  const pupilZ = irisPlaneMm(shape.eyeRadius)
  const pupils = eyes.map(({ centre, turn }) => add(rotate(rotation, add(centre, rotate(turn, [0, 0, pupilZ]))), t))
  const inFrame = shape.positions.map((value, i) => (i % 3 === 2 ? value - pupilZ : value))
  return {
    camera,
    rotation,
    t: add(rotate(rotation, [0, 0, pupilZ]), t),
    fovDegrees: s.fovDegrees,
    yaw: s.yaw,
    pitch: s.pitch,
    roll: s.roll,
    pupils: [project(camera, pupils[0]!), project(camera, pupils[1]!)],
    mmPerPx: -(pupils[0]![2] + pupils[1]![2]) / 2 / camera.f,
    pdMm: shape.pdMm,
    faceWidthMm: faceWidthMm(shape),
    templeHalfMm: templeHalfWidthMm(inFrame) + 1,
  }
}
