import { readdir, readFile } from 'node:fs/promises'
import sharp from 'sharp'
import type { PixelImage } from '../../tryon-core/image.ts'

const [width, height] = [640, 480]
const shopPictures = new URL('../demo-shop/pictures/', import.meta.url)

/** 50 pictures in which there is no face: 15 textures, 15 landscapes, 20 products of the demo shop, none of them worn. The same bytes at each call. */
export async function* facelessPictures(): AsyncGenerator<{ readonly name: string; readonly image: PixelImage }> {
  for (let seed = 0; seed < 15; seed++) yield { name: `texture ${seed}`, image: painted(texture(seed)) }
  for (let seed = 0; seed < 15; seed++) yield { name: `landscape ${seed}`, image: painted(landscape(seed)) }
  const files = (await readdir(shopPictures)).filter((file) => file.endsWith('.webp') && !file.includes('-worn')).toSorted()
  const every = Math.floor(files.length / 20)
  for (const file of files.filter((_, i) => i % every === 0).slice(0, 20)) yield { name: file, image: await opened(file) }
}

async function opened(file: string): Promise<PixelImage> {
  const { data, info } = await sharp(await readFile(new URL(file, shopPictures)))
    .resize(width, height, { fit: 'contain', background: '#fff' })
    .flatten({ background: '#fff' })
    .raw()
    .toBuffer({ resolveWithObject: true })
  return { data: new Uint8Array(data), width: info.width, height: info.height, channels: 3 }
}

type Rgb = readonly [number, number, number]
type Painter = (x: number, y: number) => Rgb

function painted(at: Painter): PixelImage {
  const data = new Uint8ClampedArray(3 * width * height)
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) data.set(at(x, y), 3 * (y * width + x))
  return { data, width, height, channels: 3 }
}

/** 0..1, smooth, the same for the same place. */
function noise(x: number, y: number, seed: number): number {
  const [ix, iy] = [Math.floor(x), Math.floor(y)]
  const [fx, fy] = [x - ix, y - iy].map((t) => t * t * (3 - 2 * t)) as [number, number]
  const [a, b, c, d] = [hash(ix, iy, seed), hash(ix + 1, iy, seed), hash(ix, iy + 1, seed), hash(ix + 1, iy + 1, seed)]
  return (1 - fy) * ((1 - fx) * a + fx * b) + fy * ((1 - fx) * c + fx * d)
}

function hash(x: number, y: number, seed: number): number {
  let h = Math.imul(x, 374_761_393) ^ Math.imul(y, 668_265_263) ^ Math.imul(seed + 1, 1_274_126_177)
  h = Math.imul(h ^ (h >>> 13), 1_274_126_177)
  return ((h ^ (h >>> 16)) >>> 0) / 2 ** 32
}

/** Noise over noise, each half as large. */
const cloud = (x: number, y: number, seed: number): number =>
  [1, 2, 4, 8].reduce((sum, scale, octave) => sum + noise((x * scale) / 160, (y * scale) / 160, seed + 31 * octave) / 2 ** (octave + 1), 0)

/** Marble, wood, checks, dots and skin-coloured clouds: what walls, tables and clothes look like. */
function texture(seed: number): Painter {
  const tint: Rgb = [120 + 110 * hash(seed, 1, 0), 90 + 90 * hash(seed, 2, 0), 70 + 90 * hash(seed, 3, 0)]
  const size = 20 + 60 * hash(seed, 4, 0)
  const kinds: Painter[] = [
    (x, y) => shade(tint, 0.6 + 0.8 * Math.abs(Math.sin(x / 40 + 6 * cloud(x, y, seed)))),
    (x, y) => shade(tint, 0.7 + 0.5 * Math.sin(Math.hypot(x - 900, (y - 240) * 3) / 14 + 4 * cloud(x, y, seed))),
    (x, y) => shade(tint, (Math.floor(x / size) + Math.floor(y / size)) % 2 ? 1.2 : 0.4),
    (x, y) => shade(tint, Math.hypot((x % size) - size / 2, (y % size) - size / 2) < size / 4 ? 0.3 : 1.3),
    (x, y) => shade(tint, 0.4 + 1.2 * cloud(x, y, seed)),
  ]
  return kinds[seed % kinds.length]!
}

/** Sky, hills one behind the other, a sun now and then, windows of a town now and then. */
function landscape(seed: number): Painter {
  const ridge = (x: number, layer: number) => 180 + 70 * layer - 90 * noise(x / (130 - 25 * layer), layer, seed)
  const sun = [640 * hash(seed, 5, 0), 120 * hash(seed, 6, 0)] as const
  return (x, y) => {
    for (const layer of [3, 2, 1, 0]) {
      if (y <= ridge(x, layer)) continue
      const isWindow = seed % 3 === 0 && layer === 1 && x % 24 < 9 && y % 30 < 12
      return isWindow
        ? [250, 220, 140]
        : shade([60 + 30 * (3 - layer), 110 + 20 * (3 - layer), 60 + 35 * (3 - layer)], 0.7 + 0.6 * cloud(x, y, seed))
    }
    if (seed % 2 === 0 && Math.hypot(x - sun[0], y - sun[1]) < 30) return [255, 244, 200]
    return shade([150, 190, 235], 0.7 + 0.3 * (y / height) + 0.4 * cloud(x, y, seed))
  }
}

const shade = ([r, g, b]: Rgb, by: number): Rgb => [r * by, g * by, b * by]
