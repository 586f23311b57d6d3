import type { Rgb } from './frame.ts'

/**
 * The colour of acetate at each vertex: ground colour with warped veins of the second one, fixed in space, so that both eyes differ as
 * they do when cut from one sheet.
 *
 * `positions`: 3 floats a vertex, mm. Answers 3 floats a vertex, 0..255. Source: looks, matched by eye to `tools/product-pictures`.
 */
export function acetateColours(positions: Float32Array, ground: Rgb, veins: Rgb): Float32Array {
  const colours = new Float32Array(positions.length)
  for (let i = 0; i < positions.length; i += 3) {
    const [x, y, z] = [positions[i]! * 0.1 + 3, positions[i + 1]! * 0.125, positions[i + 2]! * 0.06]
    const warpX = 2.2 * noise(1.1 * x + 7, 1.1 * y, z)
    const warpY = 2.2 * noise(1.1 * x, 1.1 * y + 9, z)
    const grain = 0.7 * noise(x + warpX, y + warpY, z) + 0.3 * noise(2.3 * x + warpY, 2.3 * y, 2 * z)
    const edge = Math.max(0, Math.min(1, (grain - 0.34) / 0.3))
    const share = edge * edge * (3 - 2 * edge)
    for (const channel of [0, 1, 2] as const) colours[i + channel] = ground[channel] + share * (veins[channel] - ground[channel])
  }
  return colours
}

/** Value noise, 0..1, smooth between the corners of a unit lattice. */
function noise(x: number, y: number, z: number): number {
  const [ix, iy, iz] = [Math.floor(x), Math.floor(y), Math.floor(z)]
  const [fx, fy, fz] = [x - ix, y - iy, z - iz].map((f) => f * f * (3 - 2 * f)) as [number, number, number]
  let sum = 0
  for (const dx of [0, 1])
    for (const dy of [0, 1])
      for (const dz of [0, 1]) sum += (dx ? fx : 1 - fx) * (dy ? fy : 1 - fy) * (dz ? fz : 1 - fz) * corner(ix + dx, iy + dy, iz + dz)
  return sum
}

function corner(x: number, y: number, z: number): number {
  let hash = Math.imul(x, 374761393) ^ Math.imul(y, 668265263) ^ Math.imul(z, 2147483647 - 73)
  hash = Math.imul(hash ^ (hash >>> 13), 1274126177)
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32
}
