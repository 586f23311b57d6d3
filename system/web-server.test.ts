import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { brotliCompressSync, brotliDecompressSync, gunzipSync } from 'node:zlib'
import { prefixOf } from '@vitrine/gateway/below'
import { randomIds } from '@vitrine/platform/ids/ids'
import { createBreaker } from '@vitrine/platform/rpc/breaker'
import { createLog } from '@vitrine/platform/watch/log'
import { createMetrics } from '@vitrine/platform/watch/metrics'
import Fastify, { type FastifyInstance } from 'fastify'
import { afterAll, afterEach, describe, expect, test } from 'vitest'
import { ownApi } from './api.ts'
import { proxiedApi } from './proxied-api.ts'
import { webServer, type WebServerOptions } from './web-server.ts'

const folder = mkdtempSync(join(tmpdir(), 'vitrine-web-'))
const script = `console.log(${JSON.stringify('x'.repeat(2_000))})`
const write = (path: string, content: string | Buffer) => {
  mkdirSync(join(folder, path, '..'), { recursive: true })
  writeFileSync(join(folder, path), content)
}
write('client/assets/page-abc123.js', script)
write('client/assets/page-abc123.js.br', brotliCompressSync(script))
write('client/favicon.svg', '<svg/>')
write('admin/index.html', '<title>office</title>')
write('admin/assets/office-abc123.js', script)
const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close()
})
afterAll(() => rmSync(folder, { recursive: true }))

async function open(options: Partial<WebServerOptions> = {}): Promise<FastifyInstance> {
  const app = await webServer({
    storefront: async ({ method, url, body }, { address }) => ({
      answer: new Response(`${method} ${new URL(url).pathname} for ${address}: ${body ? await text(body) : ''} ${'é'.repeat(2_000)}`, {
        headers: [
          ['content-type', 'text/html; charset=utf-8'],
          ['etag', '"one"'],
          ['x-page-tags', 'product:1'],
          ['set-cookie', 'a=1'],
          ['set-cookie', 'b=2'],
        ],
      }),
    }),
    clientFolder: pathToFileURL(`${folder}/client`),
    adminFolder: pathToFileURL(`${folder}/admin`),
    api: ownApi(Fastify()),
    clientAddress: (peer) => peer,
    ids: randomIds,
    log: createLog({ level: 'silent' }),
    metrics: createMetrics(),
    ...options,
  })
  closing.push(() => app.close())
  return app
}

test('files of a build are kept for ever and come compressed; others for an hour', async () => {
  const app = await open()
  const asset = await app.inject({ url: '/assets/page-abc123.js', headers: { 'accept-encoding': 'br' } })
  expect(asset.headers).toMatchObject({ 'cache-control': 'public, max-age=31536000, immutable', 'content-encoding': 'br' })
  expect(brotliDecompressSync(asset.rawPayload).toString()).toBe(script)
  expect((await app.inject('/assets/page-abc123.js')).body).toBe(script)
  expect((await app.inject('/favicon.svg')).headers['cache-control']).toBe('public, max-age=3600')
})

test('a browser that sends what no page reads is not kept sending: it gets its answer', { timeout: 20_000 }, async () => {
  const app = await open({ storefront: async () => ({ answer: new Response('too heavy') }) })
  await app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = app.server.address() as AddressInfo
  const call = request({ port, host: '127.0.0.1', path: '/p/lise/lenses', method: 'POST', headers: { 'content-type': 'text/plain' } })
  const answered = new Promise<string>((done, fail) => call.once('response', (answer) => done(text(answer))).once('error', fail))
  await new Promise<void>((sent) => call.end(Buffer.alloc(20_000_000), () => sent()))
  expect(await answered).toBe('too heavy')
})

