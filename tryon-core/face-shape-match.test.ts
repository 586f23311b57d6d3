import { expect, test } from 'vitest'
import { coarsestWidthMm, type FaceShares, suits, tellingShares } from './face-shape-match.ts'
import { faceShapes, faceWidthErrorMm, judgedWidthMm } from './measures.ts'
import { lensShapes } from './lens-outline.ts'

const round: FaceShares = [
  { name: 'round', share: 0.6 },
  { name: 'oval', share: 0.3 },
  { name: 'square', share: 0.1 },
]

test('a lens shape suits a face by the shares of the shapes it is named for', () => {
  expect([suits('rectangle', round), suits('round', round), suits('aviator', round)].map((one) => Math.round(100 * one))).toEqual([
    90, 40, 30,
  ])
  for (const name of faceShapes) expect(lensShapes.some((lens) => suits(lens, [{ name, share: 1 }]) === 1)).toBe(true)
})

test('TRY-8 a shape that does not lead is not told', () => {
  expect(tellingShares(round)).toBe(round)
  expect(tellingShares(round.map((one) => ({ ...one, share: 0.33 })))).toBeUndefined()
  expect(tellingShares([])).toBeUndefined()
})

test('TRY-8 a width that is known too coarsely hides itself: today every one, with a typed distance too', () => {
  for (const pdSource of ['typed', 'iris', 'average'] as const)
    for (const faceWidthMm of [110, 140, 170]) {
      const reading = { faceWidthMm, pdSource, irisShare: 1 }
      expect(faceWidthErrorMm(reading)).toBeGreaterThan(coarsestWidthMm)
      expect(judgedWidthMm(reading)).toBeUndefined()
    }
})
