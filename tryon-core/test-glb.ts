import type { FramePart } from './frame-geometry.ts'

interface GlbOptions {
  readonly node?: object
  readonly json?: object
  readonly withNormals?: boolean
  /** 5125 uint32, 5123 uint16. */
  readonly index?: 5123 | 5125
  /** Written in place of the first corner. */
  readonly corner?: number
}

/** A GLB of these parts, as a modelling programme would export it: for tests. */
export function glbOf(
  parts: readonly FramePart[],
  { node = {}, json = {}, withNormals = true, index = 5125, corner }: GlbOptions = {},
): Uint8Array {
  const blobs: Uint8Array[] = []
  const [views, accessors, materials, primitives]: [object[], object[], object[], object[]] = [[], [], [], []]
  let offset = 0
  const store = (values: Float32Array | Uint16Array | Uint32Array, accessor: object): number => {
    const bytes = new Uint8Array(Math.ceil(values.byteLength / 4) * 4)
    bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength))
    views.push({ buffer: 0, byteOffset: offset, byteLength: values.byteLength })
    blobs.push(bytes)
    offset += bytes.length
    return accessors.push({ bufferView: views.length - 1, ...accessor }) - 1
  }
  for (const { positions, normals, index: corners, colour, opacity, finish, gloss } of parts) {
    const metres = positions.map((mm, i) => (mm - [0, -3, 13][i % 3]!) / 1_000)
    const turned = Uint32Array.from(corners)
    if (corner !== undefined) turned[0] = corner
    const vectors = { componentType: 5126, type: 'VEC3', count: positions.length / 3 }
    const linear = colour.map((part) => (part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4))
    const surface = { baseColorFactor: [...linear, opacity], metallicFactor: finish === 'metal' ? 1 : 0, roughnessFactor: 1 - gloss }
    materials.push({ pbrMetallicRoughness: surface, ...(opacity < 1 && { alphaMode: 'BLEND' }) })
    primitives.push({
      attributes: { POSITION: store(metres, vectors), ...(withNormals && { NORMAL: store(normals, vectors) }) },
      indices: store(index === 5123 ? Uint16Array.from(turned) : turned, { componentType: index, type: 'SCALAR', count: turned.length }),
      material: materials.length - 1,
    })
  }
  const text = JSON.stringify({
    ...{ asset: { version: '2.0' }, scene: 0, scenes: [{ nodes: [0] }], nodes: [{ mesh: 0, ...node }], meshes: [{ primitives }] },
    ...{ materials, accessors, bufferViews: views, buffers: [{ byteLength: offset }], ...json },
  })
  const encoded = new TextEncoder().encode(text.padEnd(Math.ceil(text.length / 4) * 4))
  const bytes = new Uint8Array(28 + encoded.length + offset)
  const view = new DataView(bytes.buffer)
  for (const [at, value] of [0x46546c67, 2, bytes.length, encoded.length, 0x4e4f534a].entries()) view.setUint32(4 * at, value, true)
  bytes.set(encoded, 20)
  view.setUint32(20 + encoded.length, offset, true)
  view.setUint32(24 + encoded.length, 0x004e4942, true)
  let to = 28 + encoded.length
  for (const blob of blobs) {
    bytes.set(blob, to)
    to += blob.length
  }
  return bytes
}