test('what is no file and not the gateway is a page, with its cookies and without its tags', async () => {
  const app = await open()
  const page = await app.inject({ url: '/c/glasses?sort=price', headers: { 'accept-encoding': 'gzip' } })
  expect(page.headers).toMatchObject({ 'content-encoding': 'gzip', vary: 'Accept-Encoding', 'set-cookie': ['a=1', 'b=2'], etag: '"one"' })
  expect(page.headers).not.toHaveProperty('x-page-tags')
  expect(gunzipSync(page.rawPayload).toString()).toContain('GET /c/glasses for 127.0.0.1')
  expect((await app.inject({ url: '/', headers: { 'accept-encoding': 'gzip;q=0' } })).headers).not.toHaveProperty('content-encoding')
  const form = await app.inject({
    method: 'POST',
    url: '/cart',
    payload: 'a=1',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  })
  expect(form.body).toContain('POST /cart for 127.0.0.1: a=1')
})

test.each(['/assets/%2e%2e/%2e%2e/secret', '/assets/..%2f..%2fsecret', '/assets/absent.js', '/admin/assets/..%2findex.html'])(
  'no path leads out of a build: %s',
  async (url) => {
    write('secret', 'secret')
    const { statusCode, body } = await (await open()).inject(url)
    expect(statusCode).toBeGreaterThanOrEqual(200)
    expect(body).not.toContain('secret\n')
    expect(body === 'secret').toBe(false)
  },
)

test('the gateway answers below /api, its own 404 too, and on an address of its own', async () => {
  const gateway = Fastify()
  gateway.get('/v1/products', async (request) => ({ at: prefixOf(request) }))
  gateway.setNotFoundHandler((_, reply) => reply.code(404).send({ code: 'not-found' }))
  await gateway.ready()
  const url = await (await open({ api: ownApi(gateway) })).listen({ port: 0, host: '127.0.0.1' })
  const answer = async (path: string) => (await fetch(`${url}${path}`)).json()
  expect(await answer('/api/v1/products?x=1')).toEqual({ at: '/api' })
  expect(await answer('/api/v1/nothing')).toEqual({ code: 'not-found' })
  expect(await answer('/api')).toEqual({ code: 'not-found' })
  expect(await (await fetch(`${url}/apis`)).text()).toContain('GET /apis')
  expect((await gateway.inject('/v1/products')).json()).toEqual({ at: '' })
  await gateway.close()
})

describe('the back office', () => {
  test('is one page for all its addresses, never kept', async () => {
    const app = await open()
    for (const url of ['/admin', '/admin/orders/42']) {
      const page = await app.inject({ url, headers: { host: 'localhost:3000' } })
      expect([page.statusCode, page.body, page.headers['cache-control']]).toEqual([200, '<title>office</title>', 'no-cache'])
      expect(page.headers['content-security-policy']).toContain("default-src 'none'")
    }
  })

  test.each([
    ['another machine', { host: 'localhost:3000' }, '192.0.2.7'],
    ['a proxy', { host: 'localhost:3000', 'x-forwarded-for': '192.0.2.7' }, '127.0.0.1'],
    ['a public name', { host: 'shop.example' }, '127.0.0.1'],
  ])('is not there for %s', async (_, headers, remoteAddress) => {
    const app = await open()
    for (const url of ['/admin', '/admin/assets/office-abc123.js'])
      expect((await app.inject({ url, headers, remoteAddress })).statusCode).toBe(404)
  })
})

test('a page that fails says nothing about why', async () => {
  const app = await open({ storefront: () => Promise.reject(new Error('password hunter2')) })
  const page = await app.inject('/')
  expect([page.statusCode, page.body]).toEqual([500, '500'])
})

