import { testDatabase } from '@vitrine/platform/sql/test-database'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { priceFrame, publishFrame, testGateway } from '../test-gateway.ts'

const pool = await testDatabase()
const door = await testGateway(pool)
afterAll(() => door.stop())

beforeAll(async () => {
  await publishFrame(door.shop)
  await priceFrame(door.shop)
})

test('a product is listed, shown in the language asked for, and its pictures have signed addresses', async () => {
  const list = await door.get('/v1/products?filter[colour]=black,tortoise&filter[lensWidthMm]=40..54&facets=true&locale=en')
  expect(list.json()).toMatchObject({
    total: 1,
    nextCursor: null,
    items: [{ slug: 'lise', price: { amountMinor: 12_900, currency: 'EUR' } }],
  })
  const product = await door.get('/v1/products/lise')
  expect(product.json()).toMatchObject({
    id: 'p-lise',
    taxIncluded: true,
    variants: [{ stock: { available: 10 } }, {}],
    axes: [{ name: 'colour', label: 'Couleur' }],
  })
  expect(product.json().images[0].url).toMatch(/^\/m\/a{64}\/640\.webp\?s=[\w-]{22}$/)
  expect((await door.get('/v1/products/nobody')).json()).toMatchObject({ status: 404, code: 'not-found', title: 'Il n’y a rien ici' })
})

test('a product read again with its ETag is not sent again', async () => {
  const first = await door.get('/v1/products/lise')
  const again = await door.ask({ url: '/v1/products/lise', headers: { 'if-none-match': String(first.headers['etag']) } })
  expect([again.statusCode, again.body]).toEqual([304, ''])
})

