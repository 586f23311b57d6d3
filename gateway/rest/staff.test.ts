import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createClient } from '@connectrpc/connect'
import { AuditService } from '@vitrine/contracts/audit/v1'
import { testDatabase } from '@vitrine/platform/sql/test-database'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { takePrefix } from '../below.ts'
import { httpClient } from '../http-client.ts'
import { priceFrame, publishFrame, testGateway } from '../test-gateway.ts'

const door = await testGateway(await testDatabase(), { TRUSTED_PROXIES: 'loopback' })
let token = ''
beforeAll(async () => {
  await publishFrame(door.shop)
  await priceFrame(door.shop)
  token = await door.staff('owner')
})
afterAll(() => door.stop())

/** A form with one file, as a browser sends it. */
function form(name: string, bytes: Buffer, fields: Record<string, string>) {
  const boundary = 'border'
  const parts = Object.entries(fields).map(
    ([field, value]) => `--${boundary}\r\ncontent-disposition: form-data; name="${field}"\r\n\r\n${value}\r\n`,
  )
  const head = `${parts.join('')}--${boundary}\r\ncontent-disposition: form-data; name="${name}"; filename="a.jpg"\r\ncontent-type: image/jpeg\r\n\r\n`
  return {
    body: Buffer.concat([Buffer.from(head), bytes, Buffer.from(`\r\n--${boundary}--\r\n`)]),
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
  }
}

test('an editor changes one field of the version they saw, and a stale version is refused', async () => {
  const seen = await door.get('/v1/admin/products/p-lise', token)
  const etag = String(seen.headers['etag'])
  const patch = (brand: string) =>
    door.ask({ method: 'PATCH', url: '/v1/admin/products/p-lise', body: { brand }, token, headers: { 'if-match': etag } })
  const changed = await patch('Vitrine Paris')
  expect([changed.statusCode, changed.json().product.brand, changed.json().product.slug]).toEqual([200, 'Vitrine Paris', 'lise'])
  expect((await patch('Vitrine Lyon')).json()).toMatchObject({ status: 412, code: 'stale-version', version: changed.json().version })
})

test('whatever staff change is in the audit, with who, what and how it ended, and without secrets', async () => {
  await door.ask({
    method: 'PUT',
    url: '/v1/admin/stock/lise-black',
    body: { onHand: 7, reason: 'found' },
    token,
    key: 'count',
  })
  await door.shop.settle()
  const { entries } = await createClient(AuditService, door.shop.peer('audit')).list({ action: 'countStock', page: { limit: 10 } })
  expect(entries).toMatchObject([{ object: 'stock lise-black', actorId: expect.stringMatching(/^[0-9a-f]{32}$/) }])
  expect(JSON.parse(entries[0]?.detailsJson ?? '')).toMatchObject({ input: { onHand: 7, reason: 'found' }, status: 200 })
})

test('a movement asked for twice with one key moves once', async () => {
  const move = () =>
    door.ask({
      method: 'POST',
      url: '/v1/admin/stock/movements',
      body: { variantId: 'lise-black', quantity: 3, reason: 'received' },
      token,
      key: 'delivery note 12',
    })
  const [first, second] = [await move(), await move()]
  expect([first.statusCode, second.body]).toEqual([201, first.body])
  expect(door.movements).toHaveLength(1)
})

test('a variant that was never received is there to be received, one nobody sells is not', async () => {
  const ids = ['lise-black', 'lise-tortoise', 'nobody'].map((id) => `variantIds=${id}`)
  const { items, total } = (await door.get(`/v1/admin/stock?${ids.join('&')}`, token)).json()
  expect([items.map(({ variantId, onHand }: { variantId: string; onHand: number }) => [variantId, onHand]), total]).toEqual([
    [
      ['lise-black', 10],
      ['lise-tortoise', 0],
    ],
    2,
  ])
})

test('a picture goes in, comes out in the size that was signed, for ever, and is not sent twice', async () => {
  const jpeg = await sharp({ create: { width: 400, height: 300, channels: 3, background: '#7a4a22' } })
    .jpeg()
    .toBuffer()
  const { body, headers } = form('file', jpeg, { purpose: 'product' })
  const uploaded = await door.ask({ method: 'POST', url: '/v1/media', body, headers, token })
  expect([uploaded.statusCode, uploaded.json()]).toEqual([201, expect.objectContaining({ width: 400, height: 300 })])
  const { url } = uploaded.json().picture as { url: string }
  const shown = await door.get(url)
  expect(shown.headers).toMatchObject({ 'content-type': 'image/webp', 'cache-control': 'public, max-age=31536000, immutable' })
  expect((await sharp(shown.rawPayload).metadata()).width).toBe(320)
  expect((await door.ask({ url, headers: { 'if-none-match': String(shown.headers['etag']) } })).statusCode).toBe(304)
  expect((await door.get(url.replace('/320.', '/160.'))).statusCode).toBe(403)
  expect(
    (await door.ask({ method: 'POST', url: '/v1/media', ...form('file', Buffer.from('GIF89a'), { purpose: 'product' }), token })).json()
      .code,
  ).toBe('not-an-image')
})

