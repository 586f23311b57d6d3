import { expect, test } from 'vitest'
import { isAnswered, Refused } from './api.ts'

const refused = (status: number, code: string) => new Refused({ type: 'about:blank', title: code, status, code })

test('a refusal of the shop is an answer: another press is another act', () => {
  for (const error of [refused(409, 'below-promised'), refused(400, 'bad-input'), refused(403, 'forbidden')])
    expect(isAnswered(error)).toBe(true)
})

test('a door that failed, that gave up waiting or that still works has not said what becomes of the act: it goes under its key again', () => {
  for (const error of [refused(500, 'fault'), refused(503, 'unavailable'), refused(504, 'deadline'), refused(409, 'request-in-progress')])
    expect(isAnswered(error)).toBe(false)
  expect(isAnswered(new TypeError('no network'))).toBe(false)
})
