/** Makes the photo of a face that belongs to nobody: `npx tsx tools/try-on/face-photo.ts out.jpg [head]`; heads: see `judgedHeads`. */
import { writeFile } from 'node:fs/promises'
import sharp from 'sharp'
import type { Truth } from './accuracy.ts'
import { type HeadSettings, headPainter, usualHead } from './head-renderer.ts'
import { judgedHeads } from './head-shape.ts'

/**
 * A JPEG portrait of one CC0 head that looks into the lens, 960 x 1280, and what is true of it. The same bytes at each call.
 * `settings` change what is photographed: turned, dark, eyes shut. Throws RangeError for an unknown head. Cost: 2 s.
 */
export async function facePhoto(
  name = 'caucasian-male',
  settings: Partial<HeadSettings> = {},
): Promise<{ readonly jpeg: Buffer; readonly truth: Truth }> {
  const head = judgedHeads.find((known) => known.name === name)
  if (!head) throw new RangeError(`no head ${name}`)
  const look = {
    ...usualHead,
    ...head,
    width: 960,
    height: 1280,
    gaze: 'camera',
    distanceMm: 450,
    samples: 2,
    limbusSoftMm: 0.4,
    ...settings,
  } as const
  const { image, truth } = headPainter(look)(look)
  const raw = { width: image.width, height: image.height, channels: image.channels }
  return { jpeg: await sharp(image.data, { raw }).jpeg({ quality: 92 }).toBuffer(), truth }
}

if (process.argv[1] === import.meta.filename) {
  const [out = 'face.jpg', name] = process.argv.slice(2)
  const { jpeg, truth } = await facePhoto(name)
  await writeFile(out, jpeg)
  console.log(`${out}: ${jpeg.length} bytes, PD ${truth.pdMm.toFixed(1)} mm`)
}
