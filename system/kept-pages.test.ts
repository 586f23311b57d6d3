import { expect, test } from 'vitest'
import { type KeptPage, keptPages } from './kept-pages.ts'
import { movableClock } from './test-shop.ts'

const page = (body: string): KeptPage => ({ body: Buffer.from(body), gzip: Buffer.alloc(0), isPacked: false, headers: {} })

/** What a visitor gets who would be shown `body` if the page were made now. */
function visit(pages: ReturnType<typeof keptPages>, key: string, body: string): string {
  const found = pages.find(key)
  if (typeof found !== 'function') return found.body.toString()
  found(page(body))
  return body
}

test('a page is made once, and again after ten seconds', () => {
  const clock = movableClock()
  const pages = keptPages(clock)
  expect([visit(pages, '/', 'one'), visit(pages, '/', 'two')]).toEqual(['one', 'one'])
  clock.advance(10_000)
  expect(visit(pages, '/', 'three')).toBe('three')
})

test('a change of the catalogue drops what was kept', () => {
  const pages = keptPages(movableClock())
  visit(pages, '/', 'old price')
  pages.drop()
  expect(visit(pages, '/', 'new price')).toBe('new price')
})

test('a page that was being made during a change is not kept', () => {
  const pages = keptPages(movableClock())
  const keep = pages.find('/') as (page: KeptPage) => void
  pages.drop()
  keep(page('old price'))
  expect(visit(pages, '/', 'new price')).toBe('new price')
})

test('memory stays within its limit, and one giant empties nothing', () => {
  const pages = keptPages(movableClock())
  visit(pages, '/small', 'small')
  visit(pages, '/giant', 'x'.repeat(2_000_000))
  expect(visit(pages, '/small', 'made again')).toBe('small')
  for (let number = 0; number < 20; number++) visit(pages, `/${number}`, `${number}`.padEnd(800_000))
  expect(visit(pages, '/small', 'made again')).toBe('made again')
  expect(visit(pages, '/19', 'made again').trim()).toBe('19')
})
