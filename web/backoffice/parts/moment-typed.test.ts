import { expect, test } from 'vitest'
import { momentTyped, typedMoment } from './moment-typed.ts'

test('a moment comes out of its field as it went in, to the minute', () => {
  for (const at of ['2026-11-20T10:00:00.000Z', '2026-07-01T23:59:00.000Z']) {
    expect(momentTyped(at)).toMatch(/^2026-\d\d-\d\dT\d\d:\d\d$/)
    expect(typedMoment(momentTyped(at))).toBe(at)
  }
  expect(typedMoment('')).toBeUndefined()
})
