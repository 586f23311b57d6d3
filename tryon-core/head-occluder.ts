/** A head that hides what is behind it and is never drawn. Triangles; positions in frame coordinates, mm. */
export interface Occluder {
  readonly positions: Float32Array
  /** 3 vertices a triangle. */
  readonly index: Uint16Array
  /** Half width where the temples run, mm. */
  readonly templeHalfMm: number
}

/** The average head, in frame coordinates at its own size. */
export interface AverageHead {
  readonly positions: Float32Array
  readonly index: Uint16Array
  /** Far PD of this head, mm. */
  readonly pdMm: number
}

/**
 * Reads `data/average-head.bin`: little-endian; uint16 vertices, uint16 triangles, float32 PD in mm, then int16 positions in 0.01 mm,
 * each axis as differences from vertex to vertex, then uint16 corners as differences too (both compress to half so).
 *
 * Throws RangeError when the bytes are something else. Source of the head: MakeHuman base mesh, CC0, see NOTICE; made by
 * `tools/try-on/make-average-head.ts`.
 */
export function readAverageHead(bytes: Uint8Array): AverageHead {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const [vertices, triangles] = bytes.length < 8 ? [0, 0] : [view.getUint16(0, true), view.getUint16(2, true)]
  if (bytes.length !== 8 + 6 * (vertices + triangles) || vertices === 0) throw new RangeError('not an average head')
  const positions = new Float32Array(3 * vertices)
  for (let axis = 0; axis < 3; axis++) {
    let sum = 0
    for (let i = 0; i < vertices; i++) positions[3 * i + axis] = (sum += view.getInt16(8 + 2 * (axis * vertices + i), true)) / 100
  }
  const index = new Uint16Array(3 * triangles)
  let corner = 0
  for (let i = 0; i < index.length; i++) index[i] = corner = (corner + view.getUint16(8 + 6 * vertices + 2 * i, true)) & 0xffff
  return { positions, index, pdMm: view.getFloat32(4, true) }
}

/**
 * The average head at the size of a wearer with that PD: depth only, so that temples end behind ears and cheeks. `templeHalfMm`, where it
 * was measured (`Placement`), makes it as wide as the wearer is where glasses run along it.
 */
export function occluderFor(head: AverageHead, pdMm: number, templeHalfMm?: number): Occluder {
  const size = pdMm / head.pdMm
  const average = templeHalfWidthMm(head.positions) * size
  const half = templeHalfMm === undefined ? average : templeHalfMm - besideMm
  const positions = head.positions.map((value, i) => value * size * (i % 3 === 0 ? half / average : 1))
  return { positions, index: head.index, templeHalfMm: half }
}

/** Temples run so far beside the head, mm. */
export const besideMm = 1

/** Half width of a head where the temples run: 2 to 14 mm above the pupils, 45 to 75 mm behind them. Frame coordinates, mm. */
export function templeHalfWidthMm(positions: Float32Array): number {
  let half = 0
  for (let i = 0; i < positions.length; i += 3) {
    const [x, y, z] = [positions[i]!, positions[i + 1]!, positions[i + 2]!]
    if (Math.abs(y - 8) < 6 && z < -45 && z > -75) half = Math.max(half, x)
  }
  return half
}
