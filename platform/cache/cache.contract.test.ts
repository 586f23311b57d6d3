import { describe, expect, test } from 'vitest'
import type { Fresh } from './cache.ts'
import { memoryCache } from './memory-cache.ts'

function movable() {
  let nowMs = Date.parse('2026-11-20T10:00:00Z')
  return { clock: () => new Date(nowMs), advance: (ms: number) => void (nowMs += ms) }
}
const page = (text: string, tags: string[] = ['list'], maxAgeMs = 60_000): Fresh => ({ bytes: Buffer.from(text), tags, maxAgeMs })
/** A make that waits for the test. */
function slow(fresh: Fresh) {
  let finish = () => {}
  const make = () => new Promise<Fresh>((resolve) => void (finish = () => resolve(fresh)))
  return { make, finish: () => finish() }
}

describe.each([['memory', memoryCache]])('a cache in %s', (_, open) => {
  test('an answer is made once, then repeated with the same tag', async () => {
    const cache = open(movable())
    let made = 0
    const make = async () => page(`page ${++made}`)
    const first = await cache.remember('/', make)
    const second = await cache.remember('/', make)
    expect([made, second.bytes.toString(), second.etag]).toEqual([1, 'page 1', first.etag])
    expect(first.etag).toMatch(/^"[\w-]{22}"$/)
  })

  test('everybody who asks while it is made waits for one make', async () => {
    const cache = open(movable())
    const { make, finish } = slow(page('one'))
    let made = 0
    const counted = () => (made++, make())
    const asked = Promise.all(Array.from({ length: 50 }, () => cache.remember('/', counted)))
    finish()
    expect((await asked).map(({ bytes }) => bytes.toString())).toEqual(Array(50).fill('one'))
    expect(made).toBe(1)
  })

  test('a changed thing makes old all that shows it, and nothing else', async () => {
    const cache = open(movable())
    await cache.remember('/a', async () => page('a1', ['product:1']))
    await cache.remember('/b', async () => page('b1', ['product:2']))
    await cache.purge(['product:1', 'product:9'])
    expect((await cache.remember('/a', async () => page('a2'))).bytes.toString()).toBe('a2')
    expect((await cache.remember('/b', async () => page('b2'))).bytes.toString()).toBe('b1')
  })

  test('an answer made from what was there before a change is not kept', async () => {
    const cache = open(movable())
    const before = slow(page('old price', ['product:1']))
    const asked = cache.remember('/a', before.make)
    await cache.purge(['product:1'])
    const later = await cache.remember('/a', async () => page('new price', ['product:1']))
    before.finish()
    expect([(await asked).bytes.toString(), later.bytes.toString()]).toEqual(['old price', 'new price'])
    expect((await cache.remember('/a', async () => page('newer'))).bytes.toString()).toBe('new price')
  })

  test('the same without a second asker: the old answer is given once and forgotten', async () => {
    const cache = open(movable())
    const before = slow(page('old price', ['product:1']))
    const asked = cache.remember('/a', before.make)
    await cache.purge(['product:1'])
    before.finish()
    await asked
    expect((await cache.remember('/a', async () => page('new price'))).bytes.toString()).toBe('new price')
  })

  test('time makes it old too', async () => {
    const time = movable()
    const cache = open(time)
    await cache.remember('/', async () => page('one', [], 1_000))
    time.advance(999)
    expect((await cache.remember('/', async () => page('two'))).bytes.toString()).toBe('one')
    time.advance(1)
    expect((await cache.remember('/', async () => page('two'))).bytes.toString()).toBe('two')
  })

  test('a failure is not kept', async () => {
    const cache = open(movable())
    await expect(cache.remember('/', () => Promise.reject(new Error('database is away')))).rejects.toThrow('database is away')
    expect((await cache.remember('/', async () => page('back'))).bytes.toString()).toBe('back')
  })
})

test('memory stays within its limit: the least used leave first', async () => {
  const cache = memoryCache({ ...movable(), limitBytes: 100_000 })
  const big = (name: string) => cache.remember(name, async () => page(name.repeat(5_000).slice(0, 5_000)))
  await big('first')
  for (let number = 0; number < 100; number++) {
    await big(`page ${number}`)
    await big('first')
  }
  expect(cache.sizeBytes()).toBeLessThanOrEqual(100_000)
  let isMade = false
  await cache.remember('first', async () => ((isMade = true), page('again')))
  expect(isMade).toBe(false)
  await cache.remember('giant', async () => page('x'.repeat(50_000)))
  expect(cache.sizeBytes()).toBeLessThanOrEqual(100_000)
})
