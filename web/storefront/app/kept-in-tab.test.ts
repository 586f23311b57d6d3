import { expect, test } from 'vitest'
import { memoryStore as memory } from '../dev/memory-store.ts'
import { forgetOthers, forgetTyped, goesOn, keepTyped, tabStore, typedIn } from './kept-in-tab.ts'
import { newSignInMark, signInMarkIn } from './sign-in-mark.ts'

const now = new Date('2026-11-29T10:00:00Z')
const guest = { now, signIn: '' }
const ada = { now, signIn: 'ada' }
const later = (minutes: number) => ({ now: new Date(now.getTime() + minutes * 60_000), signIn: '' })
const place = { kind: 'lenses', page: 'lise black' }

test('what was typed is there for an hour, for the page it was typed on, and until it is sent', () => {
  const store = memory()
  keepTyped(store, place, { 'right.sph': '-2,25', 'left.sph': '', go: 'sheet' }, guest)
  expect(typedIn(store, place, later(59))).toEqual({ 'right.sph': '-2,25', go: 'sheet' })
  expect(typedIn(store, { kind: 'withdrawal', page: 'lise black' }, guest)).toBeUndefined()
  forgetTyped(store, place)
  expect(typedIn(store, place, guest)).toBeUndefined()
})

test.each([
  ['an hour later', place, 60],
  ['on the page of another frame', { ...place, page: 'ada gold' }, 1],
] as const)('%s it is gone from the tab too', (_, asked, minutes) => {
  const store = memory()
  keepTyped(store, place, { 'right.sph': '-2,25' }, guest)
  expect(typedIn(store, asked, later(minutes))).toBeUndefined()
  expect(store.kept.size).toBe(0)
})

test.each([
  ['signed out', ada, guest],
  ['signed in', guest, ada],
  ['made room for another one', ada, { now, signIn: 'joe' }],
] as const)('who %s leaves nothing that was typed, on its own page and on every other', (_, before, after) => {
  const store = memory()
  keepTyped(store, place, { 'right.sph': '-2,25' }, before)
  expect(typedIn(store, place, after)).toBeUndefined()
  expect(store.kept.size).toBe(0)
  keepTyped(store, place, { 'right.sph': '-2,25' }, before)
  keepTyped(store, { kind: 'withdrawal', page: '' }, { email: 'ada@example.com' }, before)
  forgetOthers(store, after)
  expect(store.kept.size).toBe(0)
})

test.each([
  ['more fields are filled in', { use: 'far', go: 'sheet', 'right.sph': '+1' }, true],
  ['nothing more was typed', { use: 'far', go: 'sheet' }, false],
  ['it is of the step before', { use: 'far', go: 'use', wearer: 'Ada' }, false],
  ['it was told something else', { use: 'near', go: 'sheet', 'right.sph': '+1' }, false],
])('a page that was sent without scripts goes on from what the tab keeps: %s', (_, typed, expected) => {
  expect(goesOn(typed, { use: 'far', go: 'sheet', consent: 'yes', 'left.sph': '' })).toBe(expected)
})

test('every page forgets what is an hour old, of any kind, and leaves the rest and what is not its own', () => {
  const store = memory()
  keepTyped(store, place, { 'right.sph': '-2,25' }, guest)
  keepTyped(store, { kind: 'withdrawal', page: '' }, { email: 'ada@example.com' }, later(30))
  store.setItem('theme', 'dark')
  forgetOthers(store, later(59))
  expect(store.kept.size).toBe(3)
  forgetOthers(store, later(60))
  expect([...store.kept.keys()]).toEqual(['typed withdrawal', 'theme'])
})

test('each sign-in has a mark of its own, read among other cookies', () => {
  const marks = [1, 2].map(() => signInMarkIn(`cart=1; ${newSignInMark()}`))
  expect(new Set([...marks, ''])).toHaveProperty('size', 3)
  expect(signInMarkIn('not-signed-in=1; cart=2')).toBe('')
})

test('agreements are never kept: they are given anew', () => {
  const store = memory()
  keepTyped(store, place, { consent: 'yes', keep: 'yes', go: 'sum' }, guest)
  expect(typedIn(store, place, guest)).toEqual({ go: 'sum' })
})

test('a browser that keeps nothing, or something else, costs nobody the page', () => {
  const denied = () => {
    throw new Error('denied')
  }
  const broken = { getItem: denied, setItem: denied, removeItem: denied, key: denied, length: 1 }
  keepTyped(broken, place, { go: 'sum' }, guest)
  expect(typedIn(broken, place, guest)).toBeUndefined()
  forgetOthers(broken, guest)
  for (const text of ['[', 'null']) expect(typedIn({ ...memory(), getItem: () => text }, place, guest)).toBeUndefined()
  const nowhere = tabStore(denied)
  keepTyped(nowhere, place, { go: 'sum' }, guest)
  forgetOthers(nowhere, guest)
  expect(typedIn(nowhere, place, guest)).toBeUndefined()
})
