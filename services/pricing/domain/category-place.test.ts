import { expect, test } from 'vitest'
import { around } from './category-place.ts'

const places = [
  { id: 'sun', parentId: 'glasses' },
  { id: 'glasses', parentId: '' },
  { id: 'kids', parentId: 'sun' },
]

test('a category stands in itself and in all above it', () => {
  expect(around('kids', places)).toEqual(['kids', 'sun', 'glasses'])
  expect(around('glasses', places)).toEqual(['glasses'])
  expect(around('nowhere', places)).toEqual([])
})

test('a circle ends where it began', () => {
  expect(
    around('a', [
      { id: 'a', parentId: 'b' },
      { id: 'b', parentId: 'a' },
    ]),
  ).toEqual(['a', 'b'])
})
