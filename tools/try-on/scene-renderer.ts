import type { PixelImage } from '../../tryon-core/image.ts'
import type { Camera } from '../../tryon-core/pose.ts'
import { dot, scale, unit, type Vec3 } from '../../tryon-core/vector.ts'
import { filmed, type Linear, linearColour } from './colour.ts'

/** Triangles in the camera frame, mm, with what their surface is made of. */
export interface Solid {
  /** 3 floats a vertex. */
  readonly positions: Float32Array
  /** Camera frame, unit length. */
  readonly normals: Float32Array
  readonly index: Uint16Array | Uint32Array
  /** 3 floats a vertex, mixed over the triangle and handed to `albedo`: whatever the colour depends on. */
  readonly local: Float32Array
  readonly albedo: (local: Vec3) => Linear
  /** Strength and sharpness of the highlight. */
  readonly shine: { readonly strength: number; readonly power: number }
  /** Less than 1: lies over what is behind. */
  readonly opacity: number
  /** Its colour changes little within a pixel: one sample is shaded for all of them. */
  readonly isSmooth: boolean
}

export interface Lights {
  /** Towards the key light, any length; camera frame. */
  readonly keyFrom: Vec3
  readonly key: number
  readonly ambient: number
}

const keyColour = linearColour('#fff4e6')
const groundColour = linearColour('#8a7a70')

/**
 * Draws solids in front of a plain background, in plain JavaScript: the same bytes on every machine. `samples` x `samples` per pixel.
 * Light: one lamp and a sky over a ground, Lambert and Blinn-Phong, no shadows. Cost: about half a second for 640 x 480 at 3 x 3.
 */
export function renderScene(
  solids: readonly Solid[],
  view: { readonly camera: Camera; readonly width: number; readonly height: number; readonly samples: number },
  lights: Lights,
  background: string,
): PixelImage {
  const { width, height, samples } = view
  const sheet = emptySheet(width * samples, height * samples)
  const opaque = solids.filter(({ opacity }) => opacity === 1)
  opaque.forEach((solid, i) => cover(sheet, solid, i + 1, view))
  const light = new Float32Array(3 * sheet.width * sheet.height)
  /** Pixels of one colour keep it in their first sample alone. */
  const isOne = new Uint8Array(width * height)
  const behind = linearColour(background)
  const count = samples ** 2
  /** From a pixel's first sample to each of its samples. */
  const steps = Uint32Array.from({ length: count }, (_, i) => Math.floor(i / samples) * sheet.width + (i % samples))
  const colourAt = (at: number) => {
    const solid = opaque[sheet.solid[at]! - 1]
    return solid ? shaded(solid, sheet, at, lights) : behind
  }
  const put = (at: number, colour: Linear) => {
    light[3 * at] = colour[0]
    light[3 * at + 1] = colour[1]
    light[3 * at + 2] = colour[2]
  }
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const corner = samples * (y * sheet.width + x)
      const first = sheet.solid[corner]!
      let same = opaque[first - 1]?.isSmooth ?? true
      for (let i = 1; i < count && same; i++) same = sheet.solid[corner + steps[i]!] === first
      if (same) {
        isOne[y * width + x] = 1
        put(corner, colourAt(corner + steps[count >> 1]!))
      } else for (let i = 0; i < count; i++) put(corner + steps[i]!, colourAt(corner + steps[i]!))
    }
  for (const veil of solids.filter(({ opacity }) => opacity < 1)) {
    const over = { ...emptySheet(sheet.width, sheet.height), nearest: Float32Array.from(sheet.nearest) }
    cover(over, veil, 1, view)
    for (let at = 0; at < over.solid.length; at++) {
      if (over.solid[at] === 0) continue
      const [x, y] = [Math.floor((at % sheet.width) / samples), Math.floor(at / sheet.width / samples)]
      if (isOne[y * width + x] === 1) {
        isOne[y * width + x] = 0
        const corner = samples * (y * sheet.width + x)
        for (let i = 1; i < count; i++) light.copyWithin(3 * (corner + steps[i]!), 3 * corner, 3 * corner + 3)
      }
      const tint = shaded(veil, over, at, lights)
      for (let axis = 0; axis < 3; axis++) light[3 * at + axis]! += veil.opacity * (tint[axis]! - light[3 * at + axis]!)
    }
  }
  return averaged({ light, isOne, steps }, view)
}

/** Per sample: what is nearest, which triangle of it, and where in the triangle (weights of the second and third corner). */
interface Sheet {
  readonly width: number
  readonly height: number
  readonly nearest: Float32Array
  readonly solid: Uint8Array
  readonly triangle: Uint32Array
  readonly u: Float32Array
  readonly v: Float32Array
}

function emptySheet(width: number, height: number): Sheet {
  const count = width * height
  const floats = () => new Float32Array(count)
  return { width, height, nearest: floats(), solid: new Uint8Array(count), triangle: new Uint32Array(count), u: floats(), v: floats() }
}

