import { randomIds } from '@vitrine/platform/ids/ids'
import { testDatabase } from '@vitrine/platform/sql/test-database'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { priceFrame, publishFrame, testGateway } from '../test-gateway.ts'
import { orderMaker } from '../test-orders.ts'

const pool = await testDatabase(inject('servers')[0]![1])
const door = await testGateway(pool)
const madeOrder = orderMaker(pool, door.clock)
let [stock, support] = ['', '']
beforeAll(async () => {
  ;[stock, support] = [await door.staff('stock'), await door.staff('support')]
  await publishFrame(door.shop)
})
afterAll(() => door.stop())

const address = { name: 'Ada Blanc', line1: '1 rue', postcode: '75002', city: 'Paris', country: 'FR' }
const made = async ({ orderId = randomIds(), latest = '', waits = false } = {}) => {
  const id = randomIds()
  await pool.query(
    `insert into delivery.parcel (id, order_id, carrier, tracking_number, lines, address, earliest, latest, created_at, method_id, order_number, waits)
     values ($1, $2, 'Colissimo', '', $3, $4, $5, $5, now(), 'home', 'V-000007', $6)`,
    [id, orderId, JSON.stringify([{ variantId: 'lise-black', sku: 'LISE-BLACK', quantity: 2 }]), JSON.stringify(address), latest, waits],
  )
  return id
}
const label = (parcelId: string, trackingNumber: string, token = stock) =>
  door.ask({ method: 'PUT', url: `/v1/admin/deliveries/${parcelId}/tracking`, body: { trackingNumber }, token })
const seen = (parcelId: string, state: string) =>
  door.ask({
    method: 'POST',
    url: '/v1/admin/deliveries/scans',
    body: { scanId: randomIds(), parcelId, state, at: door.clock().toISOString() },
    token: stock,
  })
const listed = async (view: string) =>
  (await door.get(`/v1/admin/deliveries?view=${view}&limit=100`, support)).json().items.map(({ id }: { id: string }) => id)

test('staff write the number of a parcel, which is audited; a wrong one, one of another parcel and one too late are refusals', async () => {
  const [id, other] = [await made(), await made()]
  expect(await listed('to-label')).toEqual(expect.arrayContaining([id, other]))
  const answer = await label(id, ' 6A 123 456 ')
  expect(answer.json()).toMatchObject({ id, trackingNumber: '6A123456', orderNumber: 'V-000007', pieces: 2, state: 'made' })
  expect((await label(other, '6A123456')).json()).toMatchObject({ status: 409, code: 'number-taken' })
  expect((await label(id, '<script>')).json()).toMatchObject({ status: 400, code: 'bad-input' })
  expect((await label('nothing', '6A777777')).statusCode).toBe(404)
  expect((await label(id, '6A777777', support)).statusCode).toBe(403)
  expect(await listed('to-label')).not.toContain(id)
  for (const state of ['handed-over', 'delivered']) expect((await seen(id, state)).json()).toEqual({ moved: true })
  expect((await label(id, '6A999999')).json()).toMatchObject({ status: 409, code: 'parcel-ended', state: 'delivered' })
  await door.shop.settle()
  const audit = await door.get('/v1/admin/audit?action=labelParcel', await door.staff('accountant'))
  expect(audit.json().items.some(({ object }: { object: string }) => object.includes(id))).toBe(true)
})

test('many are handed over at once, each once; those that wait stay', async () => {
  const [one, two, waiting] = [await made(), await made(), await made({ waits: true })]
  const hand = () =>
    door.ask({ method: 'POST', url: '/v1/admin/deliveries/handed-over', body: { parcelIds: [one, two, waiting, 'nothing'] }, token: stock })
  const outcomes = async () => (await hand()).json().items.map(({ outcome }: { outcome: string }) => outcome)
  expect(await outcomes()).toEqual(['moved', 'moved', 'waits', 'unknown'])
  expect(await outcomes()).toEqual(['kept', 'kept', 'waits', 'unknown'])
  expect(await listed('under-way')).toEqual(expect.arrayContaining([one, two]))
  const { rows } = await pool.query('select state from delivery.scan where parcel_id = any($1)', [[one, two, waiting]])
  expect(rows).toEqual([{ state: 'handed-over' }, { state: 'handed-over' }])
})

