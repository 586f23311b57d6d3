import type { Pixel } from './image.ts'
import type { Circle } from './most-agreed-circle.ts'
import { solveLinear } from './solve-linear.ts'

/** A pixel of an eye, its middle in px, and how bright it is, in light. */
export type LitPixel = readonly [x: number, y: number, light: number]

export interface LitCircle extends Circle {
  /** One standard deviation of the radius if every pixel erred apart from the others, px. */
  readonly spread: number
}

/** Pixels from here to there count, in radii: the ring of the iris, and the white. */
const reach = { from: 0.55, to: 1.5 } as const
/** The dark ring an iris ends in, a share of its radius: what drawn irises have. People's differ; another share moves all radii alike, and the gain takes that up. */
const ringShare = 0.14
/** Of the white: what a pixel is off by, and beyond how many of those it is a lid, a lash or a glint and left out; four times as many at first. */
const noise = { is: 0.03, most: 4 } as const
/** What is known before, each with one standard deviation: how soft the edge is, px, how much the white darkens over a radius, and the ring as a share of the iris. */
const before = { softPx: 0.55, softSpreadPx: 0.15, shadeSpread: 0.15, ring: 0.5, ringSpread: 0.5 } as const
/** No edge of a picture is sharper than this, px: a pixel is as wide as that. */
const sharpest = 0.3
const rounds = { least: 5, most: 10, stillPx: 0.01, stepPx: 0.6 } as const
/** A logistic curve as steep as the normal distribution of the same spread. */
const logistic = 1.702

/** What is sought, in this order. Brightness as a share of the white's: the white in the middle of the eye, how it changes to the right and down, the ring, the iris within it. */
const unknowns = ['x', 'y', 'radius', 'soft', 'white', 'right', 'down', 'ring', 'inside'] as const
const count = unknowns.length

/**
 * The iris as the brightness of every pixel around its edge has it, not only where it is steepest: a pixel that the edge crosses says by its brightness how far.
 *
 * Fits a disc with a dark ring on a white that is shaded to one side, seen a little softly, to all pixels within the lids (least squares; what does not fit, a lash or
 * a glint, is left out: Tukey's biweight). Edges along rays err with the lids that cut them short, pixels with the ring and the shade that are taken for granted; so
 * the mean of both is twice as good as one (docs/try-on-accuracy.md). Undefined where little is seen, or what is found is not near `from`.
 * Constants chosen on heads to tune with. Cost: half a millisecond.
 */
export function irisByLight(pixels: readonly LitPixel[], from: Circle): LitCircle | undefined {
  const levels = levelsOf(pixels, from)
  if (!levels) return undefined
  const { white, iris } = levels
  let is = [...from.centre, from.radius, before.softPx, 1, 0, 0, iris / white, iris / white]
  let spread = 0
  for (let round = 0; round < rounds.most; round++) {
    const most = noise.is * noise.most * (1 + 3 * Math.max(0, 1 - round / 5))
    const sums = sumsOf(pixels, is, white, most)
    if (!sums) return undefined
    const { matrix, right, off } = sums
    const step = solveLinear(matrix, right)
    const moves = Math.max(Math.abs(step[0]!), Math.abs(step[1]!), Math.abs(step[2]!))
    const share = Math.min(1, rounds.stepPx / moves)
    is = is.map((value, i) => value + share * step[i]!)
    is[3] = Math.max(sharpest, is[3]!)
    const [x = 0, y = 0, radius = 0] = is
    if (Math.abs(radius / from.radius - 1) > 0.4 || !(Math.hypot(x - from.centre[0], y - from.centre[1]) < from.radius)) return undefined
    spread = Math.sqrt(solveLinear(matrix, [0, 0, 1, 0, 0, 0, 0, 0, 0])[2]!) * off
    if (moves < rounds.stillPx && round >= rounds.least) break
  }
  return { centre: [is[0]!, is[1]!], radius: is[2]!, spread }
}

/** The white, as most of what is outside has it, and the iris, as the middle of what is inside. */
function levelsOf(pixels: readonly LitPixel[], { centre, radius }: Circle): { white: number; iris: number } | undefined {
  const far = ([x, y]: LitPixel) => Math.hypot(x - centre[0], y - centre[1])
  const sorted = (some: readonly LitPixel[]) => some.map(([, , light]) => light).toSorted((a, b) => a - b)
  const outside = sorted(pixels.filter((pixel) => far(pixel) > radius + 1))
  const inside = sorted(pixels.filter((pixel) => far(pixel) < radius - 1))
  const [white = 0, iris = 0] = [outside[Math.floor(0.7 * outside.length)], inside[inside.length >> 1]]
  return outside.length < 4 || inside.length < 4 || white <= 0 ? undefined : { white, iris }
}

/** Pixels that count together as fewer than this say nothing. */
const leastPixels = 12

