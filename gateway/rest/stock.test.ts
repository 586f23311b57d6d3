import { timestampFromDate } from '@bufbuild/protobuf/wkt'
import { createClient } from '@connectrpc/connect'
import { StockService } from '@vitrine/contracts/stock/v1'
import { notifications } from '@vitrine/notifications'
import { testDatabase } from '@vitrine/platform/sql/test-database'
import { stock } from '@vitrine/stock'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { priceFrame, publishFrame, testGateway } from '../test-gateway.ts'

/** What staff and shoppers do about stock, with stock itself behind the door. `lise-black` and `lise-sage` are on sale. */
const pool = await testDatabase()
const door = await testGateway(pool, {}, [stock, notifications])
const shelf = createClient(StockService, door.shop.peer('stock'))
let [token, variants] = ['', [] as string[]]
beforeAll(async () => {
  await publishFrame(door.shop)
  await priceFrame(door.shop)
  token = await door.staff('stock')
  variants = (await door.get('/v1/products/lise')).json<{ variants: { id: string }[] }>().variants.map(({ id }) => id)
})
beforeEach(async () => {
  const tables = ['reservation_piece', 'reservation_line', 'reservation', 'movement', 'part', 'stock_level', 'ledger']
  await pool.query(`alter table stock.movement disable trigger user; ${tables.map((table) => `delete from stock.${table}`).join('; ')};
    alter table stock.movement enable trigger user`) // of a shop, movements are kept
})
afterAll(() => door.stop())

const send = (method: 'POST' | 'PUT', url: string, body: object, as = token) =>
  door.ask({ method, url, body, token: as, key: crypto.randomUUID() })
const receive = (variantId: string, quantity: number, placeId?: string) =>
  send('POST', '/v1/admin/stock/movements', { variantId, quantity, reason: 'received', ...(placeId && { placeId }) })
const [one, other] = ['lise-black', 'lise-tortoise']

test('staff say from how many pieces down a variant is to be ordered anew; the list and the first page name it', async () => {
  await receive(one, 9)
  const path = `/v1/admin/stock/${one}/reorder-point`
  const named = async () => (await door.get('/v1/admin/stock?state=to-reorder', token)).json()
  const counted = async () => (await door.get('/v1/admin/summary', token)).json().toReorder
  expect([(await send('PUT', path, { reorderAt: 9 })).json(), await counted()]).toEqual([{ variantId: one, reorderAt: 9 }, 1])
  expect(await named()).toMatchObject({ items: [{ variantId: one, available: 9, reorderAt: 9 }], total: 1 })
  expect((await send('PUT', path, { reorderAt: 0 })).statusCode).toBe(400)
  expect((await send('PUT', path, { reorderAt: 1 }, await door.staff('support'))).statusCode).toBe(403)
  expect((await send('PUT', path, { reorderAt: null })).json()).toEqual({ variantId: one, reorderAt: null })
  expect([(await named()).items, await counted()]).toEqual([[], 0])
  expect((await door.get(`/v1/admin/stock?variantIds=${one}`, token)).json().items).toMatchObject([{ reorderAt: null }])
})

test('staff find the stock of a product by its name or SKU, of a new variant too, and narrow it by state', async () => {
  await receive(variants[0]!, 9)
  const found = async (asked: string) =>
    (await door.get(`/v1/admin/stock?${asked}`, token)).json<{ items: { variantId: string }[]; total: number }>()
  const byName = await found('q=lise')
  expect(byName.items.map(({ variantId }) => variantId).toSorted()).toEqual(variants.toSorted())
  expect(byName.total).toBe(variants.length)
  await receive(variants[1]!, 1)
  await send('PUT', `/v1/admin/stock/${variants[1]}`, { onHand: 0, reason: 'correction' })
  expect((await found('q=lise&state=sold-out')).items.map(({ variantId }) => variantId).toSorted()).toEqual([variants[1]])
  expect((await found('q=lise&state=low')).items).toEqual([])
  expect((await found('q=nobody-is-called-so')).items).toEqual([])
})