test('the door stands below /api of the storefront, with its own 404', async () => {
  const storefront = createServer((request, response) => {
    takePrefix(request, '/api')
    door.app.routing(request, response)
  })
  await new Promise<void>((open) => storefront.listen(0, '127.0.0.1', open))
  const { port } = storefront.address() as AddressInfo
  const answer = async (path: string, init: RequestInit = {}) => await (await fetch(`http://127.0.0.1:${port}/api${path}`, init)).text()
  expect(await answer('/v1/products')).toContain('"url":"/api/m/')
  expect((await door.get('/v1/products')).body).toContain('"url":"/m/')
  const asked = { method: 'POST', body: '{"query":"{ products { total } }"}', headers: { 'content-type': 'application/json' } }
  expect(JSON.parse(await answer('/graphql', asked))).toEqual({ data: { products: { total: 1 } } })
  expect(await answer('/nothing')).toContain('"code":"not-found"')
  expect(JSON.parse(await answer('/openapi.json'))).toMatchObject({ servers: [{ url: '/api' }] })
  storefront.close()
})

test('the docs, the keys and the health of the door answer', async () => {
  expect((await door.get('/docs')).body).toContain('docs-page.js')
  expect((await door.get('/docs/graphql')).body).toContain('graphql-page.js')
  expect((await door.get('/openapi.json')).json()).toMatchObject({
    openapi: '3.1.0',
    paths: { '/v1/carts/{cartId}/checkout': { post: { operationId: 'checkoutCart' } } },
  })
  expect((await door.get('/.well-known/jwks.json')).json().keys).toMatchObject([{ kty: 'OKP', crv: 'Ed25519' }])
  expect((await door.get('/health/ready')).json()).toEqual({ state: 'ok' })
})

test('pages of another process see the same shop over HTTP', async () => {
  const address = await door.app.listen({ port: 0, host: '127.0.0.1' })
  const client = httpClient(address)
  const caller = { locale: 'en', address: '198.51.100.9' } as const
  const products = await client.call(
    'products',
    { filters: [{ name: 'colour', values: ['black', 'tortoise'] }], price: { min: 1 } },
    caller,
  )
  expect(products.body.items).toMatchObject([{ slug: 'lise', image: { url: expect.stringMatching(/^\/api\/m\//) } }])
  const added = await client.call('addCartLine', { cartId: 'mine', variantId: 'lise-black', quantity: 1 }, caller)
  expect(added.setCookie[0]).toMatch(/^vitrine-cart=/)
  await expect(client.call('product', { id: 'nobody' }, caller)).rejects.toMatchObject({ status: 404, code: 'not-found' })
})

test('a file of products is tried, imported, and exported over HTTP', async () => {
  const token = await door.staff('editor')
  const file =
    'slug,kind,name.fr,name.en,categoryIds,options.colour,sku,price\nzoe,eyewear,Zoé,Zoé,c-eyewear,black,ZOE-1,129.00\nno,hat,Non,No,,red,NO-1,1\n'
  const send = (query: string, type = 'text/csv', body = file) =>
    door.ask({ method: 'POST', url: `/v1/admin/products/import${query}`, headers: { 'content-type': type }, body, token })
  const wrong = [{ line: 3, field: 'kind', message: expect.any(String) as string }]
  expect((await send('?dryRun=true')).json()).toMatchObject({ dryRun: true, created: 1, refused: 1, errors: wrong })
  expect((await send('?allOrNothing=true')).json()).toMatchObject({ dryRun: false, created: 0, errors: wrong })
  expect((await door.get('/v1/admin/products?q=zoé', token)).json().total).toBe(0)
  expect((await send('')).json()).toMatchObject({ created: 1, refused: 1 })
  expect((await send('')).json()).toMatchObject({ created: 0, unchanged: 1 })
  const ndjson = await door.get('/v1/admin/products/export?format=ndjson', token)
  expect(ndjson.headers['content-type']).toContain('application/x-ndjson')
  expect((await send('', 'application/x-ndjson', ndjson.body)).json()).toMatchObject({ created: 0, refused: 0 })
  expect((await door.get('/v1/admin/products/export', token)).body).toMatch(/^slug,kind,.*\n(.*\n)*zoe,eyewear,,Zoé/)
  expect((await send('?dryrun=true')).json()).toMatchObject({ code: 'bad-input', errors: [{ path: 'dryrun' }] })
  expect((await send('', 'application/json', '{}')).statusCode).toBe(415)
  expect(
    (
      await door.ask({
        method: 'POST',
        url: '/v1/admin/products/import',
        headers: { 'content-type': 'text/csv' },
        body: file,
        token: await door.staff('stock'),
      })
    ).statusCode,
  ).toBe(403)
})

test('who keeps the accounts sees what providers say of each day, has a day compared again, and nobody else does', async () => {
  const accountant = await door.staff('accountant')
  const reports = await door.get('/v1/admin/payments/reports', accountant)
  expect([reports.statusCode, reports.json().items[0]]).toMatchObject([
    200,
    { day: '2026-11-19', state: 'differs', lines: [{ kind: 'captured', theirs: { amountMinor: 12_900 } }] },
  ])
  const again = (day: string) => door.ask({ method: 'POST', url: '/v1/admin/payments/reports', body: { day }, token: accountant, key: day })
  expect((await again('2026-11-18')).json().items).toMatchObject([{ day: '2026-11-18', provider: 'sandbox' }])
  expect((await again('2026-11-20')).json()).toMatchObject({ status: 400, errors: [{ path: 'day', code: 'not-over' }] })
  expect((await again('2026-02-30')).json()).toMatchObject({ status: 400, errors: [{ path: 'day' }] })
  const differences = await door.get('/v1/admin/payments/differences', accountant)
  expect(differences.json().items).toMatchObject([{ side: 'provider', amount: { amountMinor: 12_900, currency: 'EUR' } }])
  expect((await door.get('/v1/admin/payments/reports', await door.staff('stock'))).statusCode).toBe(403)
})
