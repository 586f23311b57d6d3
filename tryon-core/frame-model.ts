import type { FramePart } from './frame-geometry.ts'
import { frontWidthMm } from './frame-geometry.ts'
import type { Frame, Rgb } from './frame.ts'
import { cross, subtract, unit, type Vec3 } from './vector.ts'

/**
 * Most a 3D file of a frame may be: what a phone loads with the mirror and draws four of at 25 pictures a second. `offMm`: how far its box may
 * be from the numbers of the catalogue, each way.
 */
export const modelLimits = { bytes: 2_000_000, triangles: 60_000, offMm: 6 } as const

export const modelRefusals = ['not-a-model', 'too-large', 'too-many-triangles', 'wrong-size'] as const
export type ModelRefusal = (typeof modelRefusals)[number]

/** A frame somebody modelled. Parts stand in frame coordinates, mm. */
export interface FrameModel {
  readonly outcome: 'model'
  readonly parts: readonly FramePart[]
  readonly triangles: number
  /** Across the front, from its top to its bottom, and front to back over all. */
  readonly sizeMm: Vec3
}

/**
 * Reads a glTF 2.0 binary (GLB) of a frame. Source: Khronos glTF 2.0, sections 3 to 5.
 *
 * In the file: metres, x to the wearer's left, y up, z out of the face, the origin midway between the centres of the lenses, as seen from the
 * front. Positions, normals, base colours, metalness and opacity are read; a node's matrix or translation, rotation and scale hold.
 * Limits: no textures, no skins, no compression: a file that requires an extension is none. Throws nothing for bad bytes.
 */
export function readFrameModel(bytes: Uint8Array): FrameModel | { readonly outcome: 'refused'; readonly code: ModelRefusal } {
  if (bytes.length > modelLimits.bytes) return { outcome: 'refused', code: 'too-large' }
  try {
    const file = chunksOf(bytes)
    const parts = file && partsOf(file)
    if (!parts || parts.length === 0) return { outcome: 'refused', code: 'not-a-model' }
    const triangles = parts.reduce((sum, { index }) => sum + index.length / 3, 0)
    if (triangles > modelLimits.triangles) return { outcome: 'refused', code: 'too-many-triangles' }
    return { outcome: 'model', parts, triangles, sizeMm: sizeOf(parts) }
  } catch (error) {
    // An offset that leads out of the file, or a list that is none: damaged or made to be.
    if (error instanceof RangeError || error instanceof TypeError || error instanceof SyntaxError)
      return { outcome: 'refused', code: 'not-a-model' }
    throw error
  }
}

/** Whether a model is as large as the catalogue says: as wide as the front, as high as its lenses and rims, as deep as its temples. */
export function fitsNumbers({ sizeMm: [across, high, deep] }: Pick<FrameModel, 'sizeMm'>, frame: Frame): boolean {
  const { offMm } = modelLimits
  const width = frontWidthMm(frame)
  // A temple is measured along its bend: front to back it is shorter by up to a sixth.
  return (
    Math.abs(across - width) <= offMm &&
    high >= frame.lensHeightMm - 1 &&
    high <= frame.lensHeightMm + 2 * (frame.rim.widthMm + offMm) &&
    deep <= frame.templeMm + 2 * offMm &&
    deep >= (frame.templeMm * 5) / 6 - offMm
  )
}

/** From the middle between the lenses to the origin of frame coordinates, mm: as `frameParts` hangs a front. */
const hung: Vec3 = [0, -3, 13]

interface Json {
  readonly [name: string]: unknown
}
interface File {
  readonly json: Json
  readonly binary: DataView
}

/** The JSON and the first binary chunk; undefined when it is no GLB of version 2, or needs what is not read here. */
function chunksOf(bytes: Uint8Array): File | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (view.getUint32(0, true) !== 0x46546c67 || view.getUint32(4, true) !== 2 || view.getUint32(8, true) > bytes.length) return undefined
  const jsonLength = view.getUint32(12, true)
  if (view.getUint32(16, true) !== 0x4e4f534a) return undefined
  const json = JSON.parse(new TextDecoder().decode(bytes.subarray(20, 20 + jsonLength))) as Json
  const at = 20 + jsonLength
  if (view.getUint32(at + 4, true) !== 0x004e4942 || listOf(json, 'extensionsRequired').length > 0) return undefined
  return { json, binary: new DataView(bytes.buffer, bytes.byteOffset + at + 8, view.getUint32(at, true)) }
}

const listOf = (of: Json, name: string): readonly Json[] => (of[name] === undefined ? [] : (of[name] as readonly Json[]))
const numbersOf = (of: Json, name: string): readonly number[] | undefined => of[name] as readonly number[] | undefined

/** Columns of a 4 x 4 matrix, as in the file. */
type Mat4 = readonly number[]
const noTurn: Mat4 = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1]
/** More than any frame is built of; a file whose nodes are their own children is none. */
const most = { deep: 32, nodes: 1_000 } as const

