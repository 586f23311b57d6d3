import type { Pixel, PixelImage } from './image.ts'
import { irisByLight, isClearOfLids, type LitPixel } from './iris-by-light.ts'
import { median } from './median.ts'
import { type Circle, mostAgreedCircle } from './most-agreed-circle.ts'

/** The iris as a circle, px. */
export interface IrisCircle {
  readonly centre: Pixel
  readonly diameter: number
  /** Where its edge was seen. */
  readonly edge: readonly Pixel[]
  /** How wide the edge is, from half its steepness to half its steepness, px: median of the rays beside the eye line. */
  readonly edgePx: number
}

/** An iris as the network saw it, px: where to look for the edge. */
export interface SeenIris {
  readonly centre: Pixel
  readonly radius: number
  /** Angle of the eye line, radians, clockwise on screen. */
  readonly roll: number
  /** The lids' edge, a closed polygon; without it every ray counts. */
  readonly lids?: readonly Pixel[]
}

/**
 * Rays to each side: how many, from where to where in degrees below the eye line, how many have to find the edge, and how often the
 * circle is sought anew. More below than above, because the upper lid covers the iris first. Chosen on heads to tune with.
 */
const rays = { each: 19, from: -20, to: 60, least: 3, rounds: 3 } as const
/** A circle that moved by less than this is not sought anew, px: as good as a fiftieth of a pixel was, and a sixth less to compute. */
const stillPx = 0.15
/** Heads move sideways: how soft that makes the edge is seen on rays within so many radians of the eye line. */
const level = (40 * Math.PI) / 180

/** The edge lies within this many radii of where the network saw the iris: the circle may move by 1.2, be 1.4 as wide, and is sought beyond that. */
const farthest = 3.2

/**
 * Finds the iris' edge to a fraction of a pixel, on the full-resolution picture: the only source of millimetres in a face.
 *
 * Looks along 19 rays to each side for the strongest brightening (derivative of a Gaussian), and takes the circle that most of what they find
 * agrees on. A ray that leaves the lids before the edge would find their edge: it is not asked. Undefined when fewer than 3 rays of a side find
 * one: closed, hidden or blurred. Answers the middle between that circle and the one that fits the brightness of every pixel (`irisByLight`), which err otherwise.
 * Cost: 2 ms.
 */
export function refineLimbus(image: PixelImage, { centre, radius, roll, lids }: SeenIris): IrisCircle | undefined {
  const luma = lumaAround(image, centre, farthest * radius + 2)
  if (luma.width < 2 || luma.height < 2) return undefined
  let [cx, cy] = centre
  let r = radius
  let edgePx = Number.NaN
  let edge: readonly Pixel[] = []
  const sigma = Math.max(0.6, radius * 0.07)
  for (let round = 0; round < rays.rounds; round++) {
    const look = lookAlong(r * 0.72, r * 1.35, sigma)
    const [right, left] = [0, Math.PI].map((side) =>
      Array.from({ length: rays.each }, (_, k) => {
        const down = ((rays.from + ((rays.to - rays.from) * k) / (rays.each - 1)) * Math.PI) / 180
        const angle = roll + (side === 0 ? down : side - down)
        const [dx, dy] = [Math.cos(angle), Math.sin(angle)]
        if (lids && !isInside(lids, [cx + r * dx, cy + r * dy])) return []
        const step = edgeAlongRay(luma, { x: cx, y: cy, dx, dy }, look)
        return step ? [{ at: [cx + step.far * dx, cy + step.far * dy] as const, wide: step.wide, isLevel: Math.abs(down) < level }] : []
      }).flat(),
    ) as [EdgePoint[], EdgePoint[]]
    if (Math.min(right.length, left.length) < rays.least) return undefined
    const sides = [right.map(({ at }) => at), left.map(({ at }) => at)] as const
    const found = mostAgreedCircle({ sides, home: centre, radius })
    if (!found) return undefined
    const moved = Math.hypot(found.centre[0] - cx, found.centre[1] - cy) + Math.abs(found.radius - r)
    ;[[cx, cy], r, edge] = [found.centre, found.radius, found.points]
    const edges = [...right, ...left]
    edgePx = median((edges.some(({ isLevel }) => isLevel) ? edges.filter(({ isLevel }) => isLevel) : edges).map(({ wide }) => wide))
    if (Math.hypot(cx - centre[0], cy - centre[1]) > 1.2 * radius) return undefined
    if (moved < stillPx) break
  }
  const out = edgeBeyondSteepest(luma, { centre: [cx, cy], radius: r }, edge)
  const byEdge = { centre: [cx, cy], radius: r + out } as const
  const lit = irisByLight(pixelsAround(luma, byEdge, lids), byEdge)
  const both = lit ? midway(byEdge, lit) : byEdge
  const moved = edge.map(([x, y]): Pixel => {
    const by = (both.radius - r) / r
    return [x + by * (x - cx) + both.centre[0] - cx, y + by * (y - cy) + both.centre[1] - cy]
  })
  return { centre: both.centre, diameter: 2 * both.radius, edge: moved, edgePx }
}

