import { createHash } from 'node:crypto'
import sharp from 'sharp'
import type { Darkroom } from '../application/accept-picture.ts'
import { workshop } from '../application/workshop.ts'
import { limits, type Master, type Refusal } from '../domain/picture.ts'

sharp.cache(false)
sharp.concurrency(1)
// sharp reads these by default; a shop needs none of them, and SVG and PDF are programs.
sharp.block({
  operation: ['VipsForeignLoadSvg', 'VipsForeignLoadPdf', 'VipsForeignLoadMagick', 'VipsForeignLoadGif', 'VipsForeignLoadTiff'],
})

const reading = { limitInputPixels: limits.pixels, failOn: 'warning', pages: 1, sequentialRead: true } as const
const patience = { seconds: 10 } as const

/** Pictures by libvips, two at a time, off the event loop. 64 may wait; beyond, `unavailable`. */
export function sharpDarkroom(): Darkroom {
  const develop = workshop<{ master: Master; bytes: Buffer } | Refusal>(2, 64)
  const render = workshop<Buffer>(2, 64)
  return {
    develop: (bytes, how) => develop(`${how} ${createHash('sha256').update(bytes).digest('hex')}`, () => developed(bytes, how)),
    render: (master, width, format) =>
      render(`${width}.${format} ${createHash('sha256').update(master).digest('hex')}`, () => rendered(master, width, format)),
  }
}

async function developed(bytes: Uint8Array, how: 're-encode' | 'as-is'): Promise<{ master: Master; bytes: Buffer } | Refusal> {
  try {
    const { width, height } = await sharp(bytes, { ...reading, limitInputPixels: false }).metadata()
    if (width * height > limits.pixels || Math.max(width, height) > limits.side) return 'too-many-pixels'
    const master = how === 'as-is' ? Buffer.from(bytes) : await reEncoded(bytes)
    // Decodes the whole of it, so that what is kept as it is was read to its end once.
    await sharp(master, reading).stats()
    const size = await sharp(master).metadata()
    const sha256 = createHash('sha256').update(master).digest('hex')
    return { master: { sha256, width: size.width, height: size.height }, bytes: master }
  } catch {
    return 'damaged' // whatever libvips says of it, it is no picture we can show
  }
}

const reEncoded = (bytes: Uint8Array): Promise<Buffer> =>
  sharp(bytes, reading)
    .rotate()
    .resize(limits.masterSide, limits.masterSide, { fit: 'inside', withoutEnlargement: true })
    .webp({ quality: 92, effort: 2 })
    .timeout(patience)
    .toBuffer()

function rendered(master: Buffer, width: number, format: 'webp' | 'jpg'): Promise<Buffer> {
  const image = sharp(master, reading).resize(width, undefined, { withoutEnlargement: true }).timeout(patience)
  return format === 'jpg'
    ? image.flatten({ background: '#fff' }).jpeg({ quality: 80 }).toBuffer()
    : image.webp({ quality: 80, effort: 2 }).toBuffer()
}