function cover(sheet: Sheet, { positions, index }: Solid, id: number, view: { readonly camera: Camera; readonly samples: number }): void {
  const { camera, samples } = view
  const screen = new Float64Array(positions.length)
  for (let i = 0; i < positions.length; i += 3) {
    const depth = -positions[i + 2]!
    screen[i] = samples * (camera.cx + (camera.f * positions[i]!) / depth)
    screen[i + 1] = samples * (camera.cy - (camera.f * positions[i + 1]!) / depth)
    screen[i + 2] = 1 / depth
  }
  for (let triangle = 0; triangle < index.length; triangle += 3) {
    const [a, b, c] = [3 * index[triangle]!, 3 * index[triangle + 1]!, 3 * index[triangle + 2]!]
    const [ax, ay, az] = [screen[a]!, screen[a + 1]!, screen[a + 2]!]
    const [bx, by, bz] = [screen[b]!, screen[b + 1]!, screen[b + 2]!]
    const [cx, cy, cz] = [screen[c]!, screen[c + 1]!, screen[c + 2]!]
    const area = (bx - ax) * (cy - ay) - (cx - ax) * (by - ay)
    if (area === 0) continue
    const right = Math.min(sheet.width - 1, Math.ceil(Math.max(ax, bx, cx)))
    const bottom = Math.min(sheet.height - 1, Math.ceil(Math.max(ay, by, cy)))
    for (let y = Math.max(0, Math.floor(Math.min(ay, by, cy))); y <= bottom; y++)
      for (let x = Math.max(0, Math.floor(Math.min(ax, bx, cx))); x <= right; x++) {
        const [px, py] = [x + 0.5 - ax, y + 0.5 - ay]
        const u = (px * (cy - ay) - (cx - ax) * py) / area
        const v = ((bx - ax) * py - px * (by - ay)) / area
        if (u < 0 || v < 0 || u + v > 1) continue
        const near = az + u * (bz - az) + v * (cz - az)
        const at = y * sheet.width + x
        if (near <= sheet.nearest[at]!) continue
        sheet.nearest[at] = near
        sheet.solid[at] = id
        sheet.triangle[at] = triangle
        // Weights on the surface, not on screen: what is far counts less per pixel.
        sheet.u[at] = (u * bz) / near
        sheet.v[at] = (v * cz) / near
      }
  }
}

/** Linear light of one sample. */
function shaded({ positions, normals, local, index, albedo, shine }: Solid, sheet: Sheet, at: number, lights: Lights): Linear {
  const triangle = sheet.triangle[at]!
  const [u, v] = [sheet.u[at]!, sheet.v[at]!]
  const [a, b, c] = [3 * index[triangle]!, 3 * index[triangle + 1]!, 3 * index[triangle + 2]!]
  const toEye = unit(scale(mixed(positions, a, b, c, u, v), -1))
  const outward = unit(mixed(normals, a, b, c, u, v))
  const normal = dot(outward, toEye) < 0 ? scale(outward, -1) : outward
  const lamp = unit(lights.keyFrom)
  const lit = (lights.key * Math.max(0, dot(normal, lamp))) / Math.PI
  const sky = 0.5 + 0.5 * normal[1]
  const halfway = unit([lamp[0] + toEye[0], lamp[1] + toEye[1], lamp[2] + toEye[2]])
  const glint = lights.key * shine.strength * Math.max(0, dot(normal, halfway)) ** shine.power
  const base = albedo(mixed(local, a, b, c, u, v))
  const out: [number, number, number] = [0, 0, 0]
  for (const k of [0, 1, 2] as const) {
    const around = (lights.ambient / Math.PI) * (groundColour[k] + sky * (1 - groundColour[k]))
    out[k] = base[k] * (lit * keyColour[k] + around) + glint * keyColour[k]
  }
  return out
}

/** A value of three corners, by the weights of the second and the third. No closure: it runs for every sample. */
function mixed(of: Float32Array, a: number, b: number, c: number, u: number, v: number): Vec3 {
  const w = 1 - u - v
  return [
    of[a]! * w + of[b]! * u + of[c]! * v,
    of[a + 1]! * w + of[b + 1]! * u + of[c + 1]! * v,
    of[a + 2]! * w + of[b + 2]! * u + of[c + 2]! * v,
  ]
}

interface Lit {
  readonly light: Float32Array
  readonly isOne: Uint8Array
  readonly steps: Uint32Array
}

/** Samples are light and are added up as light, as a lens and a sensor do; the film comes last. It makes bright edges eat into dark ones. */
function averaged(
  { light, isOne, steps }: Lit,
  { width, height, samples }: { width: number; height: number; samples: number },
): PixelImage {
  const data = new Uint8Array(3 * width * height)
  const count = steps.length
  let [red, green, blue] = [Number.NaN, Number.NaN, Number.NaN]
  let film: readonly number[] = []
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      let [r, g, b] = [0, 0, 0]
      const corner = samples * (y * width * samples + x)
      const isUniform = isOne[y * width + x] === 1
      for (let i = 0; i < count; i++) {
        const at = 3 * (isUniform ? corner : corner + steps[i]!)
        r += light[at]! / count
        g += light[at + 1]! / count
        b += light[at + 2]! / count
      }
      if (r !== red || g !== green || b !== blue)
        film = filmed([r, g, b]) // most of a background is one colour
      ;[red, green, blue] = [r, g, b]
      for (let axis = 0; axis < 3; axis++) data[3 * (y * width + x) + axis] = film[axis]!
    }
  return { data, width, height, channels: 3 }
}
