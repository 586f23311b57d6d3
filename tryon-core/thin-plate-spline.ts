import type { Pixel } from './image.ts'
import { solveLinear } from './solve-linear.ts'

/**
 * The smoothest bend of the plane that carries each point of `from` to its partner in `to`: as little bent as can be, an affine map far away.
 * Throws RangeError for fewer than three points, or points on one line.
 * Source: Bookstein, Principal Warps, IEEE PAMI 11(6), 1989; U(r) = r² log r².
 */
export function thinPlateSpline(from: readonly Pixel[], to: readonly Pixel[]): (at: Pixel) => Pixel {
  const n = from.length
  if (n < 3 || to.length !== n) throw new RangeError(`${n} points to ${to.length}`)
  const rows = from.map(([x, y]) => [...from.map(([u, v]) => kernel((x - u) ** 2 + (y - v) ** 2)), 1, x, y])
  const affine = [0, 1, 2].map((k) => [...from.map(([x, y]) => [1, x, y][k]!), 0, 0, 0])
  const matrix = [...rows, ...affine]
  const [forX, forY] = [0, 1].map((axis) => solveLinear(matrix, [...to.map((point) => point[axis as 0 | 1]), 0, 0, 0], refused)) as [
    number[],
    number[],
  ]
  return ([x, y]) => {
    let [u, v] = [forX[n]! + forX[n + 1]! * x + forX[n + 2]! * y, forY[n]! + forY[n + 1]! * x + forY[n + 2]! * y]
    for (let i = 0; i < n; i++) {
      const bend = kernel((x - from[i]![0]) ** 2 + (y - from[i]![1]) ** 2)
      u += forX[i]! * bend
      v += forY[i]! * bend
    }
    return [u, v]
  }
}

const kernel = (r2: number): number => (r2 === 0 ? 0 : r2 * Math.log(r2))

const refused = { below: 1e-9, why: 'the points lie on one line' } as const