describe('spread out', () => {
  const gatewayBreaker = (now = () => 0) => createBreaker('gateway', { now, random: () => 1 })
  /** A gateway of another process, and the shop's server in front of it. */
  async function behind(answer: Parameters<typeof createServer>[1], patienceMs = 30_000, breaker = gatewayBreaker()) {
    const gateway = createServer(answer)
    await new Promise<void>((ready) => gateway.listen(0, '127.0.0.1', ready))
    closing.push(() => (gateway.closeAllConnections(), gateway.close()))
    const { port } = gateway.address() as AddressInfo
    const app = await open({ api: proxiedApi(`http://127.0.0.1:${port}`, () => patienceMs, breaker) })
    return { url: await app.listen({ port: 0, host: '127.0.0.1' }), gateway }
  }

  test('calls go on to the gateway with the shopper’s address, bodies and cookies both ways', async () => {
    const { url } = await behind((asked, reply) => {
      void text(asked).then((body) => {
        const { 'x-forwarded-for': address, 'x-forwarded-prefix': prefix, cookie } = asked.headers
        reply
          .writeHead(201, { 'set-cookie': ['a=1', 'b=2'] })
          .end(JSON.stringify({ path: asked.url, method: asked.method, body, address, prefix, cookie }))
      })
    })
    const answer = await fetch(`${url}/api/v1/carts?x=1`, {
      method: 'POST',
      body: 'ß'.repeat(100_000),
      headers: { cookie: 'c=3', 'x-forwarded-for': '192.0.2.7' },
    })
    expect([answer.status, answer.headers.getSetCookie()]).toEqual([201, ['a=1', 'b=2']])
    expect(await answer.json()).toEqual({
      path: '/v1/carts?x=1',
      method: 'POST',
      body: 'ß'.repeat(100_000),
      address: '192.0.2.7, 127.0.0.1',
      prefix: '/api',
      cookie: 'c=3',
    })
  })

  test('a gateway that is away is 502, a silent one 504', async () => {
    const silent = await behind(() => {}, 50)
    expect((await fetch(`${silent.url}/api/v1/products`)).status).toBe(504)
    const away = await open({ api: proxiedApi('http://127.0.0.1:1', () => 30_000, gatewayBreaker()) })
    const url = await away.listen({ port: 0, host: '127.0.0.1' })
    const answer = await fetch(`${url}/api/v1/products`)
    expect([answer.status, answer.headers.get('retry-after'), await answer.json()]).toMatchObject([502, '1', { code: 'gateway-away' }])
  })

  test('a silent gateway keeps five waiting, then it is away at once, until it answers', async () => {
    let [isSilent, heard, now] = [true, 0, 0]
    const answering: Parameters<typeof createServer>[1] = (_, reply) => {
      heard++
      if (!isSilent) reply.end('here')
    }
    const { url } = await behind(
      answering,
      50,
      gatewayBreaker(() => now),
    )
    const ask = async () => (await fetch(`${url}/api/v1/products`)).status
    const statuses: number[] = []
    for (let n = 0; n < 8; n++) statuses.push(await ask())
    expect([statuses, heard]).toEqual([[504, 504, 504, 504, 504, 502, 502, 502], 5])
    isSilent = false
    now = 2_000
    expect([await ask(), await ask(), heard]).toEqual([200, 200, 7])
  })

  test('what comes in pieces is waited for, and the gateway is not blamed for it', async () => {
    const { url } = await behind((asked, reply) => void text(asked).then((body) => reply.end(body)), 50)
    async function* pieces() {
      yield Buffer.from('one, ')
      await sleep(200)
      yield Buffer.from('two')
    }
    const sent = { method: 'POST', body: Readable.toWeb(Readable.from(pieces())), duplex: 'half' } as RequestInit
    const answer = await fetch(`${url}/api/v1/carts`, sent)
    expect([answer.status, await answer.text()]).toEqual([200, 'one, two'])
  })

  test('a WebSocket passes through', async () => {
    const { url, gateway } = await behind(() => {})
    gateway.on('upgrade', ({ url: path }, socket) => {
      socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n')
      socket.on('data', (bytes: Buffer) => socket.write(`${path} heard ${bytes.toString()}`))
      socket.on('error', () => {}) // the test hangs up
    })
    const said = await new Promise<string>((heard, failed) => {
      const asked = request(`${url}/api/ws`, { headers: { connection: 'Upgrade', upgrade: 'websocket' } })
      asked.on('upgrade', (_, socket) => {
        socket.on('data', (bytes: Buffer) => (heard(bytes.toString()), socket.destroy()))
        socket.write('hello')
      })
      asked.on('error', failed).end()
    })
    expect(said).toBe('/ws heard hello')
  })
})
