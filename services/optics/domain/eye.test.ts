import { describe, expect, test } from 'vitest'
import { atNear, canonical, type Eye, horizontalPower, sphericalEquivalent, strongestMeridian, transposed } from './eye.ts'

const eye = (sph: number, cyl = 0, axis = 0): Eye => ({ sph, cyl, axis })

describe('RX-3 transposition', () => {
  test.each([
    [eye(100, -250, 180), eye(-150, 250, 90)],
    [eye(-200, 100, 90), eye(-100, -100, 180)],
    [eye(0, 25, 1), eye(25, -25, 91)],
    [eye(50, -50, 91), eye(0, 50, 1)],
    [eye(-300), eye(-300)],
  ])('%j is %j', (one, other) => {
    expect(transposed(one)).toEqual(other)
  })

  test('twice is identity, for every cylinder and axis a sheet can hold', () => {
    for (let cyl = -600; cyl <= 600; cyl += 25) {
      for (let axis = cyl === 0 ? 0 : 1; axis <= (cyl === 0 ? 0 : 180); axis++) {
        const one = { ...eye(-2000 + (axis % 129) * 25, cyl, axis), add: 200, prismH: { delta: 50, base: 'in' as const } }
        const other = transposed(one)
        if (cyl !== 0 && (other.axis < 1 || other.axis > 180)) throw new Error(`axis ${axis} became ${other.axis}`)
        expect(transposed(other)).toEqual(one)
        expect([sphericalEquivalent(other), strongestMeridian(other)]).toEqual([sphericalEquivalent(one), strongestMeridian(one)])
        expect(horizontalPower(other)).toBeCloseTo(horizontalPower(one), 9)
      }
    }
  })

  test('what is kept has a minus cylinder', () => {
    expect(canonical(eye(-150, 250, 90))).toEqual(eye(100, -250, 180))
    expect(canonical(eye(100, -250, 180))).toEqual(eye(100, -250, 180))
  })
})

test.each([
  [eye(-200, -75, 10), -237.5],
  [eye(-200, -50, 10), -225],
  [eye(100), 100],
])('RX-4 the spherical equivalent of %j is %d', (one, hundredths) => {
  expect(sphericalEquivalent(one)).toBe(hundredths)
})

test.each([
  [eye(-200, -100, 180), -200, 300],
  [eye(-200, -100, 90), -300, 300],
  [eye(-200, -100, 45), -250, 300],
  [eye(200, -300, 90), -100, 200],
  [eye(-400), -400, 400],
])('RX-5 %j has %d along the horizontal and %d at most', (one, horizontal, strongest) => {
  expect(horizontalPower(one)).toBeCloseTo(horizontal, 9)
  expect(strongestMeridian(one)).toBe(strongest)
})

test('LN-1 at near the addition is in the sphere', () => {
  expect(atNear({ ...eye(-100, -50, 20), add: 225 })).toEqual(eye(125, -50, 20))
  expect(atNear(eye(-100))).toEqual(eye(-100))
})