const midway = (one: Circle, other: Circle): Circle => ({
  centre: [(one.centre[0] + other.centre[0]) / 2, (one.centre[1] + other.centre[1]) / 2],
  radius: (one.radius + other.radius) / 2,
})

/** How far around the iris its brightness is asked for, in radii. */
const around = 1.55

function pixelsAround({ x0, y0, width, height, values }: Luma, { centre, radius }: Circle, lids: readonly Pixel[] | undefined): LitPixel[] {
  const all: LitPixel[] = []
  for (let j = 0; j < height; j++)
    for (let i = 0; i < width; i++) {
      const [x, y] = [x0 + i + 0.5, y0 + j + 0.5]
      const [dx, dy] = [x - centre[0], y - centre[1]]
      if (dx * dx + dy * dy > (around * radius) ** 2 || (lids && !isClearOfLids(lids, [x, y]))) continue
      all.push([x, y, values[j * width + i]!])
    }
  return all
}

/** From where to where brightness is looked at: a share of the radius, and px beyond it; in steps of px. */
const across = { from: 0.62, beyond: 2.5, step: 0.125, steepest: 12 } as const

/**
 * How far the edge lies beyond where it is steepest, px: where the brightness, over all points of the edge, is halfway between the ring of the iris and the
 * white. A light iris ends in a dark ring, thinner than a small picture shows, and is steepest too far out, by 1 % of an iris 12 px wide; a dark one
 * is not. The ring is darker than it looks by as much as it looks darker than the iris.
 */
function edgeBeyondSteepest(luma: Luma, { centre: [cx, cy], radius }: Circle, edge: readonly Pixel[]): number {
  const at = (k: number) => (across.from - 1) * radius + k * across.step
  const last = Math.ceil((across.beyond - at(0)) / across.step)
  const ways = edge.map(([x, y]) => [(x - cx) / Math.hypot(x - cx, y - cy), (y - cy) / Math.hypot(x - cx, y - cy)] as const)
  const bright = Float64Array.from({ length: last + 1 }, (_, k) => {
    const far = radius + at(k)
    return ways.reduce((sum, [dx, dy]) => sum + lumaAt(luma, cx + far * dx, cy + far * dy), 0) / ways.length
  })
  const edgeAt = Math.round(-at(0) / across.step)
  const white = Math.max(...bright.subarray(edgeAt))
  const darkest = Math.min(...bright.subarray(0, edgeAt + 1))
  const ring = Math.max(0, darkest - Math.max(0, bright[0]! - darkest))
  const halfway = (ring + white) / 2
  let k = edgeAt
  for (let i = Math.max(1, edgeAt - across.steepest); i < Math.min(last, edgeAt + across.steepest); i++)
    if (bright[i + 1]! - bright[i - 1]! > bright[k + 1]! - bright[k - 1]!) k = i
  while (k > 0 && bright[k]! > halfway) k--
  while (k < last && bright[k + 1]! <= halfway) k++
  if (k === 0 || k === last) return 0
  return at(k + (halfway - bright[k]!) / (bright[k + 1]! - bright[k]!))
}

interface EdgePoint {
  readonly at: Pixel
  readonly wide: number
  readonly isLevel: boolean
}

/** Even-odd rule. */
function isInside(polygon: readonly Pixel[], [x, y]: Pixel): boolean {
  let inside = false
  polygon.forEach(([ax, ay], i) => {
    const [bx, by] = polygon[(i + 1) % polygon.length]!
    if (ay > y !== by > y && x < ax + ((y - ay) * (bx - ax)) / (by - ay)) inside = !inside
  })
  return inside
}

type Ray = { readonly x: number; readonly y: number; readonly dx: number; readonly dy: number }

/** How a ray is looked along: from where to where, px, and what its brightness is laid against. */
interface Look {
  readonly from: number
  readonly step: number
  readonly kernel: Float64Array
}

const steps = 48

