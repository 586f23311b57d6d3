import type { FramePart } from './frame-geometry.ts'
import type { Rgb } from './frame.ts'
import type { Occluder } from './head-occluder.ts'
import type { PixelImage } from './image.ts'
import type { Placement } from './placement.ts'
import { type Light, shade, usualLight } from './shading.ts'
import { type Mat3, rotate, type Vec3 } from './vector.ts'

/** Samples a pixel, each way. */
const samples = 2

/**
 * Draws frames on a picture with a z-buffer: no GPU, no native code.
 *
 * The occluder hides and is not drawn. 2 x 2 samples a pixel, inside the frames' bounding box only; solids first, then the tint of lenses.
 * Answers new RGB bytes of the picture's size, and how much of each pixel the frames cover, 0..1. `image` stays as it was.
 * Cost: 30 to 60 ms for a face of 640 x 480, growing with the frames' area.
 */
export function drawFrames(
  image: PixelImage,
  placement: Pick<Placement, 'camera' | 'rotation' | 't'>,
  parts: readonly FramePart[],
  occluder: Pick<Occluder, 'positions' | 'index'> | undefined,
  light: Light = usualLight,
): { readonly image: PixelImage; readonly coverage: Float32Array } {
  const drawn = parts.map((part) => ({ part, screen: toScreen(part.positions, placement) }))
  const buffer = bufferAround(
    drawn.map(({ screen }) => screen),
    image,
  )
  if (buffer.width > 0 && buffer.height > 0) {
    if (occluder) {
      const screen = toScreen(occluder.positions, placement)
      eachTriangle(screen, occluder.index, buffer, (at, depth) => {
        buffer.nearest[at] = depth
      })
    }
    for (const { part, screen } of drawn.toSorted((a, b) => b.part.opacity - a.part.opacity))
      paint(part, screen, buffer, placement.rotation, light)
  }
  return composed(image, buffer)
}

/** Samples of the drawn part of the picture. Larger `nearest` is nearer (one over the depth, which is linear on screen). */
interface Buffer {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
  readonly nearest: Float32Array
  readonly colour: Float32Array
  readonly cover: Float32Array
}

function toScreen(positions: Float32Array, { camera, rotation, t }: Pick<Placement, 'camera' | 'rotation' | 't'>): Float32Array {
  const out = new Float32Array(positions.length)
  for (let i = 0; i < positions.length; i += 3) {
    const [x, y, z] = rotate(rotation, [positions[i]!, positions[i + 1]!, positions[i + 2]!])
    const depth = -(z + t[2])
    out[i] = samples * (camera.cx + (camera.f * (x + t[0])) / depth)
    out[i + 1] = samples * (camera.cy - (camera.f * (y + t[1])) / depth)
    out[i + 2] = 1 / depth
  }
  return out
}

function bufferAround(screens: readonly Float32Array[], image: PixelImage): Buffer {
  let [x0, y0, x1, y1] = [Infinity, Infinity, -Infinity, -Infinity]
  for (const screen of screens)
    for (let i = 0; i < screen.length; i += 3) {
      x0 = Math.min(x0, screen[i]!)
      x1 = Math.max(x1, screen[i]!)
      y0 = Math.min(y0, screen[i + 1]!)
      y1 = Math.max(y1, screen[i + 1]!)
    }
  const [x, y] = [x0, y0].map((low) => Math.max(0, Math.floor(low) & ~1)) as [number, number]
  const width = Math.max(0, Math.min(image.width * samples - 1, Math.ceil(x1) | 1) - x + 1)
  const height = Math.max(0, Math.min(image.height * samples - 1, Math.ceil(y1) | 1) - y + 1)
  const count = width * height
  return { x, y, width, height, nearest: new Float32Array(count), colour: new Float32Array(3 * count), cover: new Float32Array(count) }
}

/**
 * Solids hide what is behind them. A tint lies over the picture and under whatever solid is already there, and where two lie over each other
 * the deeper one is seen.
 */
