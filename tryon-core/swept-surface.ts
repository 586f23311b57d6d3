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
  const positions = new Float32Array(3 * columns * rows.length)
  for (const [r, row] of rows.entries()) for (const [c, point] of row.entries()) positions.set(point, 3 * (r * columns + c))
  const index = new Uint32Array(6 * Math.max(0, rows.length - 1) * Math.max(0, columns - 1))
  let at = 0
  for (let r = 0; r + 1 < rows.length; r++)
    for (let c = 0; c + 1 < columns; c++) {
      const i = r * columns + c
      index.set([i, i + 1, i + columns, i + 1, i + columns + 1, i + columns], at)
      at += 6
    }
  return { positions, normals: smoothNormals(positions, index), index }
}

/** The mean of the triangles around each vertex, each weighed by its area. */
function smoothNormals(positions: Float32Array, index: Uint32Array): Float32Array {
  const sums = new Float64Array(positions.length)
  for (let k = 0; k < index.length; k += 3) {
    const a = 3 * index[k]!
    const b = 3 * index[k + 1]!
    const c = 3 * index[k + 2]!
    const [x, y, z] = [positions[a]!, positions[a + 1]!, positions[a + 2]!]
    const [ux, uy, uz] = [positions[b]! - x, positions[b + 1]! - y, positions[b + 2]! - z]
    const [vx, vy, vz] = [positions[c]! - x, positions[c + 1]! - y, positions[c + 2]! - z]
    for (let corner = k; corner < k + 3; corner++) {
      const i = 3 * index[corner]!
      sums[i]! += uy * vz - uz * vy
      sums[i + 1]! += uz * vx - ux * vz
      sums[i + 2]! += ux * vy - uy * vx
    }
  }
  const normals = new Float32Array(positions.length)
  for (let i = 0; i < sums.length; i += 3) normals.set(unit([sums[i]!, sums[i + 1]!, sums[i + 2]!]), i)
  return normals
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