test('a guest fills a cart by its id, by its cookie, and as a page', async () => {
  const made = await door.ask({ method: 'POST', url: '/v1/carts', body: {} })
  expect(made.statusCode).toBe(201)
  const cookie = String(made.headers['set-cookie']).split(';')[0]!
  expect(String(made.headers['set-cookie'])).toMatch(/HttpOnly; SameSite=Lax/)
  const added = await door.ask({
    method: 'POST',
    url: '/v1/carts/mine/lines',
    body: { variantId: 'lise-black', quantity: 2 },
    headers: { cookie },
  })
  expect(added.json()).toMatchObject({
    id: made.json().id,
    lines: [{ quantity: 2, total: { amountMinor: 25_800 } }],
    missing: expect.any(Array),
  })
  const seen = await door.client.call('cart', { cartId: 'mine' }, { locale: 'en', address: '127.0.0.1', cookie })
  expect(seen.body.lines).toMatchObject([{ name: 'Lise', image: { url: expect.stringMatching(/^\/api\/m\//) } }])
  expect((await door.get('/v1/carts/mine')).statusCode).toBe(404)
})

test('adding without a cart makes one', async () => {
  const added = await door.client.call(
    'addCartLine',
    { cartId: 'mine', variantId: 'lise-black', quantity: 1 },
    { locale: 'fr', address: '::1' },
  )
  expect(added.setCookie).toEqual([expect.stringMatching(/^vitrine-cart=[0-9a-f]{32};/)])
})

test('somebody signs up, is known by cookie or token, takes the cart along, and signs out', async () => {
  const cart = await door.ask({ method: 'POST', url: '/v1/carts', body: {} })
  const cookie = String(cart.headers['set-cookie']).split(';')[0]!
  const page = { cookie, origin: 'http://localhost:3000' }
  const signedUp = await door.ask({
    method: 'POST',
    url: '/v1/auth/signup',
    headers: page,
    body: { email: 'ada@example.org', password: 'a long enough password' },
  })
  expect([signedUp.statusCode, signedUp.json().refreshToken]).toEqual([201, undefined])
  const cookies = (signedUp.headers['set-cookie'] as string[]).map((one) => one.split(';')[0]).join('; ')
  expect((await door.ask({ url: '/v1/me', headers: { cookie: cookies } })).json()).toMatchObject({
    email: 'ada@example.org',
    emailVerified: false,
  })
  const token = signedUp.json().accessToken as string
  expect((await door.get(`/v1/carts/${cart.json().id}`, token)).statusCode).toBe(200)
  expect((await door.get(`/v1/carts/${cart.json().id}`)).statusCode).toBe(404)
  await door.ask({ method: 'POST', url: '/v1/auth/logout', token })
  expect((await door.get('/v1/me', token)).statusCode).toBe(401)
})

test('ORD-3: whoever signs in with a cart hears of which lines fewer are left than both carts had', async () => {
  const { email } = await door.customer()
  const body = { email, password: 'three words that nobody leaked' }
  const signIn = (cookie?: string) => door.ask({ method: 'POST', url: '/v1/auth/login', body, ...(cookie && { headers: { cookie } }) })
  const guestWith = async (quantity: number) => {
    const added = await door.ask({ method: 'POST', url: '/v1/carts/mine/lines', body: { variantId: 'lise-black', quantity } })
    return [added.headers['set-cookie']].flat().map((one) => String(one).split(';')[0])[0]!
  }
  expect((await signIn(await guestWith(6))).json()).not.toHaveProperty('lowered')
  // Ten are there.
  const second = await signIn(await guestWith(6))
  expect(second.json()).toMatchObject({ tokenType: 'Bearer', lowered: [{ lineId: expect.any(String), name: 'Lise', quantity: 10 }] })
  expect((await signIn()).json()).not.toHaveProperty('lowered')
})

test('an OAuth2 client signs in with its form and hears the names it knows', async () => {
  const { email } = await door.customer()
  const answer = await door.ask({
    method: 'POST',
    url: '/v1/auth/login',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: `grant_type=password&username=${encodeURIComponent(email)}&password=${encodeURIComponent('three words that nobody leaked')}`,
  })
  expect(answer.json()).toMatchObject({ token_type: 'Bearer', access_token: expect.any(String), refresh_token: expect.any(String) })
})

test.each([
  ['an unknown field', { method: 'POST', url: '/v1/carts', body: { price: 1 } }, 400, 'bad-input'],
  ['a page of 101', { method: 'GET', url: '/v1/products?limit=101' }, 400, 'bad-input'],
  ['an unknown facet', { method: 'GET', url: '/v1/products?filter[nonsense]=1' }, 400, 'bad-input'],
  ['a method the address does not take', { method: 'PUT', url: '/v1/products' }, 405, 'method-not-allowed'],
  [
    'another media type',
    { method: 'POST', url: '/v1/carts', body: 'a', headers: { 'content-type': 'text/plain' } },
    415,
    'unknown-media-type',
  ],
  ['more than fits', { method: 'POST', url: '/v1/carts', body: { currency: 'x'.repeat(200_000) } }, 413, 'too-large'],
  ['an address nobody opened', { method: 'GET', url: '/v2/products' }, 404, 'not-found'],
  [
    'a prototype',
    { method: 'POST', url: '/v1/carts', headers: { 'content-type': 'application/json' }, body: '{"__proto__":{"a":1}}' },
    400,
    'bad-input',
  ],
  [
    'a provider nobody set up',
    { method: 'POST', url: '/v1/webhooks/stripe', headers: { 'content-type': 'application/json' }, body: '{' },
    404,
    'not-found',
  ],
  ['a forged webhook', { method: 'POST', url: '/v1/webhooks/sandbox', body: {} }, 400, 'forged-webhook'],
  [
    'a picture address nobody signed',
    { method: 'GET', url: `/m/${'a'.repeat(64)}/640.webp?s=AAAAAAAAAAAAAAAAAAAAAA` },
    403,
    'wrong-signature',
  ],
] as const)('%s is refused', async (_, options, status, code) => {
  const answer = await door.ask(options)
  expect(answer.headers['content-type']).toMatch(/problem\+json/)
  expect(answer.json()).toMatchObject({ status, code, requestId: expect.any(String) })
  expect(answer.statusCode).toBe(status)
})

test('a list is sorted by what the shop knows; ratings are not known yet, and asking says which field is wrong', async () => {
  const answer = await door.get('/v1/products?sort=rating')
  expect([answer.statusCode, answer.json().code, answer.json().errors]).toEqual([
    400,
    'bad-input',
    [expect.objectContaining({ path: 'sort' })],
  ])
})
