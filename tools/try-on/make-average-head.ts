/** Makes `tryon-core/data/average-head.bin` from the CC0 heads: `npx tsx tools/try-on/make-average-head.ts`. Format: `tryon-core/head-occluder.ts`. */
import { writeFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { blendHead, headTriangles, irisPlaneMm } from './head-shape.ts'

/** Below this, mm under the eyes, nothing of a frame can be hidden. */
const lowest = -115

const { positions, eyeRadius, pdMm } = blendHead({})
const pupilZ = irisPlaneMm(eyeRadius)
const isKept = (vertex: number) => positions[3 * vertex + 1]! > lowest
const { skin } = headTriangles
const corners = Array.from({ length: skin.length / 3 }, (_, i) => [skin[3 * i]!, skin[3 * i + 1]!, skin[3 * i + 2]!])
  .filter((triangle) => triangle.every(isKept))
  .flat()
const vertices = [...new Set(corners)].toSorted((a, b) => a - b)
const numberOf = new Map(vertices.map((vertex, i) => [vertex, i]))

const bytes = Buffer.alloc(8 + 6 * vertices.length + 2 * corners.length)
bytes.writeUInt16LE(vertices.length, 0)
bytes.writeUInt16LE(corners.length / 3, 2)
bytes.writeFloatLE(pdMm, 4)
let at = 8
for (let axis = 0; axis < 3; axis++) {
  let before = 0
  for (const vertex of vertices) {
    const value = Math.round(100 * (positions[3 * vertex + axis]! - (axis === 2 ? pupilZ : 0)))
    at = bytes.writeInt16LE(value - before, at)
    before = value
  }
}
let before = 0
for (const vertex of corners) {
  const value = numberOf.get(vertex)!
  at = bytes.writeUInt16LE((value - before) & 0xffff, at)
  before = value
}
writeFileSync(new URL('../../tryon-core/data/average-head.bin', import.meta.url), bytes)
console.log(`${vertices.length} vertices, ${corners.length / 3} triangles, ${bytes.length} bytes, ${gzipSync(bytes).length} compressed`)
