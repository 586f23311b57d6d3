import { expect, test } from 'vitest'
import { forgetTyped, keepTyped, typedIn } from './kept-in-tab.ts'

const now = new Date('2026-11-29T10:00:00Z')
const later = (minutes: number) => new Date(now.getTime() + minutes * 60_000)
const place = { kind: 'lenses', page: 'lise black' }
function memory() {
  const kept = new Map<string, string>()
  return {
    kept,
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, text: string) => void kept.set(key, text),
    removeItem: (key: string) => void kept.delete(key),
  }
}

test('what was typed is there for an hour, for the page it was typed on, and until it is sent', () => {
  const store = memory()
  keepTyped(store, place, { 'right.sph': '-2,25', 'left.sph': '', go: 'sheet' }, now)
  expect(typedIn(store, place, later(59))).toEqual({ 'right.sph': '-2,25', go: 'sheet' })
  expect(typedIn(store, { kind: 'withdrawal', page: 'lise black' }, now)).toBeUndefined()
  forgetTyped(store, place)
  expect(typedIn(store, place, now)).toBeUndefined()
})

test.each([
  ['an hour later', place, 60],
  ['on the page of another frame', { ...place, page: 'ada gold' }, 1],
] as const)('%s it is gone from the tab too', (_, asked, minutes) => {
  const store = memory()
  keepTyped(store, place, { 'right.sph': '-2,25' }, now)
  expect(typedIn(store, asked, later(minutes))).toBeUndefined()
  expect(store.kept.size).toBe(0)
})

test('agreements are never kept: they are given anew', () => {
  const store = memory()
  keepTyped(store, place, { consent: 'yes', keep: 'yes', go: 'sum' }, now)
  expect(typedIn(store, place, now)).toEqual({ go: 'sum' })
})

test('a browser that keeps nothing, or something else, costs nobody the page', () => {
  const denied = () => {
    throw new Error('denied')
  }
  const broken = { getItem: denied, setItem: denied, removeItem: denied }
  keepTyped(broken, place, { go: 'sum' }, now)
  expect(typedIn(broken, place, now)).toBeUndefined()
  expect(typedIn({ ...memory(), getItem: () => '[' }, place, now)).toBeUndefined()
})