function paint(part: FramePart, screen: Float32Array, buffer: Buffer, rotation: Mat3, light: Light): void {
  const { index, colour, colours, opacity, opacities, gloss, finish } = part
  const normals = turned(part.normals, rotation)
  const isSolid = opacity === 1 && !opacities
  const seen = Float32Array.from(colour)
  const { cover, nearest } = buffer
  eachTriangle(screen, index, buffer, (at, depth, triangle, u, v) => {
    const [i, j, k] = [index[triangle]!, index[triangle + 1]!, index[triangle + 2]!]
    const [a, b, c, w] = [3 * i, 3 * j, 3 * k, 1 - u - v]
    const opaque = opacities ? opacities[i]! * w + opacities[j]! * u + opacities[k]! * v : opacity
    if (!isSolid && cover[at]! >= opaque) return
    if (isSolid) nearest[at] = depth
    cover[at] = opaque
    if (finish !== 'lens') {
      const base: Rgb = colours
        ? [
            colours[a]! * w + colours[b]! * u + colours[c]! * v,
            colours[a + 1]! * w + colours[b + 1]! * u + colours[c + 1]! * v,
            colours[a + 2]! * w + colours[b + 2]! * u + colours[c + 2]! * v,
          ]
        : colour
      const [x, y, z] = [
        normals[a]! * w + normals[b]! * u + normals[c]! * v,
        normals[a + 1]! * w + normals[b + 1]! * u + normals[c + 1]! * v,
        normals[a + 2]! * w + normals[b + 2]! * u + normals[c + 2]! * v,
      ]
      // Triangles have no outside here: both faces are lit.
      const by = (z < 0 ? -1 : 1) / (Math.hypot(x, y, z) || 1)
      shade(seen, finish, base, gloss, [x * by, y * by, z * by], light)
    }
    buffer.colour.set(seen, 3 * at)
  })
}

function turned(normals: Float32Array, rotation: Mat3): Float32Array {
  const out = new Float32Array(normals.length)
  for (let i = 0; i < normals.length; i += 3) out.set(rotate(rotation, [normals[i]!, normals[i + 1]!, normals[i + 2]!] as Vec3), i)
  return out
}

function composed(image: PixelImage, buffer: Buffer): { image: PixelImage; coverage: Float32Array } {
  const { width, height } = image
  const data = rgbOf(image)
  const coverage = new Float32Array(width * height)
  for (let y = 0; y < buffer.height; y += samples)
    for (let x = 0; x < buffer.width; x += samples) {
      let [cover, red, green, blue] = [0, 0, 0, 0]
      for (let sample = 0; sample < samples * samples; sample++) {
        const at = (y + Math.floor(sample / samples)) * buffer.width + x + (sample % samples)
        const share = buffer.cover[at]! / (samples * samples)
        cover += share
        red += share * buffer.colour[3 * at]!
        green += share * buffer.colour[3 * at + 1]!
        blue += share * buffer.colour[3 * at + 2]!
      }
      if (cover === 0) continue
      const pixel = ((buffer.y + y) / samples) * width + (buffer.x + x) / samples
      coverage[pixel] = cover
      for (const [axis, value] of [red, green, blue].entries())
        data[3 * pixel + axis] = Math.min(255, data[3 * pixel + axis]! * (1 - cover) + value)
    }
  return { image: { data, width, height, channels: 3 }, coverage }
}

function rgbOf({ data, width, height, channels }: PixelImage): Uint8Array {
  if (channels === 3) return Uint8Array.from(data)
  const rgb = new Uint8Array(3 * width * height)
  for (let i = 0; i < width * height; i++) for (let axis = 0; axis < 3; axis++) rgb[3 * i + axis] = data[4 * i + axis]!
  return rgb
}

type Paint = (at: number, depth: number, triangle: number, u: number, v: number) => void

/** Calls `paint` for each sample of each triangle that is nearer than what is there. `u`, `v`: weights of the second and third corner. */
function eachTriangle(screen: Float32Array, index: ArrayLike<number>, buffer: Buffer, paint: Paint): void {
  const { x: x0, y: y0, width, height, nearest } = buffer
  for (let triangle = 0; triangle < index.length; triangle += 3) {
    const [a, b, c] = [3 * index[triangle]!, 3 * index[triangle + 1]!, 3 * index[triangle + 2]!]
    const [ax, ay, az] = [screen[a]! - x0, screen[a + 1]! - y0, screen[a + 2]!]
    const [bx, by, bz] = [screen[b]! - x0, screen[b + 1]! - y0, screen[b + 2]!]
    const [cx, cy, cz] = [screen[c]! - x0, screen[c + 1]! - y0, screen[c + 2]!]
    const area = (bx - ax) * (cy - ay) - (cx - ax) * (by - ay)
    if (area === 0) continue
    const left = Math.max(0, Math.floor(Math.min(ax, bx, cx)))
    const right = Math.min(width - 1, Math.ceil(Math.max(ax, bx, cx)))
    const top = Math.max(0, Math.floor(Math.min(ay, by, cy)))
    const bottom = Math.min(height - 1, Math.ceil(Math.max(ay, by, cy)))
    for (let y = top; y <= bottom; y++)
      for (let x = left; x <= right; x++) {
        const [px, py] = [x + 0.5 - ax, y + 0.5 - ay]
        const u = (px * (cy - ay) - (cx - ax) * py) / area
        const v = ((bx - ax) * py - px * (by - ay)) / area
        if (u < 0 || v < 0 || u + v > 1) continue
        const depth = az + u * (bz - az) + v * (cz - az)
        const at = y * width + x
        if (depth > nearest[at]!) paint(at, depth, triangle, u, v)
      }
  }
}