test('staff make a place, take pieces there, and see where they lie and how they came', async () => {
  const place = { name: 'Paris', kind: 'shop', turn: 1 }
  expect((await send('PUT', '/v1/admin/places/paris', place)).json()).toEqual({ placeId: 'paris', ...place })
  expect((await door.get('/v1/admin/places', token)).json().items.map((each: { placeId: string }) => each.placeId)).toEqual([
    'main',
    'paris',
  ])
  await receive(one, 5)
  const moved = await send('POST', '/v1/admin/stock/transfers', { variantId: one, fromPlaceId: 'main', toPlaceId: 'paris', quantity: 2 })
  const places = [
    { placeId: 'main', onHand: 3, reserved: 0 },
    { placeId: 'paris', onHand: 2, reserved: 0 },
  ]
  expect([moved.statusCode, moved.json()]).toMatchObject([201, { onHand: 5, available: 5, places }])
  const again = await send('POST', '/v1/admin/stock/transfers', { variantId: one, fromPlaceId: 'main', toPlaceId: 'paris', quantity: 4 })
  expect(again.json()).toMatchObject({ status: 409, code: 'below-promised', places })
  const nowhere = { variantId: one, fromPlaceId: 'main', toPlaceId: 'nowhere', quantity: 1 }
  expect((await send('POST', '/v1/admin/stock/transfers', nowhere)).statusCode).toBe(404)
  const ledger = await door.get(`/v1/admin/stock/${one}/movements?placeId=paris`, token)
  expect(ledger.json().items).toMatchObject([{ placeId: 'paris', quantity: 2, reason: 'transferred' }])
  expect((await door.get('/v1/admin/stock?placeId=paris', token)).json()).toMatchObject({ total: 1, items: [{ variantId: one, places }] })
  expect((await send('PUT', '/v1/admin/places/lyon', place, await door.staff('editor'))).statusCode).toBe(403)
})

test('staff say what a variant is made of by SKU; what cannot be is refused with its reason', async () => {
  const [bundle, piece] = variants as [string, string]
  const sku = piece.toUpperCase()
  const made = await send('PUT', `/v1/admin/stock/${bundle}/parts`, { parts: [{ sku, quantity: 2 }] })
  expect(made.json()).toMatchObject({ variantId: bundle, parts: [{ variantId: piece, sku, quantity: 2, name: 'Lise', available: 0 }] })
  await receive(piece, 5)
  const { items } = (await door.get(`/v1/admin/stock?variantIds=${bundle}`, token)).json()
  expect(items).toMatchObject([{ kind: 'bundle', available: 2 }])
  expect((await door.get('/v1/products/lise')).json().variants[0].stock).toMatchObject({ available: 2, ready: 2 })
  expect(
    (await send('PUT', `/v1/admin/stock/${piece}/parts`, { parts: [{ sku: bundle.toUpperCase(), quantity: 1 }] })).json(),
  ).toMatchObject({
    status: 409,
    code: 'not-a-bundle',
    reason: 'has-pieces',
  })
  expect((await send('PUT', `/v1/admin/stock/${bundle}/parts`, { parts: [{ sku: 'NOBODY', quantity: 1 }] })).json()).toMatchObject({
    status: 404,
    sku: 'NOBODY',
  })
  expect((await send('PUT', `/v1/admin/stock/${bundle}/parts`, { parts: [] })).json().parts).toEqual([])
})

