import { expect, test } from 'vitest'
import { moved, readMarks } from './card-mark.ts'

test('a mark moves by pixels of the page and stays on the photo', () => {
  const shown = { width: 400, height: 800 }
  expect(moved({ x: 0.5, y: 0.5 }, { x: 1, y: -10 }, shown)).toEqual({ x: 0.5025, y: 0.4875 })
  expect(moved({ x: 0, y: 0 }, { x: -5, y: 900 }, shown)).toEqual({ x: 0, y: 1 })
})

test('what a form says is four shares of the photo, or no card', () => {
  expect(readMarks('0.3,0.31,0.7,0.29')).toEqual([0.3, 0.31, 0.7, 0.29])
  for (const wrong of ['', '0.3,0.3,0.7', '0.3,0.3,0.7,1.1', '0.3,,0.7,0.3', 'a,b,c,d']) expect(readMarks(wrong)).toBeUndefined()
})
