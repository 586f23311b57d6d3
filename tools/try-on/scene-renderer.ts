import type { PixelImage } from '../../tryon-core/image.ts'
import type { Camera } from '../../tryon-core/pose.ts'
import { dot, unit, type Vec3 } from '../../tryon-core/vector.ts'
import { filmed, type Linear, linearColour } from './colour.ts'

/** Triangles in the camera frame, mm, with what their surface is made of. */
export interface Solid {
  /** 3 floats a vertex. */
  readonly positions: Float32Array
  /** Camera frame, unit length. */
  readonly normals: Float32Array
  readonly index: Uint16Array
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
  const behind = linearColour(background)
  for (const block of blocksOf(sheet, samples)) {
    const first = sheet.solid[block[0]!]!
    const isOne = block.every((at) => sheet.solid[at] === first) && (opaque[first - 1]?.isSmooth ?? true)
    const middle = block[block.length >> 1]!
    const shared = isOne ? colourAt(middle) : undefined
    for (const at of block) light.set(shared ?? colourAt(at), 3 * at)
  }
  function colourAt(at: number) {
    const solid = opaque[sheet.solid[at]! - 1]
    return solid ? shaded(solid, sheet, at, lights) : behind
  }
  for (const veil of solids.filter(({ opacity }) => opacity < 1)) {
    const over = { ...emptySheet(sheet.width, sheet.height), nearest: Float32Array.from(sheet.nearest) }
    cover(over, veil, 1, view)
    for (let at = 0; at < over.solid.length; at++) {
      if (over.solid[at] === 0) continue
      const tint = shaded(veil, over, at, lights)
      for (let axis = 0; axis < 3; axis++) light[3 * at + axis]! += veil.opacity * (tint[axis]! - light[3 * at + axis]!)
    }
  }
  return averaged(light, width, height, samples)
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

/** The samples of each pixel. The list is one and the same, filled anew. */
function* blocksOf({ width, height }: Sheet, samples: number): Generator<readonly number[]> {
  const block = new Array<number>(samples * samples).fill(0)
  for (let y = 0; y < height; y += samples)
    for (let x = 0; x < width; x += samples) {
      for (let i = 0; i < block.length; i++) block[i] = (y + Math.floor(i / samples)) * width + x + (i % samples)
      yield block
    }
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
  const mixed = (of: Float32Array): Vec3 => {
    const axis = (k: number) => of[a + k]! * (1 - u - v) + of[b + k]! * u + of[c + k]! * v
    return [axis(0), axis(1), axis(2)]
  }
  const toEye = unit(mixed(positions).map((x) => -x) as unknown as Vec3)
  const outward = unit(mixed(normals))
  const normal = dot(outward, toEye) < 0 ? (outward.map((x) => -x) as unknown as Vec3) : outward
  const lamp = unit(lights.keyFrom)
  const lit = (lights.key * Math.max(0, dot(normal, lamp))) / Math.PI
  const sky = 0.5 + 0.5 * normal[1]
  const halfway = unit([lamp[0] + toEye[0], lamp[1] + toEye[1], lamp[2] + toEye[2]])
  const glint = lights.key * shine.strength * Math.max(0, dot(normal, halfway)) ** shine.power
  const base = albedo(mixed(local))
  const channel = (k: 0 | 1 | 2) =>
    base[k] * (lit * keyColour[k] + (lights.ambient / Math.PI) * (groundColour[k] + sky * (1 - groundColour[k]))) + glint * keyColour[k]
  return [channel(0), channel(1), channel(2)]
}

/** Samples are light and are added up as light, as a lens and a sensor do; the film comes last. It makes bright edges eat into dark ones. */
function averaged(light: Float32Array, width: number, height: number, samples: number): PixelImage {
  const data = new Uint8Array(3 * width * height)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const sum: [number, number, number] = [0, 0, 0]
      for (let dy = 0; dy < samples; dy++)
        for (let dx = 0; dx < samples; dx++) {
          const at = 3 * ((y * samples + dy) * width * samples + x * samples + dx)
          for (const axis of [0, 1, 2] as const) sum[axis] += light[at + axis]! / samples ** 2
        }
      data.set(filmed(sum), 3 * (y * width + x))
    }
  return { data, width, height, channels: 3 }
}