test('a pre-order is sold up to its cap with its day on the page; one more in the cart is refused as capped', async () => {
  const offered = await send('PUT', `/v1/admin/stock/${one}/offer`, { offer: 'pre-order', cap: 2, shipsOn: '2026-12-24' })
  expect(offered.json()).toMatchObject({ offer: 'pre-order', cap: 2, shipsOn: '2026-12-24', available: 0 })
  const page = await door.get('/v1/products/lise')
  const shown = page.json<{ variants: { id: string; stock: object }[] }>().variants.find(({ id }) => id === one)
  expect(shown?.stock).toEqual({ available: 2, low: true, ready: 0, ahead: { kind: 'pre-order', shipsOn: '2026-12-24' } })
  const cart = (await door.ask({ method: 'POST', url: '/v1/carts', body: {} })).json<{ id: string }>().id
  const add = (quantity: number) => send('POST', `/v1/carts/${cart}/lines`, { variantId: one, quantity }, '')
  expect((await add(3)).json()).toMatchObject({ status: 409, code: 'cap-reached', available: 2 })
  expect((await add(2)).statusCode).toBe(200)
  const expiresAt = { seconds: BigInt(Math.floor(door.clock().getTime() / 1_000) + 900), nanos: 0 }
  await shelf.reserve({ reservationId: 'order', lines: [{ variantId: one, quantity: 2 }], expiresAt })
  expect((await send('PUT', `/v1/admin/stock/${one}/offer`, { offer: 'none' })).json()).toMatchObject({
    code: 'below-promised',
    awaited: 2,
  })
  expect((await door.get('/v1/admin/stock?state=waiting', token)).json()).toMatchObject({
    total: 1,
    items: [{ variantId: one, awaited: 2 }],
  })
  expect((await send('PUT', `/v1/admin/stock/${one}/offer`, { offer: 'back-order', cap: 5 })).json().code).toBe('bad-input')
})

test('a shopper leaves an address on what is sold out, and hears of it once when it is back', async () => {
  const wish = (variantId: string, email: string) =>
    door.ask({ method: 'POST', url: `/v1/variants/${variantId}/back-in-stock`, body: { email }, headers: { 'accept-language': 'en' } })
  await receive(other, 1)
  expect((await wish('nobody', 'ada@example.com')).statusCode).toBe(404)
  expect((await wish(one, 'ada')).json().code).toBe('bad-input')
  const answers = [await wish(one, 'ada@example.com'), await wish(one, 'Ada@Example.com')]
  expect(answers.map(({ statusCode, body }) => [statusCode, body])).toEqual(Array(2).fill([202, JSON.stringify({ variantId: one })]))
  await receive(one, 1)
  expect((await wish(one, 'grace@example.com')).json()).toMatchObject({ status: 409, code: 'in-stock' })
  await door.shop.settle()
  const { rows } = await pool.query('select receiver, subject, locale from notifications.mail')
  expect(rows).toEqual([{ receiver: 'ada@example.com', locale: 'en', subject: expect.stringMatching(/^Back in stock: Lise, /) }])
})

test('STK-8: a lot is noted where it is received, shows who got it, and is recalled once; an unknown one is not found, a stranger may not', async () => {
  const body = { variantId: one, quantity: 5, reason: 'received', lot: 'L/1' }
  expect((await send('POST', '/v1/admin/stock/movements', body)).statusCode).toBe(201)
  expect((await send('POST', '/v1/admin/stock/movements', { ...body, reason: 'found' })).json()).toMatchObject({ status: 400 })
  const expiresAt = { seconds: BigInt(Math.floor(door.clock().getTime() / 1_000) + 900), nanos: 0 }
  await shelf.reserve({ reservationId: 'lot-order', lines: [{ variantId: one, quantity: 2 }], expiresAt })
  await shelf.keep({ reservationId: 'lot-order' })
  await shelf.fulfil({ reservationId: 'lot-order' })
  const path = `/v1/admin/lots/${one}/L%2F1`
  const recall = (as = token) => send('POST', `${path}/recall`, { note: 'A cap may break' }, as)
  expect((await door.get('/v1/admin/lots?lot=l', token)).json().items).toMatchObject([{ lot: 'L/1', received: 5, name: 'Lise' }])
  expect((await recall(await door.staff('support'))).statusCode).toBe(403)
  for (let n = 0; n < 2; n++)
    expect((await recall()).json()).toMatchObject({ left: 3, note: 'A cap may break', sales: [{ orderId: 'lot-order', quantity: 2 }] })
  expect((await door.get(path, token)).json()).toMatchObject({ recalledAt: expect.any(String) })
  expect((await door.get(`/v1/admin/lots/${one}/none`, token)).statusCode).toBe(404)
  expect((await send('POST', `/v1/admin/lots/${one}/none/recall`, { note: 'x' })).statusCode).toBe(404)
})

