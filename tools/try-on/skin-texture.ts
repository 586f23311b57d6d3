import { channelsOf, type Linear, linearOf } from './colour.ts'

/** What is painted on a face, seen from the front. Lengths in mm, y up from the eyes. */
export interface SkinLook {
  readonly skin: string
  /** Half distance of the eyes: where brows and shadows sit. */
  readonly eyeX: number
  /** Colour of a beard's roots. */
  readonly beard?: string | undefined
}

const paint = {
  blush: { colour: '#c85a50', opacity: 0.35 },
  lids: { colour: '#6e3c2d', opacity: 0.35 },
  brows: { colour: '#3a2418', opacity: 1, y: 19, width: 6 },
  lips: { colour: '#b0524c', opacity: 1, y: -66, half: 23 },
  mouth: { colour: '#461414', opacity: 0.8 },
} as const

/** Texels a mm, over 200 x 280 mm. */
const perMm = 4
const [wide, high] = [200 * perMm, 280 * perMm]

/** The skin's colour by place: x and y in mm from the middle of the eyes. Painted once per look; a fixed grain keeps edges honest. */
export function skinTexture({ skin, eyeX, beard }: SkinLook): (x: number, y: number) => Linear {
  const texels = new Float32Array(3 * wide * high)
  const ground = channelsOf(skin)
  for (let i = 0; i < texels.length; i++) texels[i] = ground[i % 3]!
  const brush = brushOn(texels)

  for (const side of [-1, 1]) brush(paint.blush, 7, ellipse(side * eyeX * 1.25, -38, 15, 11))
  brush(paint.blush, 7, ellipse(0, -40, 9, 9))
  for (const side of [-1, 1]) brush(paint.lids, 3, ellipse(side * eyeX, 3, 19, 10))
  const { y, width } = paint.brows
  for (const side of [-1, 1])
    brush(paint.brows, 1.2, stroke([side * (eyeX - 16), y - 2], [side * (eyeX + 2), y + 5], [side * (eyeX + 20), y - 1], width / 2))
  if (beard) brush({ colour: beard, opacity: 0.8 }, 5, ellipse(0, -85, 62, 45))
  const { y: lipY, half } = paint.lips
  brush(paint.lips, 0.8, lips(lipY, half))
  brush(paint.mouth, 0.5, stroke([-half, lipY], [0, lipY - 2], [half, lipY], 0.6))

  const linear = new Float32Array(texels.length)
  for (let i = 0; i < texels.length; i++) linear[i] = linearOf(texels[i]! + grain(Math.floor(i / 3)))
  return (px, py) => bilinear(linear, (px + 100) * perMm - 0.5, (140 - py) * perMm - 0.5)
}

/** Signed distance in mm to the edge of a shape, negative inside; and the box it lies in, mm, so that the rest is not looked at. */
interface Shape {
  readonly distance: (x: number, y: number) => number
  readonly box: readonly [left: number, right: number, bottom: number, top: number]
}

/** Paints a shape whose edge is blurred by a Gaussian of that many mm. */
function brushOn(texels: Float32Array) {
  return (
    { colour, opacity }: { colour: string; opacity: number },
    blurMm: number,
    { distance: to, box: [left, right, bottom, top] }: Shape,
  ) => {
    const tint = channelsOf(colour)
    const column = (x: number) => Math.max(0, Math.min(wide, Math.round((x + 100) * perMm)))
    const row = (y: number) => Math.max(0, Math.min(high, Math.round((140 - y) * perMm)))
    for (let y = row(top + 3 * blurMm); y < row(bottom - 3 * blurMm); y++)
      for (let x = column(left - 3 * blurMm); x < column(right + 3 * blurMm); x++) {
        const distance = to((x + 0.5) / perMm - 100, 140 - (y + 0.5) / perMm)
        if (distance > 3 * blurMm) continue
        const share = opacity / (1 + Math.exp((1.702 * distance) / blurMm)) // the logistic curve nearest to the Gaussian's integral
        const at = 3 * (y * wide + x)
        for (let axis = 0; axis < 3; axis++) texels[at + axis]! += share * (tint[axis]! - texels[at + axis]!)
      }
  }
}

const ellipse = (cx: number, cy: number, a: number, b: number): Shape => ({
  distance: (x, y) => (Math.hypot((x - cx) / a, (y - cy) / b) - 1) * Math.min(a, b),
  box: [cx - a, cx + a, cy - b, cy + b],
})

type Point = readonly [x: number, y: number]

/** A round-ended line along a quadratic curve. */
function stroke(from: Point, control: Point, to: Point, halfWidth: number): Shape {
  const points = Array.from({ length: 17 }, (_, i): Point => {
    const t = i / 16
    const at = (axis: 0 | 1) => (1 - t) ** 2 * from[axis] + 2 * t * (1 - t) * control[axis] + t ** 2 * to[axis]
    return [at(0), at(1)]
  })
  const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)]
  return {
    distance: (x, y) =>
      points.slice(1).reduce((nearest, point, i) => Math.min(nearest, toSegment(x, y, points[i]!, point)), Infinity) - halfWidth,
    box: [Math.min(...xs) - halfWidth, Math.max(...xs) + halfWidth, Math.min(...ys) - halfWidth, Math.max(...ys) + halfWidth],
  }
}

function toSegment(x: number, y: number, [ax, ay]: Point, [bx, by]: Point): number {
  const [dx, dy] = [bx - ax, by - ay]
  const along = Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy)))
  return Math.hypot(x - ax - along * dx, y - ay - along * dy)
}

/** Upper lip with its bow, lower lip fuller. */
function lips(cy: number, half: number): Shape {
  const distance = (x: number, y: number) => {
    const share = Math.abs(x) / half
    if (share >= 1) return Math.hypot(Math.abs(x) - half, y - cy)
    const top = cy + 6.5 * (1 - share) ** 0.7 * Math.min(1, 0.8 + Math.abs(x) / 20)
    const bottom = cy - 8.5 * (1 - share * share)
    return Math.max(y - top, bottom - y)
  }
  return { distance, box: [-half, half, cy - 8.5, cy + 6.5] }
}

/** -6..6, the same for a texel on every machine. */
function grain(texel: number): number {
  const hash = Math.imul(texel ^ (texel >>> 15), 0x2c1b3c6d)
  return (((hash ^ (hash >>> 12)) >>> 8) % 13) - 6
}

function bilinear(texels: Float32Array, x: number, y: number): Linear {
  const [cx, cy] = [Math.max(0, Math.min(wide - 1.001, x)), Math.max(0, Math.min(high - 1.001, y))]
  const [ix, iy] = [cx | 0, cy | 0]
  const [fx, fy] = [cx - ix, cy - iy]
  const at = 3 * (iy * wide + ix)
  const out: [number, number, number] = [0, 0, 0]
  for (const k of [0, 1, 2] as const) {
    const [above, below] = [at + k, at + 3 * wide + k]
    out[k] = (1 - fy) * ((1 - fx) * texels[above]! + fx * texels[above + 3]!) + fy * ((1 - fx) * texels[below]! + fx * texels[below + 3]!)
  }
  return out
}
