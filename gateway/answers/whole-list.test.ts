import { expect, test } from 'vitest'
import { pageWithin } from './whole-list.ts'

const rows = ['Été', 'Hiver', 'Fête d’été', 'Soldes'].map((name, n) => ({ id: String(n), name }))
const page = (wanted: object) =>
  pageWithin(
    rows,
    wanted,
    ({ id }) => id,
    ({ name }) => [name, undefined],
  )

test('a list is narrowed by words, whatever their case and accents', () => {
  expect(page({ q: ' ete ' })).toEqual({ items: [rows[0], rows[2]], nextCursor: null, total: 2 })
  expect(page({ q: 'nothing' })).toEqual({ items: [], nextCursor: null, total: 0 })
})

test('its pages are the list, each row once', () => {
  const first = page({ limit: 3 })
  expect([first.items.length, first.nextCursor, first.total]).toEqual([3, '2', 4])
  expect(page({ limit: 3, cursor: first.nextCursor ?? '' })).toEqual({ items: [rows[3]], nextCursor: null, total: 4 })
  expect(page({ limit: 4 }).nextCursor).toBe(null)
})
