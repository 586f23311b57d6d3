import { expect, test } from 'vitest'
import { sampleSquare } from './sample-square.ts'

const data = Uint8Array.from({ length: 3 * 64 * 48 }, (_, i) => (i * 7919) % 251)
const image = { data, width: 64, height: 48, channels: 3 } as const

test.each([
  ['smaller than the network wants it', { cx: 30, cy: 20, size: 17 }, 24],
  ['larger, over the edge of the picture', { cx: 32, cy: 24, size: 90 }, 24],
  ['beside the picture on one side', { cx: 2, cy: 45, size: 40 }, 16],
])('a square that stands upright is cut as one that is turned by a hair: %s', (_, square, side) => {
  const [upright, turned] = [0, 1e-12].map((angle) => sampleSquare(image, { ...square, angle }, side, { gain: 1 / 127.5, bias: -1 }))
  upright!.forEach((value, i) => expect(value).toBeCloseTo(turned![i]!, 5))
})
