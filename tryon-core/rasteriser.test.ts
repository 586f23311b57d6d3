import { expect, test } from 'vitest'
import type { FramePart } from './frame-geometry.ts'
import { drawFrames, frameLayer } from './rasteriser.ts'
import { usualLight } from './shading.ts'

/** One square of 40 mm, lying so far ahead of the middle between the pupils: 40 x 40 px. */
const plate = (zMm: number, more: Partial<FramePart> = {}): FramePart => ({
  ...{ name: 'rim', colour: [200, 40, 40], opacity: 1, finish: 'lens', gloss: 0 },
  positions: Float32Array.from([-20, -20, zMm, 20, -20, zMm, 20, 20, zMm, -20, 20, zMm]),
  normals: Float32Array.from([0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 1]),
  index: Uint32Array.from([0, 1, 2, 0, 2, 3]),
  ...more,
})
const turn = [
  [1, 0, 0],
  [0, 1, 0],
  [0, 0, 1],
] as const
const at = { camera: { f: 500, cx: 64, cy: 48 }, rotation: turn, t: [0, 0, -500] } as const
const whole = { x: 0, y: 0, width: 128, height: 96 }
const covered = ({ values }: { readonly values: Float32Array }) => values.reduce((sum, value, i) => (i % 4 === 3 ? sum + value : sum), 0)

test('a layer is the part of the picture that the frame covers, and nothing more', () => {
  const layer = frameLayer(whole, at, [plate(0)], undefined)
  expect([layer.x, layer.y, layer.width, layer.height]).toEqual([44, 28, 41, 41])
  expect(covered(layer)).toBeCloseTo(40 * 40, 0)
})

test('two triangles that share an edge leave no gap and cover nothing twice', () => {
  const tilted = { ...at, rotation: [[0.8, -0.6, 0], [0.6, 0.8, 0], turn[2]] } as const
  const half = plate(0, { opacity: 0.5 })
  const { values, width, height } = frameLayer(whole, tilted, [half], undefined)
  const middle = [-8, 0, 8].flatMap((y) => [-8, 0, 8].map((x) => values[4 * (((height >> 1) + y) * width + (width >> 1) + x) + 3]))
  expect(middle).toEqual(Array.from({ length: 9 }, () => 0.5))
})

test('what lies in front hides, and a head that is shown lies where the one that hides does', () => {
  const head = { positions: plate(10).positions, index: Uint16Array.from([0, 1, 2, 0, 2, 3]) }
  expect(covered(frameLayer(whole, at, [plate(0)], head))).toBeLessThan(0.1 * 40 * 40) // the head is nearer, so a little larger
  expect(covered(frameLayer(whole, at, [plate(20)], head))).toBeGreaterThan(40 * 40)
  expect(covered(frameLayer(whole, at, [plate(10)], head))).toBeGreaterThan(40 * 40)
})

test('a head that is shown has no holes, however it is turned', () => {
  const aslant = {
    ...at,
    rotation: [
      [0.8, 0.36, 0.48],
      [0, 0.8, -0.6],
      [-0.6, 0.48, 0.64],
    ],
  } as const
  const head = { positions: plate(10).positions, index: Uint16Array.from([0, 1, 2, 0, 2, 3]) }
  const [alone, shown] = [undefined, head].map((occluder) => covered(frameLayer(whole, aslant, [plate(10)], occluder)))
  expect(alone).toBeGreaterThan(500)
  expect(shown).toBe(alone)
})

test('nothing is drawn beside the part that is asked for, nor where no frame is in sight', () => {
  const left = frameLayer({ x: 0, y: 0, width: 64, height: 96 }, at, [plate(0)], undefined)
  expect([left.x, left.width]).toEqual([44, 20])
  expect(covered(frameLayer({ x: 0, y: 0, width: 20, height: 20 }, at, [plate(0)], undefined))).toBe(0)
  expect(covered(frameLayer(whole, at, [], undefined))).toBe(0)
})

test('a photo shows the layer over its own pixels', () => {
  const image = { data: new Uint8Array(3 * 128 * 96).fill(100), width: 128, height: 96, channels: 3 } as const
  const { image: drawn, coverage } = drawFrames(image, at, [plate(0, { opacity: 0.5 })], undefined, usualLight)
  const [inside, outside] = [48 * 128 + 64, 48 * 128 + 10]
  expect([...drawn.data.slice(3 * inside, 3 * inside + 3)]).toEqual([150, 70, 70])
  expect([...drawn.data.slice(3 * outside, 3 * outside + 3)]).toEqual([100, 100, 100])
  expect([coverage[inside], coverage[outside], image.data[3 * inside]]).toEqual([0.5, 0, 100])
})