function partsOf({ json, binary }: File): FramePart[] {
  const [nodes, meshes, scenes] = [listOf(json, 'nodes'), listOf(json, 'meshes'), listOf(json, 'scenes')]
  const scene = scenes[(json['scene'] as number | undefined) ?? 0]
  const parts: FramePart[] = []
  let [triangles, visited] = [0, 0]
  function visit(at: number, above: Mat4, depth: number): void {
    const node = nodes[at]
    if (!node || depth > most.deep || ++visited > most.nodes) throw new RangeError('not a tree of nodes')
    const here = product(above, matrixOf(node))
    const mesh = node['mesh'] === undefined ? undefined : meshes[node['mesh'] as number]
    for (const primitive of mesh ? listOf(mesh, 'primitives') : []) {
      const part = partOf({ json, binary }, primitive, here)
      triangles += part ? part.index.length / 3 : 0
      // A node may be shown often: what is drawn counts, not what is stored.
      if (triangles > 2 * modelLimits.triangles) return
      if (part) parts.push(part)
    }
    for (const child of numbersOf(node, 'children') ?? []) visit(child, here, depth + 1)
  }
  for (const root of (scene && numbersOf(scene, 'nodes')) ?? nodes.map((_, i) => i)) visit(root, noTurn, 0)
  return parts
}

function partOf({ json, binary }: File, primitive: Json, matrix: Mat4): FramePart | undefined {
  if (((primitive['mode'] as number | undefined) ?? 4) !== 4) return undefined // lines and points are no frame
  const attributes = primitive['attributes'] as Json
  const stored = floatsOf({ json, binary }, attributes['POSITION'] as number)
  const positions = new Float32Array(stored.length)
  for (let i = 0; i < stored.length; i += 3) {
    const at = moved(matrix, [stored[i]!, stored[i + 1]!, stored[i + 2]!], 1)
    positions.set([at[0] * 1_000 + hung[0], at[1] * 1_000 + hung[1], at[2] * 1_000 + hung[2]], i)
  }
  if (!positions.every(Number.isFinite)) throw new RangeError('a position that is none')
  const count = positions.length / 3
  const index =
    primitive['indices'] === undefined
      ? Uint32Array.from({ length: count }, (_, i) => i)
      : indexOf({ json, binary }, primitive['indices'] as number)
  if (index.length % 3 !== 0 || index.some((vertex) => vertex >= count)) throw new RangeError('a corner that is none')
  const normals =
    attributes['NORMAL'] === undefined
      ? normalsOf(positions, index)
      : turnedNormals(floatsOf({ json, binary }, attributes['NORMAL'] as number), matrix)
  if (normals.length !== positions.length) throw new RangeError('a normal for each position')
  return { name: 'rim', positions, normals, index, ...lookOf(listOf(json, 'materials')[primitive['material'] as number]) }
}

/** Base colours are linear in the file (section 3.9.2), sRGB here. Less opaque than a solid is a lens. */
function lookOf(material: Json | undefined): Pick<FramePart, 'colour' | 'opacity' | 'finish' | 'gloss'> {
  const surface = (material?.['pbrMetallicRoughness'] as Json | undefined) ?? {}
  const [red = 1, green = 1, blue = 1, alpha = 1] = numbersOf(surface, 'baseColorFactor') ?? []
  const colour = [red, green, blue].map(toSrgb) as unknown as Rgb // three of them
  const opacity = material?.['alphaMode'] === 'BLEND' ? Math.min(1, Math.max(0, alpha)) : 1
  const isMetal = ((surface['metallicFactor'] as number | undefined) ?? 1) > 0.5
  const gloss = 1 - Math.min(1, Math.max(0, (surface['roughnessFactor'] as number | undefined) ?? 1))
  return { colour, opacity, finish: opacity < 1 ? 'lens' : isMetal ? 'metal' : 'plastic', gloss }
}

/** Source: IEC 61966-2-1. */
const toSrgb = (linear: number): number =>
  Math.round(255 * Math.min(1, Math.max(0, linear <= 0.0031308 ? 12.92 * linear : 1.055 * linear ** (1 / 2.4) - 0.055)))

/** 3 floats for each element of an accessor. */
function floatsOf(file: File, at: number): Float32Array {
  const { offset, stride, count, componentType, type } = placeOf(file, at, 12)
  if (componentType !== 5126 || type !== 'VEC3') throw new RangeError('not three floats')
  const out = new Float32Array(3 * count)
  for (let i = 0; i < count; i++)
    for (const axis of [0, 1, 2] as const) out[3 * i + axis] = file.binary.getFloat32(offset + i * stride + 4 * axis, true)
  return out
}

const indexBytes: Readonly<Record<number, 1 | 2 | 4>> = { 5121: 1, 5123: 2, 5125: 4 }

function indexOf(file: File, at: number): Uint32Array {
  const width = indexBytes[(listOf(file.json, 'accessors')[at] ?? {})['componentType'] as number]
  if (!width) throw new RangeError('not an index')
  const { offset, stride, count } = placeOf(file, at, width)
  const { binary } = file
  return Uint32Array.from({ length: count }, (_, i) => {
    const from = offset + i * stride
    return width === 1 ? binary.getUint8(from) : width === 2 ? binary.getUint16(from, true) : binary.getUint32(from, true)
  })
}

