import type { Pixel } from './image.ts'
import { solveLinear } from './solve-linear.ts'

export interface Circle {
  readonly centre: Pixel
  readonly radius: number
}

export interface AgreedCircle extends Circle {
  /** The points that belong to it. */
  readonly points: readonly Pixel[]
}

/** Points of both sides of a circle, and about where and how large it is, px. */
export interface SeenEdges {
  readonly sides: readonly [readonly Pixel[], readonly Pixel[]]
  readonly home: Pixel
  readonly radius: number
}

/** A point belongs to a circle within this share of its radius, or so many px. */
const near = { share: 0.025, px: 0.2 } as const
/** What a point inside the circle costs, against one outside: lids and lashes hide an edge and are seen nearer, nothing is seen farther. */
const insideCosts = 0.7
/** Circles no smaller and no larger than this, against what was expected. */
const sizes = { least: 0.75, most: 1.4 } as const
/** How much `home` counts, against one point. */
const pull = 0.02
/** Points of a side that circles are tried through. */
const tried = 5

/**
 * The circle that most of the points agree on, not the one nearest to all: a lid's edge is an edge too, and a mean with it is wrong.
 *
 * Tries circles through three points of both sides, keeps the one that costs least (each point its squared distance, but never more than if it
 * belonged nowhere), and lays a least-squares circle through the points that belong to it. Deterministic. Source: MSAC, Torr and Zisserman 2000.
 * Constants chosen on heads to tune with (docs/try-on-accuracy.md). Cost: 0.2 ms for 38 points.
 */
export function mostAgreedCircle(seen: SeenEdges): AgreedCircle | undefined {
  const points = seen.sides.flat()
  const reach = reachOf(seen)
  let best: Circle | undefined
  let least = Number.POSITIVE_INFINITY
  for (const three of triples(seen.sides)) {
    const circle = circleThroughThree(three)
    if (!circle || circle.radius < sizes.least * seen.radius || circle.radius > sizes.most * seen.radius) continue
    const cost = costOf(circle, points, reach, least)
    if (cost < least) [best, least] = [circle, cost]
  }
  if (!best) return undefined
  const from = best
  const kept = points.filter((point) => Math.abs(beyond(from, point)) < 1.5 * reach)
  for (let round = 0; round < 3 && kept.length >= 5; round++) best = nearestCircle(kept, best, seen.home)
  return { ...best, points: kept }
}

const reachOf = ({ radius }: SeenEdges): number => Math.max(near.px, near.share * radius)

/** How far outside a circle a point lies. No `Math.hypot`: it is asked for ten thousand times a picture, and three times as slow. */
function beyond({ centre, radius }: Circle, point: Pixel): number {
  const [x, y] = [point[0] - centre[0], point[1] - centre[1]]
  return Math.sqrt(x * x + y * y) - radius
}

/** Stops where it is known to be more than `most`. */
function costOf(circle: Circle, points: readonly Pixel[], reach: number, most: number): number {
  let cost = 0
  for (let i = 0; i < points.length && cost < most; i++) {
    const off = beyond(circle, points[i]!) / reach
    cost += Math.min(1, off * off) * (off < 0 ? insideCosts : 1)
  }
  return cost
}

/** Two points of one side and one of the other, from some of each. */
function* triples([left, right]: SeenEdges['sides']): Generator<readonly [Pixel, Pixel, Pixel]> {
  const some = (side: readonly Pixel[]) => {
    const step = Math.max(1, Math.floor(side.length / tried))
    return side.filter((_, i) => i % step === 0)
  }
  for (const [one, other] of [
    [some(left), some(right)],
    [some(right), some(left)],
  ] as const)
    for (const [i, a] of one.entries()) for (const b of one.slice(i + 1)) for (const c of other) yield [a, b, c]
}

function circleThroughThree([[ax, ay], [bx, by], [cx, cy]]: readonly [Pixel, Pixel, Pixel]): Circle | undefined {
  const [b, c] = [
    [bx - ax, by - ay],
    [cx - ax, cy - ay],
  ] as const
  const area = 2 * (b[0] * c[1] - b[1] * c[0])
  const [bb, cc] = [b[0] ** 2 + b[1] ** 2, c[0] ** 2 + c[1] ** 2]
  if (Math.abs(area) < 0.05 * Math.max(bb, cc)) return undefined
  const [x, y] = [(c[1] * bb - b[1] * cc) / area, (b[0] * cc - c[0] * bb) / area]
  return { centre: [ax + x, ay + y], radius: Math.hypot(x, y) }
}

/** One step of least squares from `from`, held a little to `home`. */
function nearestCircle(points: readonly Pixel[], { centre: [x, y], radius }: Circle, home: Pixel): Circle {
  const rows = points.map(([px, py]) => {
    const far = Math.hypot(px - x, py - y)
    return [1, (px - x) / far, (py - y) / far, far] as const
  })
  const sums = [0, 1, 2].map((i) => [0, 1, 2, 3].map((j) => rows.reduce((sum, row) => sum + row[i]! * row[j]!, 0)))
  const matrix = sums.map((row, i) => row.slice(0, 3).map((value, j) => (i === j && i > 0 ? value + pull : value)))
  const right = sums.map((row, i) => row[3]! + (i > 0 ? pull * (home[i - 1]! - (i === 1 ? x : y)) : 0))
  const [r = radius, dx = 0, dy = 0] = solveLinear(matrix, right)
  return { centre: [x + dx, y + dy], radius: r }
}
