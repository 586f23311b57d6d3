import { expect, test } from 'vitest'
import { withBelow } from './priced-variants.ts'

test('every level of a category can be named, by the way to it', () => {
  const tree = {
    id: 'a',
    name: 'A',
    children: [
      { id: 'b', name: 'B', children: [{ id: 'c', name: 'C', children: [{ id: 'd', name: 'D' }] }] },
      { id: 'e', name: 'E' },
    ],
  }
  expect(withBelow(tree).map(({ id, name }) => `${id} ${name}`)).toEqual(['a A', 'b A / B', 'c A / B / C', 'd A / B / C / D', 'e A / E'])
})
