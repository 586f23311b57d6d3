import { afterEach, expect, test, vi } from 'vitest'
import { everyRow } from './export-button.tsx'

afterEach(() => vi.unstubAllGlobals())

/** A list of so many pages of one row. */
function pages(count: number) {
  let asked = 0
  vi.stubGlobal('fetch', () => {
    asked++
    return Promise.resolve(Response.json({ items: [asked], nextCursor: asked < count ? String(asked) : null, total: null }))
  })
}

test('a file of all rows says nothing; one that ends before they do says so', async () => {
  pages(100)
  expect(await everyRow('/v1/admin/orders', {})).toMatchObject({ rows: { length: 100 }, isCut: false })
  pages(101)
  expect(await everyRow('/v1/admin/orders', {})).toMatchObject({ rows: { length: 100 }, isCut: true })
})
