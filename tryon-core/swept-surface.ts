import { add, cross, scale, subtract, unit, type Vec3 } from './vector.ts'

/** Triangles with smooth normals. `positions` and `normals`: 3 floats a vertex, mm and unit length; `index`: 3 vertices a triangle. */
export interface Surface {
  readonly positions: Float32Array
  readonly normals: Float32Array
  readonly index: Uint32Array
}

/** Rows of as many points each -> triangles between neighbours. */
export function surfaceOf(rows: readonly (readonly Vec3[])[]): Surface {
  const columns = rows[0]?.length ?? 0
  const points = rows.flat()
  const index: number[] = []
  for (let r = 0; r + 1 < rows.length; r++)
    for (let c = 0; c + 1 < columns; c++) {
      const i = r * columns + c
      index.push(i, i + 1, i + columns, i + 1, i + columns + 1, i + columns)
    }
  const sums: Vec3[] = points.map(() => [0, 0, 0])
  for (let k = 0; k < index.length; k += 3) {
    const corners = index.slice(k, k + 3)
    const [a, b, c] = corners.map((i) => points[i]!) as [Vec3, Vec3, Vec3]
    const normal = cross(subtract(b, a), subtract(c, a))
    for (const i of corners) sums[i] = add(sums[i]!, normal)
  }
  return { positions: Float32Array.from(points.flat()), normals: Float32Array.from(sums.flatMap(unit)), index: Uint32Array.from(index) }
}

/** A smooth line through the points (Catmull-Rom, uniform), as `steps + 1` points. */
export function curveThrough(points: readonly Vec3[], steps: number): Vec3[] {
  const at = (i: number) => points[Math.max(0, Math.min(points.length - 1, i))]!
  return Array.from({ length: steps + 1 }, (_, n) => {
    const along = (n / steps) * (points.length - 1)
    const i = Math.min(points.length - 2, Math.floor(along))
    const t = along - i
    const axis = (a: 0 | 1 | 2) => {
      const [p, q, r, s] = [at(i - 1)[a], at(i)[a], at(i + 1)[a], at(i + 2)[a]]
      return 0.5 * (2 * q + (r - p) * t + (2 * p - 5 * q + 4 * r - s) * t * t + (3 * q - p - 3 * r + s) * t ** 3)
    }
    return [axis(0), axis(1), axis(2)]
  })
}

/** An elliptic tube along a line. `side` names the direction of the first radius, mm; the other stands across it. */
export function tubeAlong(path: readonly Vec3[], sideMm: number, upMm: number, side: Vec3): Surface {
  const rings = path.map((point, i) => {
    const ahead = subtract(path[Math.min(path.length - 1, i + 1)]!, path[Math.max(0, i - 1)]!)
    const up = unit(cross(ahead, side))
    const across = unit(cross(up, ahead))
    return Array.from({ length: 11 }, (_, k) => {
      const angle = (k / 10) * 2 * Math.PI
      return add(point, add(scale(across, sideMm * Math.cos(angle)), scale(up, upMm * Math.sin(angle))))
    })
  })
  return surfaceOf(rings)
}