/** One step of least squares: its matrix and right side in units of a pixel's error, `off`; undefined where too few pixels fit. */
function sumsOf(pixels: readonly LitPixel[], is: readonly number[], white: number, most: number) {
  const sums = new Float64Array(count * (count + 1)) // the last column is the right side; what lies under the diagonal is left to its mirror image
  const row = new Float64Array(count + 1) // used anew for each pixel: there are a thousand in a fit
  const add = (weight: number) => {
    for (let i = 0; i < count; i++) {
      const weighed = weight * row[i]!
      if (weighed !== 0) for (let j = i; j <= count; j++) sums[i * (count + 1) + j]! += weighed * row[j]!
    }
  }
  let [counted, squares] = [0, 0]
  for (const pixel of pixels) {
    const light = expectInto(row, pixel, is)
    if (light === undefined) continue
    const off = pixel[2] / white - light
    if (Math.abs(off) >= most) continue
    const weight = (1 - (off / most) ** 2) ** 2
    row[count] = off
    add(weight)
    counted += weight
    squares += weight * off * off
  }
  if (counted < leastPixels) return undefined
  const off = Math.max(noise.is, Math.sqrt(squares / counted))
  for (const { of, by, spread } of knownBefore(is)) {
    row.fill(0)
    for (const [i, share] of of) row[i] = share
    row[count] = by
    add((off / spread) ** 2)
  }
  const at = (i: number, j: number) => sums[Math.min(i, j) * (count + 1) + Math.max(i, j)]!
  const all = Array.from({ length: count }, (_, i) => i)
  return { matrix: all.map((i) => all.map((j) => at(i, j))), right: all.map((i) => at(i, count)), off }
}

/** Sums of unknowns that are known before, how far they are from there, and one standard deviation. */
function knownBefore(is: readonly number[]): { of: readonly (readonly [unknown: number, share: number])[]; by: number; spread: number }[] {
  const [, , , soft = 0, , shadeRight = 0, shadeDown = 0, ring = 0, inside = 0] = is
  return [
    { of: [[3, 1]], by: before.softPx - soft, spread: before.softSpreadPx },
    { of: [[5, 1]], by: -shadeRight, spread: before.shadeSpread },
    { of: [[6, 1]], by: -shadeDown, spread: before.shadeSpread },
    {
      of: [
        [7, 1],
        [8, -before.ring],
      ],
      by: before.ring * inside - ring,
      spread: before.ringSpread * Math.max(0.05, inside),
    },
  ]
}

/** How bright a pixel should be; into `row` goes how that changes with each unknown. Undefined where it is too far from the edge to say anything. */
function expectInto(row: Float64Array, [px, py]: LitPixel, is: readonly number[]): number | undefined {
  const [x = 0, y = 0, radius = 1, soft = 1, white = 1, shadeRight = 0, shadeDown = 0, ring = 0, inside = 0] = is
  const [dx, dy] = [px - x, py - y]
  const far = Math.sqrt(dx * dx + dy * dy)
  if (far < reach.from * radius || far > reach.to * radius) return undefined
  const [beyondEdge, beyondRing] = [far - radius, far - (1 - ringShare) * radius]
  const steep = logistic / soft
  const [within, withinRing] = [1 / (1 + Math.exp(steep * beyondEdge)), 1 / (1 + Math.exp(steep * beyondRing))]
  const [u, v] = [dx / radius, dy / radius]
  const whiteHere = white + shadeRight * u + shadeDown * v
  const atEdge = -steep * within * (1 - within) * (ring - whiteHere)
  const atRing = -steep * withinRing * (1 - withinRing) * (inside - ring)
  const outwards = atEdge + atRing
  row[0] = (-dx / far) * outwards
  row[1] = (-dy / far) * outwards
  row[2] = -atEdge - (1 - ringShare) * atRing
  row[3] = -(beyondEdge * atEdge + beyondRing * atRing) / soft
  row[4] = 1 - within
  row[5] = (1 - within) * u
  row[6] = (1 - within) * v
  row[7] = within - withinRing
  row[8] = withinRing
  return (1 - within) * whiteHere + (within - withinRing) * ring + withinRing * inside
}

/** Pixels nearer than this to a lid's edge show some of it, px. */
const lidPx = 0.7

/** Whether a pixel lies within the lids and not at their edge. `lids`: a closed polygon, px. */
export function isClearOfLids(lids: readonly Pixel[], [x, y]: Pixel): boolean {
  let isInside = false
  for (let i = 0; i < lids.length; i++) {
    const [ax, ay] = lids[i]!
    const [bx, by] = lids[(i + 1) % lids.length]!
    const [dx, dy] = [bx - ax, by - ay]
    if (ay > y !== by > y && x < ax + ((y - ay) * dx) / dy) isInside = !isInside
    const along = Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy || 1)))
    const [offX, offY] = [x - ax - along * dx, y - ay - along * dy]
    if (offX * offX + offY * offY < lidPx * lidPx) return false
  }
  return isInside
}
