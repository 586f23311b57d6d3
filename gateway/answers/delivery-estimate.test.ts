import { create } from '@bufbuild/protobuf'
import { Code, ConnectError, createClient, createRouterTransport } from '@connectrpc/connect'
import { GetProductResponseSchema } from '@vitrine/contracts/catalog/v1'
import { DeliveryService } from '@vitrine/contracts/delivery/v1'
import { PricingService } from '@vitrine/contracts/pricing/v1'
import { movableClock } from '@vitrine/system/test-shop'
import { expect, test } from 'vitest'
import { deliveryEstimates } from './delivery-estimate.ts'

const product = (kind = 'eyewear') =>
  create(GetProductResponseSchema, {
    product: { id: 'p', kind, version: 1, attributes: { weightG: 21 }, variants: [{ id: 'v', sku: 'V' }] },
  })
const day = (n: number) => `2026-12-0${n}`

function shop(country = 'FR') {
  const calls: string[] = []
  const state = { isAway: false }
  const transport = createRouterTransport(({ service }) => {
    service(DeliveryService, {
      options({ weightG, dangerousGoods, address }) {
        calls.push(`${address?.country} ${weightG} g${dangerousGoods ? ' dangerous' : ''}`)
        if (state.isAway) throw new ConnectError('away', Code.Unavailable)
        if (dangerousGoods) return { options: [] }
        return {
          options: [
            { methodId: 'express', earliest: day(1), latest: day(1) },
            { methodId: 'home', earliest: day(2), latest: day(4) },
            { methodId: 'not-here', earliest: day(1), latest: day(1) },
          ],
        }
      },
    })
    service(PricingService, {
      priceDelivery({ basket, methodIds }) {
        calls.push(`${basket?.lines[0]?.variantId} by ${methodIds.length}`)
        const price = (amountMinor: bigint) => ({ amountMinor, currency: 'EUR' })
        return {
          prices: [
            { methodId: 'express', price: price(990n) },
            { methodId: 'home', price: price(490n) },
          ],
        }
      },
    })
  })
  const clock = movableClock()
  const peers = { delivery: createClient(DeliveryService, transport), pricing: createClient(PricingService, transport) }
  const estimateOf = deliveryEstimates({ peers, clock, country })
  return { calls, state, clock, estimateOf: (found = product()) => estimateOf(found, 'EUR', () => ({ timeoutMs: 1_000 })) }
}

test('the cheapest way says the days and the price', async () => {
  const { estimateOf } = shop()
  expect(await estimateOf()).toEqual({ earliest: day(2), latest: day(4), price: { amountMinor: 490, currency: 'EUR' } })
})

test('a shop in Belgium estimates for Belgium', async () => {
  const { calls, estimateOf } = shop('BE')
  await estimateOf()
  expect(calls[0]).toBe('BE 21 g')
})

test('two calls a minute, however many look', async () => {
  const { calls, clock, estimateOf } = shop()
  await Promise.all([estimateOf(), estimateOf(), estimateOf()])
  expect(calls).toEqual(['FR 21 g', 'v by 3'])
  clock.advance(60_000)
  await estimateOf()
  expect(calls).toHaveLength(4)
})

test('what nothing carries, and a delivery that is away, have no estimate', async () => {
  const { state, estimateOf, calls } = shop()
  expect(await estimateOf(product('perfume'))).toBeUndefined()
  expect(calls).toEqual(['FR 21 g dangerous'])
  const other = shop()
  other.state.isAway = true
  expect(await other.estimateOf()).toBeUndefined()
  expect(state.isAway).toBe(false)
})
