import { expect, test } from 'vitest'
import { forgetLink, ownLinks, rememberLink } from './own-links.ts'

const now = new Date('2026-11-29T10:00:00Z')
const link = (shareId: string, expiresAt = '2026-12-29T10:00:00Z') => ({ shareId, ownId: `own ${shareId}`, expiresAt, names: 'Lise' })
function memory() {
  const kept = new Map<string, string>()
  return { getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, text: string) => void kept.set(key, text) }
}

test('links of this device are listed newest first, until they end or are ended', () => {
  const store = memory()
  for (const one of [link('a'), link('b', '2026-11-29T09:59:59Z'), link('c'), link('a')]) rememberLink(store, one, now)
  expect(ownLinks(store, now).map(({ shareId }) => shareId)).toEqual(['a', 'c'])
  forgetLink(store, 'own a', now)
  expect(ownLinks(store, now).map(({ shareId }) => shareId)).toEqual(['c'])
})

test('a browser that keeps nothing costs nobody the page', () => {
  const broken = {
    getItem: () => {
      throw new Error('denied')
    },
    setItem: () => {
      throw new Error('denied')
    },
  }
  rememberLink(broken, link('a'), now)
  expect(ownLinks(broken, now)).toEqual([])
})