test('late, lost and sent back are each where staff look for them', async () => {
  const [late, lost, back] = [await made({ latest: '2020-01-02' }), await made(), await made()]
  for (const id of [lost, back]) await seen(id, 'handed-over')
  await seen(lost, 'lost')
  await seen(back, 'returned')
  expect([await listed('late'), (await listed('lost')).toSorted()]).toEqual([[late], [lost, back].toSorted()])
  expect((await door.get('/v1/admin/deliveries?view=all', support)).statusCode).toBe(400)
  const both = { scanId: 'x', parcelId: late, trackingNumber: 'x', state: 'lost', at: door.clock().toISOString() }
  expect((await door.ask({ method: 'POST', url: '/v1/admin/deliveries/scans', body: both, token: stock })).statusCode).toBe(400)
})

test('the slip says what to pack, with what is in a bundle, and no price; a stranger gets none', async () => {
  door.bundles.set('lise-black', [{ variantId: 'lise-tortoise', quantity: 3 }])
  const id = await made()
  const slip = await door.get(`/v1/admin/deliveries/${id}/slip?locale=en`, support)
  expect(slip.json()).toMatchObject({
    id,
    orderNumber: 'V-000007',
    address: { name: 'Ada Blanc' },
    lines: [{ sku: 'LISE-BLACK', quantity: 2, options: [{ name: 'colour' }], parts: [{ variantId: 'lise-tortoise', quantity: 3 }] }],
  })
  expect(slip.body).not.toMatch(/amountMinor|price/i)
  expect((await door.get('/v1/admin/deliveries/nothing/slip', support)).statusCode).toBe(404)
  expect((await door.get(`/v1/admin/deliveries/${id}/slip`)).statusCode).toBe(401)
  door.bundles.clear()
})

test('shopper and office see what is in a bundle on product, basket and order', async () => {
  const parts = [{ variantId: 'lise-tortoise', sku: 'LISE-TORTOISE', quantity: 1 }]
  await publishFrame(door.shop, 'duo')
  await priceFrame(door.shop, 'duo')
  const fresh = 'duo-black'
  door.bundles.set(fresh, [{ variantId: 'lise-tortoise', quantity: 1 }])
  const product = (await door.get('/v1/products/duo')).json()
  expect(product.variants.find(({ id }: { id: string }) => id === fresh)).toMatchObject({ parts })
  expect(product.variants.find(({ id }: { id: string }) => id !== fresh)).not.toHaveProperty('parts')
  const cart = (await door.ask({ method: 'POST', url: '/v1/carts', body: {} })).json()
  const filled = await door.ask({ method: 'POST', url: `/v1/carts/${cart.id}/lines`, body: { variantId: fresh, quantity: 1 } })
  expect(filled.json().lines).toMatchObject([{ variantId: fresh, parts }])
  const { id } = await madeOrder({ status: 'paid' })
  await pool.query(`update orders.shop_order set lines = jsonb_set(lines, '{0,variantId}', to_jsonb($2::text)) where id = $1`, [id, fresh])
  expect((await door.get(`/v1/orders/${id}`)).json().lines).toMatchObject([{ parts }])
  expect((await door.get(`/v1/admin/orders/${id}`, support)).json().lines).toMatchObject([{ parts }])
})

test('the shopper follows a parcel where its method says', async () => {
  const accountant = await door.staff('accountant')
  const method = {
    ...{ name: { fr: 'À domicile', en: 'Home' }, kind: 'home', carrier: 'Colissimo', maxWeightG: 30_000, takesDangerousGoods: false },
    ...{ daysMin: 2, daysMax: 3, pickupPoints: [], inUse: true, trackingUrlTemplate: 'https://track.example/?n={number}' },
    rates: [{ zone: 'FR', price: { amountMinor: 490, currency: 'EUR' } }],
  }
  const put = (wish: object) => door.ask({ method: 'POST', url: '/v1/admin/delivery-methods', body: wish, token: accountant })
  const kept = await put(method)
  expect(kept.json()).toMatchObject({ trackingUrlTemplate: 'https://track.example/?n={number}' })
  for (const trackingUrlTemplate of ['http://track.example/{number}', 'https://track.example/', 'https://{number}.example/'])
    expect((await put({ ...method, trackingUrlTemplate })).statusCode).toBe(400)
  const { id: orderId } = await madeOrder({ status: 'paid' })
  const parcelId = await made({ orderId })
  await pool.query('update delivery.parcel set method_id = $2 where id = $1', [parcelId, kept.json().id])
  expect((await label(parcelId, '6A-FOLLOW')).statusCode).toBe(200)
  await door.shop.settle()
  expect((await door.get(`/v1/orders/${orderId}`)).json().deliveries).toMatchObject([
    { id: parcelId, trackingNumber: '6A-FOLLOW', trackingUrl: 'https://track.example/?n=6A-FOLLOW' },
  ])
})
