import { createClient } from '@connectrpc/connect'
import { DeliveryService } from '@vitrine/contracts/delivery/v1'
import { PricingService } from '@vitrine/contracts/pricing/v1'
import { StockService } from '@vitrine/contracts/stock/v1'
import { payments } from '@vitrine/payments'
import { openPool } from '@vitrine/platform/sql/pool'
import { testDatabase } from '@vitrine/platform/sql/test-database'
import { statementsOf } from '@vitrine/platform/sql/test-statements'
import { pricing } from '@vitrine/pricing'
import { stock } from '@vitrine/stock'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { publishFrame, testGateway } from '../test-gateway.ts'

const database = await testDatabase()
const pool = openPool(database.options.connectionString!)
const asked = statementsOf(pool)
const door = await testGateway(pool, {}, [stock, pricing, payments])
const variantIds = ['lise-black', 'lise-tortoise'] as const
const eur = (amountMinor: bigint) => ({ amountMinor, currency: 'EUR' })
afterAll(async () => {
  await door.stop()
  await pool.end()
})

beforeAll(async () => {
  await publishFrame(door.shop)
  const prices = createClient(PricingService, door.shop.peer('pricing'))
  await prices.setPrices({ prices: variantIds.map((variantId) => ({ variantId, price: eur(12_900n) })) })
  const name = { fr: 'À domicile', en: 'Home' }
  const home = { id: 'home', name, kind: 'home', zones: ['EU'], maxWeightG: 9_000, daysMin: 2, daysMax: 3, carrier: 'Colissimo' }
  await createClient(DeliveryService, door.shop.peer('delivery')).putMethods({ methods: [home] })
  const levels = createClient(StockService, door.shop.peer('stock'))
  for (const variantId of variantIds)
    await levels.count({ movementId: variantId, variantId, onHand: 50, reason: 'correction', actor: 'a test' })
  await door.shop.settle()
})

/** What a call asks of PostgreSQL, in any order; what each call of the door asks by the clock aside. */
async function cost(method: 'GET' | 'POST' | 'PUT', url: string, body?: object, key?: string) {
  asked.length = 0
  const answer = await door.ask({ method, url, ...(body && { body }), ...(key && { key }) })
  expect([200, 201]).toContain(answer.statusCode)
  return { statements: asked.filter((one) => one !== 'gateway revocations').toSorted(), json: answer.json() }
}
const writing = ['catalog.variants', 'orders.cart.find', 'orders.cart.save', 'pricing.facts', 'stock.some']

test('a cart asks this and no more, however many lines it has; what is the same for everybody is not asked again', async () => {
  await cost('GET', '/v1/products/lise') // whoever fills a cart has seen what goes into it
  const countries = (await cost('POST', '/v1/carts', {})).json.countries
  expect(countries.length).toBeGreaterThan(20)
  const made = await cost('POST', '/v1/carts', {})
  expect(made.statements).toEqual(['orders.cart.create'])
  const at = `/v1/carts/${made.json.id}`
  for (const variantId of variantIds) {
    const added = await cost('POST', `${at}/lines`, { variantId, quantity: 1 })
    expect(added.statements).toEqual(writing)
    expect(added.json.countries).toEqual(countries)
  }
  const again = await cost('POST', `${at}/lines`, { variantId: variantIds[0], quantity: 1 }, 'a key')
  expect(again.statements).toEqual([...writing, 'gateway idempotency answer', 'gateway idempotency claim'].toSorted())
  expect((await cost('PUT', `${at}/contact`, { email: 'ada@example.com' })).statements).toEqual(writing.slice(1))
  expect((await cost('PUT', `${at}/currency`, { currency: 'EUR' })).statements).toEqual(writing.filter((one) => !/catalog|save/.test(one)))
  expect((await cost('GET', at)).statements).toEqual(['orders.cart.find', 'pricing.facts', 'stock.some'])
})

test('a variant nobody looked at for a minute is asked about once, whichever page or cart shows it first', async () => {
  const { json } = await cost('POST', '/v1/carts', {})
  door.clock.advance(60_000)
  const first = await cost('POST', `/v1/carts/${json.id}/lines`, { variantId: variantIds[0], quantity: 1 })
  expect(first.statements.filter((one) => one === 'stock.contents')).toHaveLength(1)
  expect((await cost('PUT', `/v1/carts/${json.id}/currency`, { currency: 'EUR' })).statements).not.toContain('stock.contents')
  expect((await cost('GET', '/v1/products/lise')).statements.filter((one) => one === 'stock.contents')).toHaveLength(1) // of its other variant
  const other = await cost('POST', `/v1/carts/${json.id}/lines`, { variantId: variantIds[1], quantity: 1 })
  expect(other.statements).toEqual(writing)
})
