import { createClient } from '@connectrpc/connect'
import { AuditService } from '@vitrine/contracts/audit/v1'
import { PricingService } from '@vitrine/contracts/pricing/v1'
import { testDatabase } from '@vitrine/platform/sql/test-database'
import { pricing } from '@vitrine/pricing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { publishFrame, testGateway } from '../test-gateway.ts'

/** How parcels travel, set by staff, with delivery and pricing themselves behind the door. */
const door = await testGateway(await testDatabase(), {}, [pricing])
const eur = (amountMinor: number) => ({ amountMinor, currency: 'EUR' })
const list = '/v1/admin/delivery-methods'
let token = ''
beforeAll(async () => {
  token = await door.staff('accountant')
  await publishFrame(door.shop)
  const price = { amountMinor: 12_900n, currency: 'EUR' }
  await createClient(PricingService, door.shop.peer('pricing')).setPrices({ prices: [{ variantId: 'lise-black', price }] })
})
afterAll(() => door.stop())

const home = {
  ...{ name: { fr: 'À domicile', en: 'Home' }, kind: 'home', carrier: 'Colissimo', maxWeightG: 5_000, takesDangerousGoods: false },
  ...{ daysMin: 2, daysMax: 3, pickupPoints: [], inUse: true, rates: [{ zone: 'FR', price: eur(490), freeFrom: eur(20_000) }] },
}
const key = () => `key ${Math.random()}`
const put = (url: string, body: object, ifMatch?: string) =>
  door.ask({ method: 'PUT', url, body, token, key: key(), ...(ifMatch && { headers: { 'if-match': `"${ifMatch}"` } }) })
const make = (body: object, once = key()) => door.ask({ method: 'POST', url: list, body, token, key: once })
const items = async () => (await door.get(list, token)).json<{ items: { id: string; version: number }[] }>().items

test('a method is made once for a key, read back, and a basket pays what its rate says from then on', async () => {
  const [made, again] = [await make(home, 'one press'), await make(home, 'one press')]
  expect([made.statusCode, made.json(), again.json()]).toMatchObject([201, home, made.json()])
  const { id } = made.json()
  expect(await items()).toEqual([made.json()])

  const cart = (await door.ask({ method: 'POST', url: '/v1/carts', body: {} })).json()
  const ask = async (path: string, body: object, method: 'PUT' | 'POST' = 'PUT') =>
    (await door.ask({ method, url: `/v1/carts/${cart.id}/${path}`, body })).json()
  await ask('lines', { variantId: 'lise-black', quantity: 1 }, 'POST')
  await ask('addresses', { shipping: { name: 'Ada', line1: '12 rue de la Paix', postcode: '75002', city: 'Paris', country: 'FR' } })
  expect((await ask('delivery', { optionId: id })).totals.delivery).toEqual(eur(490))

  const dearer = await put(`${list}/${id}`, { ...home, rates: [{ zone: 'FR', price: eur(650) }] }, '1')
  expect([dearer.statusCode, dearer.headers['etag'], dearer.json()]).toMatchObject([200, '"2"', { rates: [{ price: eur(650) }] }])
  expect((await door.get(`/v1/carts/${cart.id}`)).json().totals.delivery).toEqual(eur(650))
  const stale = await put(`${list}/${id}`, { ...home, carrier: 'Une autre' }, '1')
  expect(stale.json()).toMatchObject({ status: 412, code: 'stale-version', version: 2 })
  expect(await items()).toEqual([dearer.json()])

  await put(`${list}/${id}`, { ...home, inUse: false })
  expect((await door.get(`/v1/carts/${cart.id}/delivery-options`)).json()).toEqual({ items: [], unavailable: [] })
  expect((await items())[0]).toMatchObject({ id, inUse: false, rates: home.rates })
  expect((await put(`${list}/nobody`, home)).statusCode).toBe(404)
})

test('a wrong method is refused at the fields to mend, and changes nothing', async () => {
  const before = await items()
  const rates = [home.rates[0], { zone: 'FR', price: eur(1) }, { zone: 'BE', price: eur(1), freeFrom: { amountMinor: 1, currency: 'USD' } }]
  const wrong = await make({ ...home, kind: 'pickup', daysMin: 5, rates })
  expect([wrong.statusCode, wrong.json().errors.map(({ path }: { path: string }) => path)]).toEqual([
    400,
    ['daysMax', 'pickupPoints', 'rates.1.zone', 'rates.2.freeFrom'],
  ])
  const poor = await make({ ...home, name: { fr: '', en: 'Home' }, maxWeightG: 0, rates: [] })
  expect(poor.json().errors.map(({ path }: { path: string }) => path)).toEqual(['name.fr', 'maxWeightG', 'rates'])
  expect(await items()).toEqual(before)
})

test('the order of the methods is set whole, and read back', async () => {
  await make({ ...home, kind: 'express', name: { fr: 'Express', en: 'Express' } })
  const ids = (await items()).map(({ id }) => id)
  const turned = await put(list, { methodIds: ids.toReversed() })
  expect([turned.statusCode, turned.json().items.map(({ id }: { id: string }) => id)]).toEqual([200, ids.toReversed()])
  expect((await items()).map(({ id }) => id)).toEqual(ids.toReversed())
  expect((await put(list, { methodIds: [ids[0]] })).json()).toMatchObject({ code: 'bad-input', errors: [{ path: 'methodIds' }] })
})

test('whoever sets prices sets delivery, nobody else, and the audit says who did', async () => {
  const [editor, support] = [await door.staff('editor'), await door.staff('support')]
  const ask = (by: string) => door.ask({ method: 'POST', url: list, body: home, token: by, key: key() })
  expect([(await ask(support)).statusCode, (await door.get(list, support)).statusCode, (await ask(editor)).statusCode]).toEqual([
    403, 403, 201,
  ])
  const [first] = await items()
  await put(`${list}/${first!.id}`, home)
  await door.shop.settle()
  const audit = createClient(AuditService, door.shop.peer('audit'))
  const { entries } = await audit.list({ action: 'replaceDeliveryMethod', page: { limit: 20 } })
  const line = { object: `delivery-methods ${first!.id}`, actorId: expect.stringMatching(/^[0-9a-f]{32}$/) }
  expect(entries).toContainEqual(expect.objectContaining(line))
})
