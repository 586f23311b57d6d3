import { expect, test } from 'vitest'
import { mostAgreedCircle } from './most-agreed-circle.ts'

/** Points of a circle around (50, 40), from `from` to `to` degrees below the horizon, to the right or to the left. */
function arc(radius: number, [from, to]: readonly [number, number], side: 1 | -1): [number, number][] {
  return Array.from({ length: 19 }, (_, k) => {
    const angle = ((from + ((to - from) * k) / 18) * Math.PI) / 180
    return [50 + side * radius * Math.cos(angle), 40 + radius * Math.sin(angle)]
  })
}

test('a circle is found through what belongs to it, whatever a lid hides of both sides', () => {
  const withLid = (side: 1 | -1) => arc(12, [-20, 60], side).map(([x, y]) => [x - side * Math.max(0, 42 - y), y] as const)
  const found = mostAgreedCircle({ sides: [withLid(1), withLid(-1)], home: [51, 42], radius: 11 })!
  expect(found.radius).toBeCloseTo(12, 1)
  expect(found.centre[0]).toBeCloseTo(50, 1)
  expect(found.centre[1]).toBeCloseTo(40, 1)
  expect(found.points.every(([x, y]) => Math.abs(Math.hypot(x - 50, y - 40) - 12) < 0.6)).toBe(true)
})

test('a circle half as large as the eye the network saw is none', () => {
  expect(mostAgreedCircle({ sides: [arc(6, [-20, 60], 1), arc(6, [-20, 60], -1)], home: [50, 40], radius: 12 })).toBeUndefined()
})

test('points of a line make no circle', () => {
  const line = Array.from({ length: 19 }, (_, k) => [40 + k, 40] as const)
  expect(mostAgreedCircle({ sides: [line, line], home: [50, 40], radius: 12 })).toBeUndefined()
})
