import { createClient } from '@connectrpc/connect'
import { PricingService } from '@vitrine/contracts/pricing/v1'
import { testDatabase } from '@vitrine/platform/sql/test-database'
import { pricing } from '@vitrine/pricing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { publishFrame, testGateway } from '../test-gateway.ts'

/** A shop in euros that sells in dollars too, with pricing, the catalogue and orders behind the door. */
const pool = await testDatabase()
const door = await testGateway(pool, {}, [pricing])
const usd = (amountMinor: number) => ({ amountMinor, currency: 'USD' })
const eur = (amountMinor: number) => ({ amountMinor, currency: 'EUR' })
let token = ''
beforeAll(async () => {
  token = await door.staff('accountant')
  await publishFrame(door.shop)
  await publishFrame(door.shop, 'zoe')
  const priced = { 'lise-black': 12_900n, 'lise-tortoise': 13_900n, 'zoe-black': 9_900n, 'zoe-tortoise': 9_900n }
  await createClient(PricingService, door.shop.peer('pricing')).setPrices({
    prices: Object.entries(priced).map(([variantId, amountMinor]) => ({ variantId, price: { amountMinor, currency: 'EUR' } })),
  })
  await door.shop.settle()
})
afterAll(() => door.stop())

const put = async (url: string, body: object) => {
  const answer = await door.ask({ method: 'PUT', url, body, token, key: `key ${Math.random()}` })
  await door.shop.settle()
  return answer
}
const dollars = { sold: true, conversion: { from: 'EUR', rate: 1.085, stepMinor: 100, lessMinor: 1 } }
/** Longer than an answer about currencies is kept. */
const later = () => door.clock.advance(6_000)

test('a currency the shop does not sell in is bad input everywhere it can be asked for', async () => {
  const paths = ['/v1/products', '/v1/products/lise', '/v1/search/suggest?q=lise', '/v1/recommendations?for=home']
  for (const path of paths) {
    const answer = await door.get(`${path}${path.includes('?') ? '&' : '?'}currency=USD`)
    expect([path, answer.statusCode, answer.json().errors]).toEqual([
      path,
      400,
      [expect.objectContaining({ path: 'currency', code: 'not-sold' })],
    ])
  }
  for (const [method, url, body] of [
    ['POST', '/v1/carts', { currency: 'USD' }],
    ['POST', '/v1/carts/mine/lines', { variantId: 'lise-black', quantity: 1, currency: 'USD' }],
    ['POST', '/v1/optics/lens-quotes', { variantId: 'lise-black', currency: 'USD' }],
  ] as const)
    expect([url, (await door.ask({ method, url, body })).json().code]).toEqual([url, 'bad-input'])
  expect((await door.get('/v1/currencies')).json()).toEqual({ items: [{ code: 'EUR' }], usual: 'EUR' })
})

test('staff open a second currency with a rule, and the whole shop has prices in it', async () => {
  expect((await put('/v1/admin/currencies/USD', dollars)).json()).toEqual({ code: 'USD', ...dollars })
  later()
  expect((await door.get('/v1/currencies')).json()).toEqual({ items: [{ code: 'EUR' }, { code: 'USD' }], usual: 'EUR' })
  const list = (await door.get('/v1/products?currency=USD&sort=price&facets=true')).json()
  expect(list.items.map(({ price }: { price: unknown }) => price)).toEqual([usd(10_699), usd(13_999)])
  expect(list.facets.find(({ name }: { name: string }) => name === 'price')).toMatchObject({ unit: 'USD', min: 10_699, max: 13_999 })
  expect((await door.get('/v1/products?currency=USD&price=12000..')).json()).toMatchObject({ total: 1, items: [{ slug: 'lise' }] })
  expect((await door.get('/v1/products/lise?currency=USD')).json().variants).toMatchObject([{ price: usd(13_999) }, { price: usd(15_099) }])
  expect((await door.get('/v1/search/suggest?q=lise&currency=USD')).json().products).toContainEqual(
    expect.objectContaining({ slug: 'lise', price: usd(13_999) }),
  )
  expect((await door.get('/v1/products/lise')).json().variants[0].price).toEqual(eur(12_900))
  expect((await door.get('/v1/admin/currencies', token)).json().items).toEqual([
    { code: 'EUR', isUsual: true, sold: true, prices: 4, converted: 0 },
    { code: 'USD', isUsual: false, ...dollars, prices: 4, converted: 4 },
  ])
})

test('an ETag is of one currency: the page of another is sent whole', async () => {
  const first = await door.get('/v1/products/lise?currency=USD')
  const headers = { 'if-none-match': String(first.headers['etag']) }
  expect((await door.ask({ url: '/v1/products/lise?currency=USD', headers })).statusCode).toBe(304)
  expect((await door.ask({ url: '/v1/products/lise', headers })).statusCode).toBe(200)
})

