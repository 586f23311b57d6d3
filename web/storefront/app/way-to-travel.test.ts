import { expect, test } from 'vitest'
import { wayOf, wayValue } from './way-to-travel.ts'

test('a choice says its method, and its point where it has one; what is none of the list is a method nobody knows', () => {
  expect(wayOf(wayValue({ id: 'home' }))).toEqual({ optionId: 'home' })
  expect(wayOf(wayValue({ id: 'point' }, { id: 'p 1' }))).toEqual({ optionId: 'point', pickupPointId: 'p 1' })
  for (const typed of [undefined, '', 'home', '{', '[1]', '[]', 'null']) expect(wayOf(typed)).toEqual({ optionId: 'unknown' })
})
