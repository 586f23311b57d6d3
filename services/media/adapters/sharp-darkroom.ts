import { createHash } from 'node:crypto'
import { openSharp } from '@vitrine/platform/pictures/open-sharp'
import type { Darkroom } from '../application/accept-picture.ts'
import { workshop } from '../application/workshop.ts'
import { limits, type Master, type Refusal } from '../domain/picture.ts'

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
  const sharp = await openSharp()
  try {
    const { width, height } = await sharp(bytes, { ...reading, limitInputPixels: false }).metadata()
    if (width * height > limits.pixels || Math.max(width, height) > limits.side) return 'too-many-pixels'
    if (how === 're-encode') return await reEncoded(sharp, bytes)
    await readToTheEnd(sharp, bytes)
    return masterOf(Buffer.from(bytes), { width, height })
  } catch {
    return 'damaged' // whatever libvips says of it, it is no picture we can show
  }
}

type Sharp = Awaited<ReturnType<typeof openSharp>>

async function reEncoded(sharp: Sharp, bytes: Uint8Array): Promise<{ master: Master; bytes: Buffer }> {
  const image = sharp(bytes, reading)
    .rotate()
    .resize(limits.masterSide, limits.masterSide, { fit: 'inside', withoutEnlargement: true })
    .webp({ quality: 92, effort: 2 })
    .timeout(patience)
  const { data, info } = await image.toBuffer({ resolveWithObject: true })
  return masterOf(data, info)
}

/** Rejects when it is damaged. Asked for small, the decoder still reads every byte: of 90 damaged ones it refused those that all pixels did. */
const readToTheEnd = (sharp: Sharp, bytes: Uint8Array) =>
  sharp(bytes, reading).resize(8, 8, { fit: 'fill' }).timeout(patience).raw().toBuffer()

const masterOf = (bytes: Buffer, { width, height }: { width: number; height: number }) => ({
  master: { sha256: createHash('sha256').update(bytes).digest('hex'), width, height },
  bytes,
})

async function rendered(master: Buffer, width: number, format: 'webp' | 'jpg'): Promise<Buffer> {
  const sharp = await openSharp()
  const image = sharp(master, reading).resize(width, undefined, { withoutEnlargement: true }).timeout(patience)
  return await (format === 'jpg'
    ? image.flatten({ background: '#fff' }).jpeg({ quality: 80 }).toBuffer()
    : image.webp({ quality: 80, effort: 2 }).toBuffer())
}
