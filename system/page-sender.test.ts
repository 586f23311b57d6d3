import { gunzipSync } from 'node:zlib'
import { randomIds } from '@vitrine/platform/ids/ids'
import { createMetrics } from '@vitrine/platform/watch/metrics'
import Fastify from 'fastify'
import { pino } from 'pino'
import { expect, test } from 'vitest'
import { ownApi } from './api.ts'
import { keptPages } from './kept-pages.ts'
import { movableClock } from './test-shop.ts'
import { webServer } from './web-server.ts'

/** Packs to something else when it is packed well. */
const words = Array.from({ length: 4_000 }, (_, n) => `word ${(n * n) % 977}`).join(' ')

/** A server whose storefront counts what it makes. `/bag` is one shopper's, the rest anybody's. */
async function counting() {
  const pages = keptPages(movableClock())
  let made = 0
  const storefront = async ({ url }: Request) => {
    const isOwn = new URL(url).pathname === '/bag'
    const headers = { 'content-type': 'text/html; charset=utf-8', ...(!isOwn && { etag: `"${++made}"`, 'x-page-tags': 'listing' }) }
    return { answer: new Response(null, { headers }), html: Buffer.from(isOwn ? `page ${++made}` : `page ${made} ${words}`) }
  }
  const nowhere = new URL('file:///nowhere/')
  const app = await webServer({
    storefront,
    pages,
    clientFolder: nowhere,
    adminFolder: nowhere,
    api: ownApi(Fastify()),
    clientAddress: (peer) => peer,
    ids: randomIds,
    log: pino({ level: 'silent' }),
    metrics: createMetrics(),
  })
  const visit = (url: string, headers: Record<string, string> = {}) => app.inject({ url, headers })
  return { pages, visit }
}

test('a page that is the same for everybody is made once, until the catalogue changes', async () => {
  const { pages, visit } = await counting()
  const [first, second] = [await visit('/'), await visit('/')]
  expect([first.body.slice(0, 6), second.body]).toEqual(['page 1', first.body])
  expect(second.headers).toMatchObject({ etag: '"1"', 'content-type': 'text/html; charset=utf-8', vary: 'Accept-Encoding' })
  expect(second.headers).not.toHaveProperty('x-page-tags')
  pages.drop()
  expect((await visit('/')).body).toContain('page 2')
})

test('who takes gzip gets gzip, and who has the page gets 304', async () => {
  const { visit } = await counting()
  const plain = await visit('/')
  const packed = await visit('/', { 'accept-encoding': 'gzip, br' })
  expect(packed.headers['content-encoding']).toBe('gzip')
  expect(gunzipSync(packed.rawPayload).toString()).toBe(plain.body)
  const had = await visit('/', { 'if-none-match': '"1"' })
  expect([had.statusCode, had.body]).toEqual([304, ''])
})

test('a page that is asked for again is packed once more, smaller', async () => {
  const { visit } = await counting()
  const packed = async () => (await visit('/', { 'accept-encoding': 'gzip' })).rawPayload
  const [first, second] = [await packed(), await packed()]
  expect(second).toEqual(first)
  await expect.poll(async () => (await packed()).length).toBeLessThan(first.length)
  const small = await packed()
  expect(gunzipSync(small)).toEqual(gunzipSync(first))
  expect(await packed()).toEqual(small)
})

test('a theme is another page, and a page without tags is made each time', async () => {
  const { visit } = await counting()
  const [plain, dark] = [await visit('/'), await visit('/', { cookie: 'theme=dark' })]
  expect(dark.body).not.toBe(plain.body)
  expect([(await visit('/bag')).body, (await visit('/bag')).body]).toEqual(['page 3', 'page 4'])
})
