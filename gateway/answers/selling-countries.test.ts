import { Code, ConnectError, createClient, createRouterTransport } from '@connectrpc/connect'
import { DeliveryService } from '@vitrine/contracts/delivery/v1'
import { PricingService } from '@vitrine/contracts/pricing/v1'
import { movableClock } from '@vitrine/system/test-shop'
import { expect, test } from 'vitest'
import { sellingCountries } from './selling-countries.ts'

function shop(country: string) {
  const state = { countries: ['AT', 'BE', 'CH', 'DE', 'FR', 'GB'], isAway: false, calls: 0 }
  const transport = createRouterTransport(({ service }) => {
    service(DeliveryService, {
      listMethods() {
        state.calls++
        if (state.isAway) throw new ConnectError('away', Code.Unavailable)
        return { countries: state.countries }
      },
    })
    service(PricingService, {
      listVatRates: () => ({
        rates: [
          ...['BE', 'CH', 'DE', 'FR', 'US'].map((one) => ({ country: one, state: 'current' })),
          { country: 'GB', state: 'coming' },
          { country: 'AT', state: 'past' },
        ],
      }),
    })
  })
  const clock = movableClock()
  const peers = { delivery: createClient(DeliveryService, transport), pricing: createClient(PricingService, transport) }
  return { state, clock, asked: sellingCountries({ peers, clock, country }) }
}

test.each([
  ['FR', 'fr', ['FR', 'DE', 'BE', 'CH']],
  ['FR', 'en', ['FR', 'BE', 'DE', 'CH']],
  ['BE', 'en', ['BE', 'FR', 'DE', 'CH']],
  ['CH', 'fr', ['CH', 'DE', 'BE', 'FR']],
] as const)(
  'a shop in %s sells where it delivers and knows the VAT, home first and the others by their name in %s',
  async (home, locale, codes) => {
    expect(await shop(home).asked(locale, {})).toEqual(codes)
  },
)

test('a shop that does not sell at home says so; one that sells nowhere yet is at home', async () => {
  const { state, clock, asked } = shop('GB')
  expect(await asked('en', {})).toEqual(['BE', 'FR', 'DE', 'CH'])
  state.countries = []
  clock.advance(60_000)
  expect(await asked('en', {})).toEqual(['GB'])
})

test('it is asked and put in order once a minute, and what was known stands while delivery is away', async () => {
  const { state, clock, asked } = shop('FR')
  state.isAway = true
  expect(await asked('fr', {})).toEqual(['FR'])
  state.isAway = false
  for (let n = 0; n < 3; n++) expect(await asked('fr', {})).toHaveLength(4)
  expect(await asked('fr', {})).toBe(await asked('fr', {})) // ordered once
  expect(state.calls).toBe(2)
  state.countries = ['FR']
  clock.advance(60_000)
  state.isAway = true
  expect(await asked('fr', {})).toHaveLength(4)
  state.isAway = false
  expect(await asked('fr', {})).toEqual(['FR'])
})