/** Where the elements of an accessor lie in the binary chunk. Its count is judged by the bytes that are there, before anything is made of it. */
function placeOf({ json, binary }: File, at: number, elementBytes: number) {
  const accessor = listOf(json, 'accessors')[at]
  const view = accessor && listOf(json, 'bufferViews')[accessor['bufferView'] as number]
  if (!accessor || !view || (view['buffer'] ?? 0) !== 0) throw new RangeError('no such accessor')
  const offset = ((view['byteOffset'] as number | undefined) ?? 0) + ((accessor['byteOffset'] as number | undefined) ?? 0)
  const stride = (view['byteStride'] as number | undefined) ?? elementBytes
  const count = accessor['count'] as number
  const isWhole = Number.isInteger(count) && count > 0 && stride >= elementBytes && offset >= 0
  if (!isWhole || offset + (count - 1) * stride + elementBytes > binary.byteLength) throw new RangeError('out of the file')
  return { offset, stride, count, componentType: accessor['componentType'], type: accessor['type'] }
}

function matrixOf(node: Json): Mat4 {
  const whole = numbersOf(node, 'matrix')
  if (whole) return whole
  const [tx = 0, ty = 0, tz = 0] = numbersOf(node, 'translation') ?? []
  const [x = 0, y = 0, z = 0, w = 1] = numbersOf(node, 'rotation') ?? []
  const [sx = 1, sy = 1, sz = 1] = numbersOf(node, 'scale') ?? []
  return [
    ...[(1 - 2 * (y * y + z * z)) * sx, 2 * (x * y + z * w) * sx, 2 * (x * z - y * w) * sx, 0],
    ...[2 * (x * y - z * w) * sy, (1 - 2 * (x * x + z * z)) * sy, 2 * (y * z + x * w) * sy, 0],
    ...[2 * (x * z + y * w) * sz, 2 * (y * z - x * w) * sz, (1 - 2 * (x * x + y * y)) * sz, 0],
    ...[tx, ty, tz, 1],
  ]
}

const product = (a: Mat4, b: Mat4): Mat4 =>
  Array.from({ length: 16 }, (_, i) => [0, 1, 2, 3].reduce((sum, k) => sum + a[4 * k + (i & 3)]! * b[4 * (i >> 2) + k]!, 0))

const moved = (m: Mat4, [x, y, z]: Vec3, w: 0 | 1): Vec3 => [
  m[0]! * x + m[4]! * y + m[8]! * z + w * m[12]!,
  m[1]! * x + m[5]! * y + m[9]! * z + w * m[13]!,
  m[2]! * x + m[6]! * y + m[10]! * z + w * m[14]!,
]

/** Right for turns and even scales, which is what frames are exported with. */
function turnedNormals(normals: Float32Array, matrix: Mat4): Float32Array {
  const out = new Float32Array(normals.length)
  for (let i = 0; i < normals.length; i += 3) out.set(unit(moved(matrix, [normals[i]!, normals[i + 1]!, normals[i + 2]!], 0)), i)
  return out
}

function normalsOf(positions: Float32Array, index: Uint32Array): Float32Array {
  const out = new Float32Array(positions.length)
  const at = (vertex: number): Vec3 => [positions[3 * vertex]!, positions[3 * vertex + 1]!, positions[3 * vertex + 2]!]
  for (let corner = 0; corner < index.length; corner += 3) {
    const corners = [index[corner]!, index[corner + 1]!, index[corner + 2]!] as const
    const [a, b, c] = corners.map(at) as [Vec3, Vec3, Vec3]
    const normal = cross(subtract(b, a), subtract(c, a))
    for (const vertex of corners) for (const axis of [0, 1, 2] as const) out[3 * vertex + axis]! += normal[axis]
  }
  for (let i = 0; i < out.length; i += 3) out.set(unit([out[i]!, out[i + 1]!, out[i + 2]!]), i)
  return out
}

/** Temples spread behind the front: across and up it is measured alone, where it ends with its hinges. */
const frontDeepMm = 12

function sizeOf(parts: readonly FramePart[]): Vec3 {
  const box = (isIn: (z: number) => boolean) => {
    const [least, largest] = [
      [Infinity, Infinity, Infinity],
      [-Infinity, -Infinity, -Infinity],
    ]
    for (const { positions } of parts)
      for (let i = 0; i < positions.length; i++) {
        if (!isIn(positions[i - (i % 3) + 2]!)) continue
        least![i % 3] = Math.min(least![i % 3]!, positions[i]!)
        largest![i % 3] = Math.max(largest![i % 3]!, positions[i]!)
      }
    return { least: least!, largest: largest! }
  }
  const whole = box(() => true)
  const front = box((z) => z > whole.largest[2]! - frontDeepMm)
  return [front.largest[0]! - front.least[0]!, front.largest[1]! - front.least[1]!, whole.largest[2]! - whole.least[2]!]
}
