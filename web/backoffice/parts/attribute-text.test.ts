import { expect, test } from 'vitest'
import { fibresFrom, fibresText, listFrom, listText, notesFrom, notesText } from './attribute-text.ts'

test('a list is its words, however they are parted', () => {
  expect(listFrom(' wash-30,\nno-bleach ,, ')).toEqual(['wash-30', 'no-bleach'])
  expect(listText(['wash-30', 'no-bleach'])).toBe('wash-30, no-bleach')
  expect(listFrom('Aqua, 1,2-Hexanediol,Parfum')).toEqual(['Aqua', '1,2-Hexanediol', 'Parfum'])
  expect(listText(undefined)).toBe('')
})

test.each([
  ['cotton 95, elastane 5', [95, 5]],
  ['cotton 95 %\nelastane 5 %', [95, 5]],
  ['cotton 94,5, elastane 5,5', [94.5, 5.5]],
  ['', []],
])('the fibres %j have the shares %j', (typed, shares) => expect(fibresFrom(typed)?.map(({ pct }) => pct)).toEqual(shares))

test.each(['cotton', 'cotton 95, elastane', '95'])('%j is not a list of fibres yet', (typed) => expect(fibresFrom(typed)).toBeUndefined())

test('fibres read as they were written', () => {
  expect(fibresText(fibresFrom('cotton 95, elastane 5'))).toBe('cotton 95, elastane 5')
})

test('notes of one tier change without the others, and keep what is known of them', () => {
  const notes = [
    { noteId: 'musk', tier: 'base', rank: 1 },
    { noteId: 'lemon', tier: 'top', rank: 2, weight: 20 },
    { noteId: 'bergamot', tier: 'top', rank: 1 },
  ]
  expect(notesText(notes, 'top')).toBe('bergamot, lemon')
  expect(notesFrom(notes, 'top', 'lemon, basil')).toEqual([
    { noteId: 'lemon', tier: 'top', rank: 1, weight: 20 },
    { noteId: 'basil', tier: 'top', rank: 2 },
    { noteId: 'musk', tier: 'base', rank: 1 },
  ])
})