test('a cart changes its currency whole: nothing leaves it, and adding from a page of another currency does it too', async () => {
  const made = await door.ask({ method: 'POST', url: '/v1/carts/mine/lines', body: { variantId: 'lise-black', quantity: 2 } })
  const cart = made.json().id
  expect(made.json()).toMatchObject({ currency: 'EUR', totals: { total: eur(25_800) } })
  const turned = await door.ask({ method: 'PUT', url: `/v1/carts/${cart}/currency`, body: { currency: 'USD' } })
  expect(turned.json()).toMatchObject({
    currency: 'USD',
    problems: [],
    lines: [{ quantity: 2, unitPrice: usd(13_999) }],
    totals: { total: usd(27_998) },
  })
  const more = { variantId: 'zoe-black', quantity: 1, currency: 'EUR' }
  const added = await door.ask({ method: 'POST', url: `/v1/carts/${cart}/lines`, body: more, key: 'add once' })
  expect(added.json()).toMatchObject({ currency: 'EUR', totals: { total: eur(35_700) } })
  const again = await door.ask({ method: 'POST', url: `/v1/carts/${cart}/lines`, body: more, key: 'add once' })
  expect(again.json()).toEqual(added.json())
  expect((await door.ask({ method: 'PUT', url: `/v1/carts/${cart}/currency`, body: { currency: 'CHF' } })).json().code).toBe('bad-input')
  expect((await door.ask({ method: 'PUT', url: '/v1/carts/mine/currency', body: { currency: 'USD' } })).statusCode).toBe(404)
})

test('a first line from a page in dollars begins a cart in dollars', async () => {
  const added = await door.ask({
    method: 'POST',
    url: '/v1/carts/mine/lines',
    body: { variantId: 'lise-black', quantity: 1, currency: 'USD' },
  })
  expect(added.json()).toMatchObject({ currency: 'USD', totals: { total: usd(13_999) } })
})

test('a price is fixed in one currency, and follows again when it is told to', async () => {
  const address = '/v1/admin/prices/lise-black/USD'
  expect((await put(address, { price: usd(12_500) })).json()).toEqual({ variantId: 'lise-black', price: usd(12_500) })
  expect((await door.get('/v1/products/lise?currency=USD')).json().variants[0].price).toEqual(usd(12_500))
  expect((await door.get('/v1/admin/currencies?q=dollar&locale=en', token)).json().items).toMatchObject([
    { code: 'USD', prices: 4, converted: 3 },
  ])
  expect((await put(address, {})).json().price).toEqual(usd(13_999))
  expect((await put(address, { price: eur(1) })).json().errors).toMatchObject([{ path: 'price' }])
  expect((await put('/v1/admin/prices/nobody/USD', { price: usd(1) })).statusCode).toBe(404)
})

test.each([
  ['the usual currency made from another', 'EUR', { sold: true, conversion: { ...dollars.conversion, from: 'USD' } }],
  ['the usual currency closed', 'EUR', { sold: false }],
  ['a currency made from one that follows', 'CHF', { sold: true, conversion: { ...dollars.conversion, from: 'USD' } }],
  ['no rate', 'USD', { sold: true, conversion: { ...dollars.conversion, rate: 0 } }],
  ['an ending above its step', 'USD', { sold: true, conversion: { ...dollars.conversion, lessMinor: 100 } }],
])('%s is refused', async (_, code, body) => {
  expect((await put(`/v1/admin/currencies/${code}`, body)).statusCode).toBe(400)
})

test('a price list is in a currency something is sold in; two of one rank at one time, and an end before its start, are refused in each', async () => {
  const list = (currency: string, rest: object = {}) => {
    const prices = [{ variantId: 'lise-black', price: { amountMinor: 9_999, currency } }]
    const body = { title: { fr: 'Liste', en: 'List' }, currency, group: 'vip', startsAt: '2030-01-01T00:00:00Z', prices, ...rest }
    return door.ask({ method: 'POST', url: '/v1/admin/price-lists', body, token, key: `key ${Math.random()}` })
  }
  expect((await list('CHF')).json()).toMatchObject({ status: 400, errors: [{ path: 'currency', code: 'not-sold' }] })
  expect([(await list('USD')).statusCode, (await list('EUR')).statusCode]).toEqual([201, 201])
  expect((await list('USD')).json()).toMatchObject({ status: 409, code: 'list-overlaps' })
  expect((await list('USD', { endsAt: '2029-01-01T00:00:00Z' })).statusCode).toBe(400)
})

test('yen have no smaller unit: a rate is of whole units all the same', async () => {
  const yen = { sold: false, conversion: { from: 'EUR', rate: 171.25, stepMinor: 10, lessMinor: 0 } }
  expect((await put('/v1/admin/currencies/JPY', yen)).json()).toEqual({ code: 'JPY', ...yen })
  expect((await door.get('/v1/admin/prices?variantIds=lise-black&currency=JPY', token)).json().items[0].price).toEqual({
    amountMinor: 22_090,
    currency: 'JPY',
  })
})

test('a closed currency is chosen by nobody; a cart that is in it stays in it', async () => {
  const made = await door.ask({
    method: 'POST',
    url: '/v1/carts/mine/lines',
    body: { variantId: 'lise-black', quantity: 1, currency: 'USD' },
  })
  await put('/v1/admin/currencies/USD', { ...dollars, sold: false })
  later()
  expect((await door.get('/v1/products?currency=USD')).statusCode).toBe(400)
  expect((await door.get(`/v1/carts/${made.json().id}`)).json()).toMatchObject({ currency: 'USD', totals: { total: usd(13_999) } })
})
