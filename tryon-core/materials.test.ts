import { expect, test } from 'vitest'
import { frameParts } from './frame-geometry.ts'
import type { Frame } from './frame.ts'
import type { PixelImage } from './image.ts'
import { drawFrames } from './rasteriser.ts'
import { type Light, usualLight } from './shading.ts'
import { unit } from './vector.ts'

const frame: Frame = {
  ...{ shape: 'square', lensWidthMm: 52, lensHeightMm: 40, bridgeMm: 18, templeMm: 145, build: 'acetate', colour: [120, 60, 40] },
  rim: { kind: 'full', widthMm: 5 },
  lens: { colour: [40, 60, 200], opacity: 0 },
}
const white: PixelImage = { data: new Uint8Array(3 * 480 * 320).fill(240), width: 480, height: 320, channels: 3 }
const ahead = {
  camera: { f: 900, cx: 240, cy: 160 },
  rotation: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  t: [0, 0, -500],
} as const

/** The colour where a point of the frame is seen, mm in frame coordinates on the plane of the lenses. */
function seenAt(worn: Frame, [x, y]: readonly [number, number], light: Light = usualLight): number[] {
  const { image } = drawFrames(white, ahead, frameParts(worn, 75), undefined, light)
  const [u, v] = [240 + (900 * x) / 487, 160 - (900 * y) / 487].map(Math.floor) as [number, number]
  return [...image.data.slice(3 * (v * 480 + u), 3 * (v * 480 + u) + 3)]
}
const lens = (more: Partial<Frame['lens']>): Frame => ({ ...frame, lens: { ...frame.lens, ...more } })
const sum = (colour: number[]) => colour.reduce((all, one) => all + one, 0)
const [top, middle, bottom] = [
  [35, 13],
  [35, -3],
  [35, -19],
] as const
const besideTheRim = [-63.5, -3] as const

test('a tint filters what is behind it everywhere, a gradient less and less towards the bottom', () => {
  const whole = [top, middle, bottom].map((point) => sum(seenAt(lens({ opacity: 0.8 }), point)))
  expect(Math.max(...whole) - Math.min(...whole)).toBeLessThan(12)
  const [above, between, below] = [top, middle, bottom].map((point) => sum(seenAt(lens({ opacity: 0.8, gradient: true }), point)))
  expect(above!).toBeLessThan(between! - 80)
  expect(between!).toBeLessThan(below! - 80)
  expect(below!).toBeGreaterThan(3 * 225)
})

test('a mirror hides the eye, shows its colour, and the room in it: bright above, dark below', () => {
  const mirrored = lens({ opacity: 0.3, mirror: [250, 190, 90] })
  const [above, below] = [seenAt(mirrored, top), seenAt(mirrored, bottom)]
  expect(sum(above)).toBeGreaterThan(sum(below) + 30)
  for (const [red, , blue] of [above, below]) expect(red!).toBeGreaterThan(blue! + 40)
})

test('a lamp on one side lights the rim that faces it, warm light makes it warmer, weak light darker', () => {
  const from = (x: number, colour: Light['colour'] = [1, 1, 1]): Light => ({
    direction: unit([x, 0.2, 0.6]),
    key: 0.7,
    ambient: 0.3,
    colour,
  })
  expect(sum(seenAt(frame, besideTheRim, from(-1)))).toBeGreaterThan(sum(seenAt(frame, besideTheRim, from(1))))
  const [warm, usual] = [seenAt(frame, besideTheRim, from(-1, [1.1, 1, 0.8])), seenAt(frame, besideTheRim, from(-1))]
  expect(warm[0]! / warm[2]!).toBeGreaterThan(usual[0]! / usual[2]!)
  expect(sum(seenAt(frame, besideTheRim, from(-1, [0.5, 0.5, 0.5])))).toBeLessThan(0.6 * sum(usual))
})

test('metal throws back the room, acetate does not: the same colour looks different', () => {
  const metal: Frame = { ...frame, build: 'metal' }
  const from: Light = { ...usualLight, direction: unit([0, 0.1, 1]) }
  expect(sum(seenAt(metal, besideTheRim, from))).not.toBeCloseTo(sum(seenAt(frame, besideTheRim, from)), -1)
})
