import type { Peers } from '../peers.ts'
import { keptAnswer } from './kept-answer.ts'
import type { SellingNeeds } from './selling-countries.ts'

/** How long an answer is good: rates change rarely, and at a moment that was set before [our choice]. */
const keptMs = 60_000

/**
 * Whether prices hold their VAT in the shop's own country, for which product pages are: the cart says what holds where a parcel goes. Undefined while
 * pricing never said; what it said last stands while it is away. One call a minute.
 */
export function taxInPrices({ peers, clock, country: home }: Omit<SellingNeeds, 'peers'> & { readonly peers: Pick<Peers, 'pricing'> }) {
  return keptAnswer({ clock, keptMs }, async (options) => {
    const { rates } = await peers.pricing.listVatRates({}, options)
    return rates.find(({ country, state }) => country === home && state === 'current')?.included
  })
}
