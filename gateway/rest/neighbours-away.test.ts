import { Code, ConnectError } from '@connectrpc/connect'
import { PaymentService } from '@vitrine/contracts/payments/v1'
import { StockService } from '@vitrine/contracts/stock/v1'
import type { Routes } from '@vitrine/platform/rpc/direct-transport'
import type { Service } from '@vitrine/platform/service'
import { testDatabase } from '@vitrine/platform/sql/test-database'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { httpClient } from '../http-client.ts'
import { priceFrame, publishFrame, testGateway } from '../test-gateway.ts'

const away = new Set<string>()
const unlessAway = <T>(name: string, answer: T): T => {
  if (away.has(name)) throw new ConnectError(`${name} is away`, Code.Unavailable)
  return answer
}
const double = (name: string, routes: Routes): Service => {
  return { name, migrations: 'none', hears: [], checks: [], books: {}, start: () => ({ routes }) }
}
const stock = double('stock', (router) =>
  router.service(StockService, {
    availability: ({ variantIds }) =>
      unlessAway('stock', { availabilities: variantIds.map((variantId) => ({ variantId, known: true, available: 7 })) }),
  }),
)
const payments = double('payments', (router) =>
  router.service(PaymentService, {
    listMethods: () => unlessAway('payments', { methods: [{ provider: 'sandbox', method: 'card', testTokens: ['ok'] }] }),
  }),
)

const door = await testGateway(await testDatabase(), {}, [stock, payments])
beforeAll(async () => {
  await publishFrame(door.shop)
  await priceFrame(door.shop)
})
afterAll(() => door.stop())

test('a product is shown without stock: on sale or not is what the catalogue last heard', async () => {
  const pieces = async () => {
    const answer = await door.get('/v1/products/lise')
    expect(answer.statusCode).toBe(200)
    return answer.json<{ variants: { stock: { available: number } }[] }>().variants.map((variant) => variant.stock.available)
  }
  expect(await pieces()).toEqual([7, 7])
  away.add('stock')
  expect((await pieces()).every((count) => count <= 1)).toBe(true)
  away.clear()
})

test('a cart is shown without payments: with the ways to pay that were last heard', async () => {
  const { id } = (await door.ask({ method: 'POST', url: '/v1/carts', body: {} })).json<{ id: string }>()
  door.clock.advance(61_000)
  away.add('payments')
  const answer = await door.get(`/v1/carts/${id}`)
  expect([answer.statusCode, answer.json().paymentMethods]).toEqual([200, [expect.objectContaining({ provider: 'sandbox' })]])
  away.clear()
})

test('to pages of another process a gateway that is not there is away, and not a fault of theirs', async () => {
  const client = httpClient('http://127.0.0.1:1')
  const asked = client.call('categories', {}, { locale: 'en', address: '127.0.0.1', requestId: 'r' })
  await expect(asked).rejects.toMatchObject({ name: 'GatewayProblem', status: 503, code: 'unavailable', problem: { requestId: 'r' } })
})
