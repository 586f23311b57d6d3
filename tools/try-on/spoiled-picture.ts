import sharp from 'sharp'
import type { PixelImage } from '../../tryon-core/image.ts'

/** What cameras and networks do to a picture. */
export type Spoiling = (image: PixelImage) => Promise<PixelImage> | PixelImage

/** A normal deviate, the same for the same number. Source: Box and Muller 1958. */
export function normal(seed: number): number {
  return Math.sqrt(-2 * Math.log(uniform(2 * seed + 1) + 1e-12)) * Math.cos(2 * Math.PI * uniform(2 * seed))
}

/** 0..1, the same for the same number. Source: the finaliser of MurmurHash3. */
function uniform(seed: number): number {
  let h = Math.imul(seed ^ (seed >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return ((h ^ (h >>> 16)) >>> 0) / 2 ** 32
}

/** Grain of that standard deviation, in bytes. Another `seed`, another grain. */
export const withNoise =
  (sigma: number, seed = 0): Spoiling =>
  (image) => ({ ...image, data: Uint8ClampedArray.from(image.data, (byte, i) => byte + sigma * normal(i + 7_919 * seed)) })

/** Saved as JPEG and opened again. */
export const asJpeg =
  (quality: number): Spoiling =>
  async ({ data, width, height, channels }) => {
    const jpeg = await sharp(data, { raw: { width, height, channels } }).jpeg({ quality }).toBuffer()
    return { data: new Uint8Array(await sharp(jpeg).raw().toBuffer()), width, height, channels }
  }

/** The head moved by that many pixels to the side while the shutter was open. */
export const moved =
  (pixels: number): Spoiling =>
  (image) => {
    const { data, width, height, channels } = image
    const out = new Uint8ClampedArray(data.length)
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++)
        for (let axis = 0; axis < channels; axis++) {
          let light = 0 // what a sensor adds up is light, not bytes
          for (let by = 0; by < pixels; by++) {
            const from = Math.max(0, Math.min(width - 1, x + by - (pixels >> 1)))
            light += data[(y * width + from) * channels + axis]! ** 2.2
          }
          out[(y * width + x) * channels + axis] = (light / pixels) ** (1 / 2.2)
        }
    return { ...image, data: out }
  }