/** The derivative of a Gaussian of `sigma` px. */
function lookAlong(from: number, to: number, sigma: number): Look {
  const step = (to - from) / steps
  const half = Math.ceil((2 * sigma) / step)
  const kernel = Float64Array.from({ length: 2 * half + 1 }, (_, j) => {
    const t = (j - half) * step
    return t * Math.exp((-t * t) / (2 * sigma * sigma))
  })
  return { from, step, kernel }
}

/** Distance of the strongest brightening, with a parabola for the fraction of a step, and how wide it is at half its strength. */
function edgeAlongRay(luma: Luma, ray: Ray, look: Look): { far: number; wide: number } | undefined {
  const { from, step, kernel } = look
  const slope = slopesAlong(luma, ray, look)
  const margin = (kernel.length - 1) >> 2
  let [best, top] = [-1, 0]
  for (let i = margin; i <= steps - margin; i++) if (slope[i]! > top) [best, top] = [i, slope[i]!]
  if (best <= 0 || best >= steps) return undefined
  const [a, b, c] = [slope[best - 1]!, slope[best]!, slope[best + 1]!]
  const fraction = (a - c) / (2 * (a - 2 * b + c) || 1)
  let [low, high] = [best, best]
  while (low > 0 && slope[low - 1]! > top / 2) low--
  while (high < steps && slope[high + 1]! > top / 2) high++
  return { far: from + (best + Math.max(-1, Math.min(1, fraction))) * step, wide: (high - low) * step }
}

/** How fast it brightens at each step of a ray, which is three pixels' fractions wide. */
function slopesAlong(luma: Luma, { x, y, dx, dy }: Ray, { from, step, kernel }: Look): Float64Array {
  const half = (kernel.length - 1) >> 1
  const profile = new Float64Array(steps + 1 + 2 * half)
  for (let i = 0; i <= steps; i++) {
    const q = from + i * step
    let sum = 0
    for (let across = -0.7; across < 1; across += 0.7) sum += lumaAt(luma, x + q * dx - across * dy, y + q * dy + across * dx)
    profile[half + i] = sum / 3
  }
  profile.fill(profile[half]!, 0, half)
  profile.fill(profile[half + steps]!, half + steps + 1)
  const slope = new Float64Array(steps + 1)
  for (let i = 0; i <= steps; i++) {
    let sum = 0
    for (let j = 0; j < kernel.length; j++) sum += kernel[j]! * profile[i + j]!
    slope[i] = sum
  }
  return slope
}

/** sRGB byte -> light. A lens blurs light, not bytes: only in light does the steepest place of a blurred edge stay where the edge is. */
const light = Float64Array.from({ length: 256 }, (_, byte) => (byte / 255) ** 2.2)

/** Brightness of a part of a picture, in light. */
interface Luma {
  readonly x0: number
  readonly y0: number
  readonly width: number
  readonly height: number
  readonly values: Float64Array
}

/** Every pixel of an eye is asked for some hundred times: it is turned into light once. */
function lumaAround({ data, width, height, channels }: PixelImage, [cx, cy]: Pixel, reach: number): Luma {
  const [x0, y0] = [Math.max(0, Math.floor(cx - reach)), Math.max(0, Math.floor(cy - reach))]
  const [x1, y1] = [Math.min(width - 1, Math.ceil(cx + reach)), Math.min(height - 1, Math.ceil(cy + reach))]
  const part = { x0, y0, width: Math.max(0, x1 - x0 + 1), height: Math.max(0, y1 - y0 + 1) }
  const values = new Float64Array(part.width * part.height)
  let at = 0
  for (let y = y0; y <= y1; y++)
    for (let x = x0; x <= x1; x++) {
      const i = (y * width + x) * channels
      values[at++] = 0.3 * light[data[i]!]! + 0.59 * light[data[i + 1]!]! + 0.11 * light[data[i + 2]!]!
    }
  return { ...part, values }
}

function lumaAt({ x0, y0, width, height, values }: Luma, x: number, y: number): number {
  const [u, v] = [x - 0.5 - x0, y - 0.5 - y0]
  const ix = Math.max(0, Math.min(width - 2, u | 0))
  const iy = Math.max(0, Math.min(height - 2, v | 0))
  const [fx, fy] = [u - ix, v - iy]
  const at = iy * width + ix
  const above = values[at]! + (values[at + 1]! - values[at]!) * fx
  const below = values[at + width]! + (values[at + width + 1]! - values[at + width]!) * fx
  return above + (below - above) * fy
}
