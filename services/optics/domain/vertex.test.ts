import { expect, test } from 'vitest'
import { atVertex } from './vertex.ts'

const eye = (sph: number, cyl = 0, axis = 0) => ({ sph, cyl, axis })

test.each([
  // From 12 mm to the eye itself: the table every contact-lens fitter has on the wall.
  [eye(-400), eye(-375)],
  [eye(-600), eye(-550)],
  [eye(-1_000), eye(-900)],
  [eye(400), eye(425)],
  [eye(1_000), eye(1_125)],
])('RX-7 %j at 12 mm is %j on the eye', (at12, on) => {
  expect(atVertex(at12, 12, 0)).toEqual(on)
})

test('RX-7 each meridian by itself; the axis stays', () => {
  expect(atVertex(eye(-600, -200, 30), 14, 8)).toEqual(eye(-575, -200, 30))
  expect(atVertex(eye(-1_000, -300, 30), 14, 8)).toEqual(eye(-950, -250, 30))
})

test('RX-7 farther from the eye a minus lens has to be stronger', () => {
  expect(atVertex(eye(-1_000), 12, 16)).toEqual(eye(-1_050))
})

test('RX-7 below 4.00 in every meridian, or within 2 mm, nothing is proposed', () => {
  expect(atVertex(eye(-375), 12, 0)).toBeUndefined()
  expect(atVertex(eye(-375, -25, 10), 12, 0)).toEqual(eye(-350, -25, 10))
  expect(atVertex(eye(-900), 14, 12)).toBeUndefined()
})