test('movements of all name their variant and are narrowed; who holds pieces is told', async () => {
  await receive(one, 4)
  await send('POST', '/v1/admin/stock/movements', { variantId: other, quantity: 2, reason: 'found' })
  const all = (await door.get('/v1/admin/stock/movements', token)).json()
  expect(all.items).toMatchObject([
    { variantId: other, sku: 'LISE-TORTOISE', name: 'Lise', quantity: 2, reason: 'found' },
    { variantId: one, sku: 'LISE-BLACK', quantity: 4, reason: 'received' },
  ])
  expect((await door.get('/v1/admin/stock/movements?reason=found', token)).json().items).toHaveLength(1)
  expect((await door.get('/v1/admin/stock/movements?until=2020-01-01T00:00:00Z', token)).json().items).toEqual([])
  expect((await door.get('/v1/admin/stock/movements', await door.staff('accountant'))).statusCode).toBe(403)
  const lines = [{ variantId: one, quantity: 3 }]
  const expiresAt = timestampFromDate(new Date(door.clock().getTime() + 900_000))
  await shelf.reserve({ reservationId: 'order', lines, expiresAt })
  await shelf.keep({ reservationId: 'order' })
  await shelf.reserve({ reservationId: 'checkout', lines: [{ variantId: one, quantity: 1 }], expiresAt })
  expect((await door.get(`/v1/admin/stock/${one}/claims`, token)).json()).toMatchObject({
    items: [
      { id: 'order', kind: 'order', taken: 3, awaited: 0 },
      { id: 'checkout', kind: 'checkout', taken: 1, awaited: 0 },
    ],
    total: 2,
  })
})

test('stock is found by the SKUs of labels, known or new; a search that finds more than it shows says so', async () => {
  await receive(one, 4)
  const { items } = (await door.get('/v1/admin/stock?skus=LISE-BLACK&skus=LISE-TORTOISE&skus=NOBODY', token)).json()
  expect(items.map(({ sku, onHand }: { sku: string; onHand: number }) => [sku, onHand])).toEqual([
    ['LISE-BLACK', 4],
    ['LISE-TORTOISE', 0],
  ])
  expect((await door.get('/v1/admin/stock?skus=NOBODY', token)).json()).toMatchObject({ items: [], total: 0 })
  expect((await door.get('/v1/admin/stock?q=lise', token)).json()).not.toHaveProperty('isCut')
  for (let n = 0; n < 50; n++) await publishFrame(door.shop, `lise-${n}`)
  expect((await door.get('/v1/admin/stock?q=lise', token)).json().isCut).toBe(true)
})

test('a level that is not what its movements say is shown, and put right by who counts', async () => {
  await receive(one, 4)
  expect((await door.get('/v1/admin/stock/drifts', token)).json()).toEqual({ items: [] })
  // What the table refuses, somebody's own SQL did. The last test of its database.
  await pool.query(`alter table stock.stock_level drop constraint stock_level_is_the_sum_of_its_movements_and_promises;
    update stock.stock_level set on_hand = 6, on_hand_at = '{"main": 6}' where variant_id = '${one}'`)
  const drift = { variantId: one, sku: 'LISE-BLACK', what: 'on-hand', level: 6, books: 4 }
  expect((await door.get('/v1/admin/stock/drifts', token)).json().items).toContainEqual(expect.objectContaining(drift))
  const repair = (as: string) => send('POST', '/v1/admin/stock/drifts/repair', {}, as)
  expect((await repair(await door.staff('editor'))).statusCode).toBe(403)
  expect((await repair(token)).json()).toMatchObject({ repaired: [expect.objectContaining({ variantId: one })], left: [] })
  expect((await door.get('/v1/admin/stock/drifts', token)).json()).toEqual({ items: [] })
})
