import { expect, test } from 'vitest'
import { codesIn, listText } from './list-text.ts'

test('codes are read as they are written, each once, and half a code is none', () => {
  expect(codesIn(' FR,BE ; LU\nFR ', /^[A-Z]{2}$/)).toEqual(['FR', 'BE', 'LU'])
  expect(codesIn('FR, B', /^[A-Z]{2}$/)).toBeUndefined()
  expect([codesIn('', /^x$/), listText(['FR', 'BE']), listText()]).toEqual([[], 'FR, BE', ''])
})
