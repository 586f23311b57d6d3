import { expect, test } from 'vitest'
import { coveredPart, tilesOf } from './tiles.ts'

const size = { width: 640, height: 480 }

test('one frame has the whole mirror, three and four a quarter each, the first on the left as the page is mirrored', () => {
  expect(tilesOf(1, size, 320)).toEqual([{ source: { x: 0, y: 0, ...size }, target: { x: 0, y: 0, ...size } }])
  const four = tilesOf(4, size, 320)
  expect(four.map(({ target }) => [target.x, target.y])).toEqual([
    [320, 0],
    [0, 0],
    [320, 240],
    [0, 240],
  ])
  expect(tilesOf(3, size, 320)).toEqual(four.slice(0, 3))
})

test('two frames are cut around the face, and never beyond the picture', () => {
  const cutAt = (faceX: number) => tilesOf(2, size, faceX).map(({ source }) => source.x)
  expect([cutAt(320), cutAt(20), cutAt(630)]).toEqual([
    [160, 160],
    [0, 0],
    [320, 320],
  ])
})

test('what the page cuts off is not shared out: the face stands in the middle of what is seen', () => {
  const visible = coveredPart(size, { width: 860, height: 823 })
  expect(visible.height).toBe(480)
  expect(visible.width).toBeCloseTo(501.6, 1)
  for (const count of [2, 4])
    for (const { source, target } of tilesOf(count, size, 300, visible)) {
      expect(source.x + source.width / 2).toBeCloseTo(300, 6)
      expect([target.x >= visible.x, target.x + target.width <= visible.x + visible.width + 1e-9]).toEqual([true, true])
    }
  expect(coveredPart(size, { width: 0, height: 0 })).toEqual({ x: 0, y: 0, ...size }) // not laid out yet
})

test('a millimetre is as wide as high in every tile', () => {
  for (const count of [1, 2, 3, 4])
    for (const { source, target } of tilesOf(count, size, 300, coveredPart(size, { width: 320, height: 400 })))
      expect(target.width / source.width).toBeCloseTo(target.height / source.height, 9)
})
