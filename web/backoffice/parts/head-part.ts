import type { FramePart } from '@vitrine/tryon-core/frame-geometry'
import type { Occluder } from '@vitrine/tryon-core/head-occluder'
import { cross, subtract, unit, type Vec3 } from '@vitrine/tryon-core/vector'

/** The stone of the shop-window bust: nobody's skin. */
const stone = [201, 192, 178] as const

/** The head that otherwise only hides, to be seen. */
export function headPart({ positions, index }: Occluder): FramePart {
  const at = (i: number): Vec3 => [positions[3 * i]!, positions[3 * i + 1]!, positions[3 * i + 2]!]
  const normals = new Float32Array(positions.length)
  for (let corner = 0; corner < index.length; corner += 3) {
    const [i, j, k] = [index[corner]!, index[corner + 1]!, index[corner + 2]!]
    const normal = cross(subtract(at(j), at(i)), subtract(at(k), at(i)))
    for (const vertex of [i, j, k]) for (const axis of [0, 1, 2] as const) normals[3 * vertex + axis]! += normal[axis]
  }
  for (let i = 0; i < normals.length; i += 3) normals.set(unit([normals[i]!, normals[i + 1]!, normals[i + 2]!]), i)
  return { name: 'pad', positions, normals, index: Uint32Array.from(index), colour: stone, opacity: 1, finish: 'plastic', gloss: 0.05 }
}
