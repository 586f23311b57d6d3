import { expect, test } from 'vitest'
import { judgedHeads } from './head-shape.ts'
import { trainingHeads } from './training-pictures.ts'

const fitted = [...trainingHeads()].map(({ look }) => look.blend)
const testPeoples = judgedHeads.filter(({ use }) => use === 'test').map(({ name }) => name)

test('the face model knows all peoples, and no head that fits it is nearly one of the test heads', () => {
  for (const people of testPeoples) {
    const shares = fitted.map((blend) => (blend[`${people}-young`] ?? 0) + (blend[`${people}-old`] ?? 0))
    expect(Math.max(...shares)).toBeLessThanOrEqual(0.8)
    expect(shares.filter((share) => share > 0.3).length).toBeGreaterThan(50)
  }
})

test('the first 670 heads that fit are of three peoples alone', () => {
  const names = new Set(fitted.slice(0, 670).flatMap((blend) => Object.keys(blend)))
  expect(testPeoples.filter((people) => names.has(`${people}-young`))).toEqual([])
})
