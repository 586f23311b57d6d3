import { describe, expect, test } from 'vitest'
import type { PixelImage } from './image.ts'
import { refineLimbus } from './limbus.ts'

/** A disc with a ring on a ground, blurred as a lens blurs: in light, by 5 x 5 samples a pixel over 2 pixels. Bytes, sRGB. */
function eye({
  x,
  y,
  diameter,
  disc,
  ground,
  ring = disc,
}: Record<'x' | 'y' | 'diameter' | 'disc' | 'ground', number> & { ring?: number }): PixelImage {
  const [width, height] = [80, 60]
  const light = (byte: number) => (byte / 255) ** 2.2
  const data = new Uint8Array(3 * width * height)
  for (let row = 0; row < height; row++)
    for (let column = 0; column < width; column++) {
      let sum = 0
      for (let k = 0; k < 25; k++) {
        const [px, py] = [column - 0.5 + (2 * ((k % 5) + 0.5)) / 5, row - 0.5 + (2 * (Math.floor(k / 5) + 0.5)) / 5]
        const out = Math.hypot(px - x, py - y) / (diameter / 2)
        sum += light(out > 1 ? ground : out > 0.86 ? ring : disc) / 25
      }
      data.fill(Math.round(255 * sum ** (1 / 2.2)), 3 * (row * width + column), 3 * (row * width + column) + 3)
    }
  return { data, width, height, channels: 3 }
}

describe('the edge of an iris', () => {
  test.each([
    ['dark', 20],
    ['light', 130],
  ])('is found to a tenth of a pixel when it is %s, wherever the first guess was', (_, disc) => {
    const image = eye({ x: 40.3, y: 29.8, diameter: 24, disc, ground: 220 })
    for (const [dx, dy, radius] of [
      [0, 0, 12],
      [1.5, 2, 11],
      [-1.5, -2, 13.5],
    ] as const) {
      const circle = refineLimbus(image, { centre: [40.3 + dx, 29.8 + dy], radius, roll: 0 })
      expect(circle?.diameter).toBeCloseTo(24, 0.7)
      expect(circle?.centre[0]).toBeCloseTo(40.3, 0.7)
      expect(circle?.centre[1]).toBeCloseTo(29.8, 0.7)
    }
  })

  test('is as wide in a dark eye as in a light one: edges are sought in light, not in bytes', () => {
    const [dark, light] = [20, 130].map(
      (disc) => refineLimbus(eye({ x: 40, y: 30, diameter: 24, disc, ground: 220 }), { centre: [40, 30], radius: 12, roll: 0 })!,
    )
    expect(Math.abs(dark!.diameter - light!.diameter)).toBeLessThan(0.08)
  })

  test.each([
    [13.5, 0.3],
    [24, 0.15],
  ])('under a ring darker than a light iris is where it is in an eye that is dark all over: %d px wide, to %d', (diameter, most) => {
    const seen = { centre: [40, 30], radius: diameter / 2, roll: 0 } as const
    const [dark, ringed] = [20, 130].map((disc) => refineLimbus(eye({ x: 40.2, y: 30.4, diameter, disc, ring: 20, ground: 220 }), seen)!)
    expect(Math.abs(dark!.diameter - ringed!.diameter)).toBeLessThan(most) // 0.38 and 0.29 where it is steepest
  })

  test('is not taken from a lid that hides a side of it: then there is none', () => {
    const image = eye({ x: 40, y: 30, diameter: 24, disc: 20, ground: 220 })
    const lids = [
      [20, 30],
      [40, 42],
      [49, 30],
      [40, 18],
    ] as const
    expect(refineLimbus(image, { centre: [40, 30], radius: 12, roll: 0, lids })).toBeUndefined()
  })

  test('is not made up where there is none', () => {
    expect(
      refineLimbus(eye({ x: 40, y: 30, diameter: 24, disc: 128, ground: 128 }), { centre: [40, 30], radius: 12, roll: 0 }),
    ).toBeUndefined()
  })
})
