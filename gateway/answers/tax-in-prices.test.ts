import { Code, ConnectError, createClient, createRouterTransport } from '@connectrpc/connect'
import { PricingService } from '@vitrine/contracts/pricing/v1'
import { movableClock } from '@vitrine/system/test-shop'
import { expect, test } from 'vitest'
import { taxInPrices } from './tax-in-prices.ts'

function shop(country = 'FR') {
  const state = { included: false, isAway: false, calls: 0 }
  const transport = createRouterTransport(({ service }) => {
    service(PricingService, {
      listVatRates() {
        state.calls++
        if (state.isAway) throw new ConnectError('away', Code.Unavailable)
        return {
          rates: [
            { country: 'CH', state: 'current', included: true },
            { country: 'FR', state: 'coming', included: true },
            { country: 'FR', state: 'current', included: state.included },
            { country: 'FR', state: 'past', included: true },
          ],
        }
      },
    })
  })
  const clock = movableClock()
  return { state, clock, asked: taxInPrices({ peers: { pricing: createClient(PricingService, transport) }, clock, country }) }
}

test('a shop in another country says what holds there', async () => expect(await shop('CH').asked({})).toBe(true))

test('what holds now in the shop’s own country is said, asked once a minute', async () => {
  const { state, clock, asked } = shop()
  expect([await asked({}), await asked({})]).toEqual([false, false])
  expect(state.calls).toBe(1)
  state.included = true
  clock.advance(60_000)
  expect(await asked({})).toBe(true)
})

test('while pricing is away nothing is said that it did not say before', async () => {
  const { state, clock, asked } = shop()
  state.isAway = true
  expect(await asked({})).toBeUndefined()
  state.isAway = false
  expect(await asked({})).toBe(false)
  state.isAway = true
  clock.advance(60_000)
  expect(await asked({})).toBe(false)
})
