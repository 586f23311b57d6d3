import { expect, test } from 'vitest'
import { memoryStore } from '../dev/memory-store.ts'
import { forgetOthers } from './kept-in-tab.ts'
import { takeAlong, takenAlong } from './taken-along.ts'

const now = new Date('2026-11-29T10:00:00Z')
const ada = { now, signIn: 'ada' }
const pd = { mm: 62.7, errorMm: 5.94, method: 'card' as const }

test('a measured distance is taken along to the half millimetre, with its error and how it was measured', () => {
  const store = memoryStore()
  takeAlong(store, pd, ada)
  expect(takenAlong(store, ada)).toEqual({ pdMeasured: '62.5', pdErrorMm: '5.9', pdMethod: 'card' })
  expect(takenAlong(memoryStore(), ada)).toBeUndefined()
})

test.each([
  ['signed out', { now, signIn: '' }],
  ['made room for another one', { now, signIn: 'joe' }],
  ['came back an hour later', { now: new Date(now.getTime() + 3_600_000), signIn: 'ada' }],
] as const)('who %s leaves no distance, on the pages that read it and on every other', (_, after) => {
  const store = memoryStore()
  takeAlong(store, pd, ada)
  expect(takenAlong(store, after)).toBeUndefined()
  expect(store.kept.size).toBe(0)
  takeAlong(store, pd, ada)
  forgetOthers(store, after)
  expect(store.kept.size).toBe(0)
})
