import type { FramePart } from './frame-geometry.ts'
import type { Occluder } from './head-occluder.ts'
import type { PixelImage } from './image.ts'
import type { Placement } from './placement.ts'
import { type Light, type Lit, shade, usualLight } from './shading.ts'
import type { Mat3 } from './vector.ts'

/** Samples a pixel, each way. */
const samples = 2

/** Frames alone, over the part of a picture that they cover: whole pixels, and for each red, green, blue, 0..255 by how much it covers, 0..1. */
export interface Layer extends Area {
  readonly values: Float32Array
}

/** A part of a picture, px. */
interface Area {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/**
 * Draws frames with a z-buffer: no GPU, no native code.
 *
 * The occluder hides and is not drawn. 2 x 2 samples a pixel, inside the frames' bounding box and `within` only; solids first, then the tint of
 * lenses. What is seen at each sample is found first, and only that is lit.
 * Cost: 5 to 15 ms for a face of 640 x 480, growing with the frames' area.
 */
export function frameLayer(
  within: Area,
  placement: Pick<Placement, 'camera' | 'rotation' | 't'>,
  parts: readonly FramePart[],
  occluder: Pick<Occluder, 'positions' | 'index'> | undefined,
  light: Light = usualLight,
): Layer {
  const drawn = parts
    .toSorted((a, b) => b.opacity - a.opacity)
    .map((part) => ({ part, screen: toScreen(part.positions, placement), normals: turned(part.normals, placement.rotation) }))
  const buffer = bufferAround(
    drawn.map(({ screen }) => screen),
    within,
  )
  if (occluder) cover(toScreen(occluder.positions, placement), occluder.index, buffer)
  for (const [n, { part, screen }] of drawn.entries()) cover(screen, part.index, buffer, { ...part, n })
  return resolved(buffer, drawn, light)
}

/** The frames laid over a picture: new RGB bytes of its size, and how much of each pixel they cover, 0..1. `image` stays as it was. */
export function drawFrames(
  image: PixelImage,
  placement: Pick<Placement, 'camera' | 'rotation' | 't'>,
  parts: readonly FramePart[],
  occluder: Pick<Occluder, 'positions' | 'index'> | undefined,
  light: Light = usualLight,
): { readonly image: PixelImage; readonly coverage: Float32Array } {
  const { width, height } = image
  const layer = frameLayer({ x: 0, y: 0, width, height }, placement, parts, occluder, light)
  const data = rgbOf(image)
  const coverage = new Float32Array(width * height)
  for (let i = 0; i < layer.values.length; i += 4) {
    const covered = layer.values[i + 3]!
    if (covered === 0) continue
    const [row, column] = [Math.floor(i / 4 / layer.width), (i / 4) % layer.width]
    const pixel = (layer.y + row) * width + layer.x + column
    coverage[pixel] = covered
    for (let axis = 0; axis < 3; axis++)
      data[3 * pixel + axis] = Math.min(255, data[3 * pixel + axis]! * (1 - covered) + layer.values[i + axis]!)
  }
  return { image: { data, width, height, channels: 3 }, coverage }
}

/** A part, where its corners are on screen and where their normals point. */
interface Drawn {
  readonly part: FramePart
  readonly screen: Float32Array
  readonly normals: Float32Array
}

/** Samples of the drawn part of the picture: what is seen at each. */
interface Buffer extends Area {
  /** Larger is nearer: one over the depth, which is linear on screen. */
  readonly nearest: Float32Array
  readonly cover: Float32Array
  readonly part: Uint16Array
  /** Its first corner in the part's index. */
  readonly triangle: Uint32Array
}

function toScreen(positions: Float32Array, { camera, rotation, t }: Pick<Placement, 'camera' | 'rotation' | 't'>): Float32Array {
  const [out, [tx, ty, tz], { f, cx, cy }] = [turned(positions, rotation), t, camera]
  for (let i = 0; i < out.length; i += 3) {
    const depth = -(out[i + 2]! + tz)
    out[i] = samples * (cx + (f * (out[i]! + tx)) / depth)
    out[i + 1] = samples * (cy - (f * (out[i + 1]! + ty)) / depth)
    out[i + 2] = 1 / depth
  }
  return out
}

function turned(vectors: Float32Array, [[a, b, c], [d, e, f], [g, h, i]]: Mat3): Float32Array {
  const out = new Float32Array(vectors.length)
  for (let k = 0; k < vectors.length; k += 3) {
    const x = vectors[k]!
    const y = vectors[k + 1]!
    const z = vectors[k + 2]!
    out[k] = a * x + b * y + c * z
    out[k + 1] = d * x + e * y + f * z
    out[k + 2] = g * x + h * y + i * z
  }
  return out
}

function bufferAround(screens: readonly Float32Array[], within: Area): Buffer {
  let [x0, y0, x1, y1] = [Infinity, Infinity, -Infinity, -Infinity]
  for (const screen of screens)
    for (let i = 0; i < screen.length; i += 3) {
      x0 = Math.min(x0, screen[i]!)
      x1 = Math.max(x1, screen[i]!)
      y0 = Math.min(y0, screen[i + 1]!)
      y1 = Math.max(y1, screen[i + 1]!)
    }
  // Whole pixels: samples of even numbers begin one.
  const from = (low: number, edge: number) => Math.max(samples * edge, Math.floor(low) & ~1)
  const to = (high: number, edge: number) => Math.min(samples * edge, (Math.ceil(high) | 1) + 1)
  const [x, y] = [from(x0, within.x), from(y0, within.y)]
  const width = Math.max(0, to(x1, within.x + within.width) - x)
  const height = Math.max(0, to(y1, within.y + within.height) - y)
  const count = width * height
  const [nearest, coverage] = [new Float32Array(count), new Float32Array(count)]
  return { x, y, width, height, nearest, cover: coverage, part: new Uint16Array(count), triangle: new Uint32Array(count) }
}

/** Rounding leaves no gap between two triangles. */
const slack = 1e-9
/** Up to this many samples it is quicker to look at each. */
const narrow = 6

/**
 * Finds where each triangle is nearer than what is there. Without a `part` it hides and is not seen. Solids hide what is behind them. A tint
 * lies over the picture and under whatever solid is already there, and where two lie over each other the deeper one is seen.
 */
function cover(
  screen: Float32Array,
  index: ArrayLike<number>,
  buffer: Buffer,
  part?: Pick<FramePart, 'opacity' | 'opacities'> & { readonly n: number },
): void {
  const { width, height, nearest } = buffer
  const { n = 0, opacity = 1, opacities } = part ?? {}
  const isSolid = opacity === 1 && !opacities
  for (let triangle = 0; triangle < index.length; triangle += 3) {
    const i = index[triangle]!
    const j = index[triangle + 1]!
    const k = index[triangle + 2]!
    const ax = screen[3 * i]! - buffer.x
    const ay = screen[3 * i + 1]! - buffer.y
    const az = screen[3 * i + 2]!
    const bx = screen[3 * j]! - buffer.x - ax
    const by = screen[3 * j + 1]! - buffer.y - ay
    const cx = screen[3 * k]! - buffer.x - ax
    const cy = screen[3 * k + 1]! - buffer.y - ay
    const area = bx * cy - cx * by
    const left = Math.max(0, Math.floor(ax + Math.min(0, bx, cx)))
    const right = Math.min(width - 1, Math.ceil(ax + Math.max(0, bx, cx)))
    const top = Math.max(0, Math.floor(ay + Math.min(0, by, cy)))
    const bottom = Math.min(height - 1, Math.ceil(ay + Math.max(0, by, cy)))
    // The far side of the head that hides is hidden by its near one. On screen y points down: what turns left is seen from behind.
    if (area === 0 || (!part && area > 0) || left > right || top > bottom) continue
    const bz = screen[3 * j + 2]! - az
    const cz = screen[3 * k + 2]! - az
    // u, v and w = 1 - u - v, the weights of the corners, are lines over x.
    const [us, vs] = [cy / area, -by / area]
    for (let y = top; y <= bottom; y++) {
      const py = y + 0.5 - ay
      const u0 = (-cx * py) / area + us * (0.5 - ax)
      const v0 = (bx * py) / area + vs * (0.5 - ax)
      let from = left
      let to = right
      if (right - left > narrow) {
        // Of a long sliver aslant only what lies between its edges in this row is looked at.
        from = Math.max(left, Math.floor(Math.max(whereFrom(us, u0), whereFrom(vs, v0), whereFrom(-us - vs, 1 - u0 - v0))))
        to = Math.min(right, Math.ceil(Math.min(whereTo(us, u0), whereTo(vs, v0), whereTo(-us - vs, 1 - u0 - v0))))
      }
      for (let x = from; x <= to; x++) {
        const u = u0 + us * x
        const v = v0 + vs * x
        if (u < -slack || v < -slack || u + v > 1 + slack) continue
        const depth = Math.fround(az + u * bz + v * cz) // as it is kept: rounded up, the same surface would hide itself
        const at = y * width + x
        if (depth < nearest[at]!) continue // a head that is shown lies where the one that hides does
        if (isSolid) nearest[at] = depth
        if (!part) continue
        const opaque = opacities ? opacities[i]! * (1 - u - v) + opacities[j]! * u + opacities[k]! * v : opacity
        if (!isSolid && buffer.cover[at]! >= opaque) continue
        buffer.cover[at] = opaque
        buffer.part[at] = n
        buffer.triangle[at] = triangle
      }
    }
  }
}

/** Where a line of that slope is no longer, or still, above zero: beyond every row where it never changes. */
const whereFrom = (slope: number, at0: number): number => (slope > 0 ? -at0 / slope : -Infinity)
const whereTo = (slope: number, at0: number): number => (slope < 0 ? -at0 / slope : Infinity)

/** Samples -> pixels, lit. */
function resolved(buffer: Buffer, drawn: readonly Drawn[], light: Light): Layer {
  const [width, height] = [buffer.width / samples, buffer.height / samples]
  const values = new Float32Array(4 * width * height)
  const seen = new Float32Array(3)
  const lit = emptyLit()
  for (let at = 0; at < buffer.cover.length; at++) {
    const share = buffer.cover[at]! / (samples * samples)
    if (share === 0) continue
    const x = at % buffer.width
    const y = (at - x) / buffer.width
    lightTriangle(seen, lit, drawn[buffer.part[at]!]!, buffer.triangle[at]!, buffer.x + x + 0.5, buffer.y + y + 0.5, light)
    const pixel = 4 * ((y >> 1) * width + (x >> 1))
    values[pixel]! += share * seen[0]!
    values[pixel + 1]! += share * seen[1]!
    values[pixel + 2]! += share * seen[2]!
    values[pixel + 3]! += share
  }
  return { x: buffer.x / samples, y: buffer.y / samples, width, height, values }
}

/** Where what is lit is put together, so that no sample makes an object. */
const emptyLit = (): Lit => ({ red: 0, green: 0, blue: 0, gloss: 0, nx: 0, ny: 0, nz: 0 })

/** Writes the colour of a triangle at a place on screen. */
function lightTriangle(
  seen: Float32Array,
  lit: Lit,
  { part, screen, normals }: Drawn,
  triangle: number,
  x: number,
  y: number,
  light: Light,
): void {
  const { index, colour, colours, finish } = part
  if (finish === 'lens') {
    for (let axis = 0; axis < 3; axis++) seen[axis] = colour[axis]!
    return
  }
  const a = 3 * index[triangle]!
  const b = 3 * index[triangle + 1]!
  const c = 3 * index[triangle + 2]!
  const px = x - screen[a]!
  const py = y - screen[a + 1]!
  const bx = screen[b]! - screen[a]!
  const by = screen[b + 1]! - screen[a + 1]!
  const cx = screen[c]! - screen[a]!
  const cy = screen[c + 1]! - screen[a + 1]!
  const u = (px * cy - cx * py) / (bx * cy - cx * by)
  const v = (bx * py - px * by) / (bx * cy - cx * by)
  const w = 1 - u - v
  const nx = normals[a]! * w + normals[b]! * u + normals[c]! * v
  const ny = normals[a + 1]! * w + normals[b + 1]! * u + normals[c + 1]! * v
  const nz = normals[a + 2]! * w + normals[b + 2]! * u + normals[c + 2]! * v
  // Triangles have no outside here: both faces are lit.
  const out = (nz < 0 ? -1 : 1) / (Math.sqrt(nx * nx + ny * ny + nz * nz) || 1)
  lit.red = colours ? colours[a]! * w + colours[b]! * u + colours[c]! * v : colour[0]
  lit.green = colours ? colours[a + 1]! * w + colours[b + 1]! * u + colours[c + 1]! * v : colour[1]
  lit.blue = colours ? colours[a + 2]! * w + colours[b + 2]! * u + colours[c + 2]! * v : colour[2]
  lit.gloss = part.gloss
  lit.nx = nx * out
  lit.ny = ny * out
  lit.nz = nz * out
  shade(seen, finish, lit, light)
}

function rgbOf({ data, width, height, channels }: PixelImage): Uint8Array {
  if (channels === 3) return new Uint8Array(data)
  const rgb = new Uint8Array(3 * width * height)
  for (let from = 0, to = 0; to < rgb.length; from += 4, to += 3) {
    rgb[to] = data[from]!
    rgb[to + 1] = data[from + 1]!
    rgb[to + 2] = data[from + 2]!
  }
  return rgb
}
