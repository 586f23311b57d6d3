import { deflateSync } from 'node:zlib'
import sharp from 'sharp'
import type { Refusal } from './domain/picture.ts'

/** For tests: hostile and broken uploads, made on the spot. Each with the refusal it must meet, or `accepted`. */
export async function hostilePictures(): Promise<
  { readonly name: string; readonly bytes: Buffer; readonly expected: Refusal | 'accepted' }[]
> {
  const jpeg = await photo(600, 400)
  const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>alert(1)</script></svg>'
  const turned = await sharp(jpeg)
    .withExif({ IFD3: { GPSLatitude: '48/1 51/1 0/1' } })
    .withMetadata({ orientation: 6 })
    .jpeg()
    .toBuffer()
  return [
    { name: 'a photo', bytes: jpeg, expected: 'accepted' },
    { name: 'a photo with GPS, lying on its side', bytes: turned, expected: 'accepted' },
    {
      name: 'a photo with a page hidden after its end',
      bytes: Buffer.concat([jpeg, Buffer.from('<script>alert(1)</script>')]),
      expected: 'accepted',
    },
    { name: 'a photo cut in half', bytes: jpeg.subarray(0, jpeg.length >> 1), expected: 'damaged' },
    { name: 'noise after a JPEG head', bytes: Buffer.concat([jpeg.subarray(0, 200), Buffer.alloc(5_000, 0x5a)]), expected: 'damaged' },
    {
      name: '256 million pixels in 250 KB',
      bytes: png(16_000, 16_000, deflateSync(Buffer.alloc(16_001 * 16_000))),
      expected: 'too-many-pixels',
    },
    { name: 'a claim of 4 billion pixels', bytes: png(65_000, 65_000, deflateSync(Buffer.alloc(10))), expected: 'too-many-pixels' },
    { name: 'one line of 40,000 pixels', bytes: png(40_000, 1, deflateSync(Buffer.alloc(40_001))), expected: 'too-many-pixels' },
    { name: 'an SVG with a script', bytes: Buffer.from(svg), expected: 'not-an-image' },
    { name: 'an SVG behind a JPEG head', bytes: Buffer.concat([Buffer.from([0xff, 0xd8, 0xff]), Buffer.from(svg)]), expected: 'damaged' },
    { name: 'a PDF', bytes: Buffer.from('%PDF-1.7\n1 0 obj<<>>endobj'), expected: 'not-an-image' },
    { name: 'a GIF', bytes: Buffer.from('GIF89a\x01\x00\x01\x00\x00\x00\x00;', 'latin1'), expected: 'not-an-image' },
    { name: 'a TIFF', bytes: Buffer.from('49492a0008000000', 'hex'), expected: 'not-an-image' },
    { name: 'a page named .jpg', bytes: Buffer.from('<html><script>alert(1)</script>'), expected: 'not-an-image' },
    {
      name: 'an ImageMagick script',
      bytes: Buffer.from('push graphic-context\nviewbox 0 0 1 1\nimage over 0,0 0,0 "|id"\n'),
      expected: 'not-an-image',
    },
    { name: 'nothing', bytes: Buffer.alloc(0), expected: 'not-an-image' },
    { name: '16 MB', bytes: Buffer.concat([jpeg, Buffer.alloc(16 * 1024 * 1024)]), expected: 'too-large' },
  ]
}

/** A picture no compressor makes small, as photographs are. */
export function photo(width: number, height: number): Promise<Buffer> {
  const pixels = Buffer.alloc(width * height * 3)
  for (let at = 0; at < width * height; at++) {
    const [x, y] = [at % width, Math.floor(at / width)]
    const wave = Math.sin(x / 37) * Math.cos(y / 53) * 60 + ((x * 7919 + y * 104_729) % 23)
    pixels.set([120 + wave, 100 + wave / 2 + (x * 90) / width, 80 + (y * 120) / height].map(Math.round), at * 3)
  }
  return sharp(pixels, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 88 })
    .toBuffer()
}

function png(width: number, height: number, pixels: Buffer): Buffer {
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width, 0)
  head.writeUInt32BE(height, 4)
  head[8] = 8
  return Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), chunk('IHDR', head), chunk('IDAT', pixels), chunk('IEND', Buffer.alloc(0))])
}

function chunk(type: string, content: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), content])
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(content.length)
  check.writeUInt32BE(crc(body))
  return Buffer.concat([length, body, check])
}

/** CRC-32 as in ISO 3309, which PNG uses. */
function crc(bytes: Buffer): number {
  let sum = 0xffffffff
  for (const byte of bytes) {
    sum ^= byte
    for (let bit = 0; bit < 8; bit++) sum = sum & 1 ? 0xedb88320 ^ (sum >>> 1) : sum >>> 1
  }
  return (sum ^ 0xffffffff) >>> 0
}
