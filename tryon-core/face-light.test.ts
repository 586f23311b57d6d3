import { expect, test } from 'vitest'
import type { Eye, Face } from './face-pipeline.ts'
import { faceLight, mixedLight } from './face-light.ts'
import type { PixelImage } from './image.ts'
import { usualLight } from './shading.ts'
import { dot, unit, type Vec3 } from './vector.ts'

const side = 400
const [width, height, depth] = [120, 150, 140]

/** A ball of a head with white eyes before it, lit by one lamp. `tint`: what white looks like. */
function lit(lamp: Vec3, { key = 90, ambient = 70, tint = [1, 1, 1] as Vec3, skin = [1, 0.75, 0.62] as Vec3 } = {}) {
  const data = new Uint8Array(3 * side * side)
  const towards = unit(lamp)
  const eyes = [eyeAt(150), eyeAt(250)] as const
  for (let y = 0; y < side; y++)
    for (let x = 0; x < side; x++) {
      const [dx, dy] = [(x - 200) / width, (200 - y) / height]
      const out = 1 - dx * dx - dy * dy
      if (out < 0) continue
      const normal = unit([dx / width, dy / height, Math.sqrt(out) / depth])
      const isWhite = eyes.some(({ pupil }) => Math.abs(x - pupil[0]) < 26 && Math.abs(y - pupil[1]) < 10)
      const brightness = isWhite ? 184 : ambient + key * Math.max(0, dot(normal, towards))
      for (const axis of [0, 1, 2] as const) data[3 * (y * side + x) + axis] = brightness * tint[axis] * (isWhite ? 1 : skin[axis])
    }
  const image: PixelImage = { data, width: side, height: side, channels: 3 }
  return { image, face: { landmarks: landmarks(), eyes } }
}

function eyeAt(x: number): Eye {
  const around = (reach: number) => [0, 1, 2, 3].map((k) => [x + reach * Math.cos(k * 1.57), 170 + reach * Math.sin(k * 1.57)] as const)
  const lids = Array.from({ length: 16 }, (_, k) => [x + 24 * Math.cos((k / 16) * 6.283), 170] as const)
  return { pupil: [x, 170], iris: around(10), lids }
}

/** Points of the ball, where the face's own would be. */
function landmarks(): Face['landmarks'] {
  const at: Record<number, readonly [number, number]> = {
    ...{ 234: [-1, 0], 454: [1, 0], 10: [0, 1], 152: [0, -1], 151: [0, 0.7], 9: [0, 0.5], 108: [-0.25, 0.7], 337: [0.25, 0.7] },
    ...{ 67: [-0.45, 0.75], 297: [0.45, 0.75], 50: [-0.5, -0.15], 280: [0.5, -0.15], 117: [-0.5, 0], 346: [0.5, 0], 205: [-0.45, -0.3] },
    ...{ 425: [0.45, -0.3], 123: [-0.75, -0.1], 352: [0.75, -0.1], 195: [0, -0.05] },
  }
  return Array.from({ length: 468 }, (_, i) => {
    const [dx, dy] = at[i] ?? [0, 0]
    return [200 + dx * width, 200 - dy * height, -depth * Math.sqrt(Math.max(0, 1 - dx * dx - dy * dy))] as const
  })
}

const degreesBetween = (a: Vec3, b: Vec3) => (Math.acos(Math.min(1, dot(unit(a), unit(b)))) * 180) / Math.PI

test.each<[string, Vec3]>([
  ['left', [-0.8, 0.3, 0.6]],
  ['right', [0.8, 0.3, 0.6]],
  ['above', [0, 0.8, 0.6]],
  ['below', [0, -0.6, 0.8]],
])('a lamp on the %s is found there, within 25 degrees, for light and dark skin', (_, lamp) => {
  for (const skin of [
    [1, 0.75, 0.62],
    [0.45, 0.3, 0.22],
  ] as const) {
    const { image, face } = lit(lamp, { skin })
    expect(degreesBetween(faceLight(image, face).direction, lamp)).toBeLessThan(25)
  }
})

test('even light is no lamp: the usual direction, and most of it from everywhere', () => {
  const { image, face } = lit([0, 0, 1], { key: 0, ambient: 120 })
  const light = faceLight(image, face)
  expect(light.direction).toEqual(usualLight.direction)
  expect(light.ambient).toBeGreaterThan(0.85)
})

test('how bright and which colour comes from the whites of the eyes, not from the skin', () => {
  const usual = lit([-0.4, 0.5, 0.8])
  const darkSkin = lit([-0.4, 0.5, 0.8], { skin: [0.4, 0.26, 0.2] })
  expect(faceLight(usual.image, usual.face).colour).toEqual([1, 1, 1].map((one) => expect.closeTo(one, 1)))
  expect(faceLight(darkSkin.image, darkSkin.face).colour).toEqual([1, 1, 1].map((one) => expect.closeTo(one, 1)))
  const evening = lit([-0.4, 0.5, 0.8], { tint: [0.7, 0.62, 0.54] })
  const [red, green, blue] = faceLight(evening.image, evening.face).colour
  expect(red).toBeGreaterThan(blue + 0.1)
  expect(green).toBeCloseTo(0.62, 1)
})

test('a lamp that moves is followed, not jumped after', () => {
  const other = { ...usualLight, direction: unit([0.9, 0, 0.4]), colour: [0.5, 0.5, 0.5] as Vec3 }
  const half = mixedLight(usualLight, other, 0.5)
  expect(half.colour).toEqual([0.75, 0.75, 0.75])
  expect(degreesBetween(half.direction, usualLight.direction)).toBeCloseTo(degreesBetween(half.direction, other.direction), 3)
})
