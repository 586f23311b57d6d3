import { describe, expect, test } from 'vitest'
import { irisByLight, isClearOfLids, type LitPixel } from './iris-by-light.ts'

/** A dark disc on a white that darkens to the left, each pixel the mean of 5 x 5 samples. */
function eye({ x, y, radius }: { x: number; y: number; radius: number }): LitPixel[] {
  return Array.from({ length: 40 * 30 }, (_, i) => {
    const [column, row] = [i % 40, Math.floor(i / 40)]
    let light = 0
    for (let k = 0; k < 25; k++) {
      const [px, py] = [column + ((k % 5) + 0.5) / 5, row + (Math.floor(k / 5) + 0.5) / 5]
      light += (Math.hypot(px - x, py - y) < radius ? 0.02 : 0.6 + 0.006 * (px - 20)) / 25
    }
    return [column + 0.5, row + 0.5, light]
  })
}

const iris = { x: 20.3, y: 14.6, radius: 6.2 }
const guess = { centre: [19.8, 15], radius: 5.8 } as const

describe('the iris as every pixel has it', () => {
  test('is found to a hundredth of a pixel or two, though its white is shaded', () => {
    const found = irisByLight(eye(iris), guess)
    expect(Math.abs(found!.centre[0] - iris.x)).toBeLessThan(0.02)
    expect(Math.abs(found!.centre[1] - iris.y)).toBeLessThan(0.02)
    expect(Math.abs(found!.radius / iris.radius - 1)).toBeLessThan(0.012) // the ring that it has not: the gain's affair
  })

  test('is as wide between two lids that leave five rows of it', () => {
    const whole = irisByLight(eye(iris), guess)!
    const between = irisByLight(
      eye(iris).filter(([, y]) => y > 12 && y < 17),
      guess,
    )!
    expect(Math.abs(between.radius / whole.radius - 1)).toBeLessThan(0.01)
    expect(between.spread).toBeGreaterThan(whole.spread)
  })

  test('is not moved by a lash and a glint across its edge', () => {
    const [clean, spoilt] = [
      eye(iris),
      eye(iris).map(
        ([x, y, light]): LitPixel => [x, y, x > 25 && x < 27 && y > 12 && y < 14 ? 1 : x < 14 && y > 17 && y < 18 ? 0.05 : light],
      ),
    ].map((pixels) => irisByLight(pixels, guess)!)
    expect(Math.abs(spoilt!.radius - clean!.radius)).toBeLessThan(0.05)
  })

  test('is not made up where nothing is seen, or where all is as bright', () => {
    expect(irisByLight([], guess)).toBeUndefined()
    expect(
      irisByLight(
        eye(iris).filter(([x]) => x < 14.5),
        guess,
      ),
    ).toBeUndefined()
    const even = irisByLight(
      eye(iris).map(([x, y]): LitPixel => [x, y, 0.5]),
      guess,
    )
    expect(even === undefined || Number.isFinite(even.radius)).toBe(true)
  })
})

test('a pixel counts within the lids, not at their edge', () => {
  const lids = [
    [0, 0],
    [10, 0],
    [10, 6],
    [0, 6],
  ] as const
  expect(isClearOfLids(lids, [5, 3])).toBe(true)
  expect(isClearOfLids(lids, [5, 5.5])).toBe(false)
  expect(isClearOfLids(lids, [5, 8])).toBe(false)
})
