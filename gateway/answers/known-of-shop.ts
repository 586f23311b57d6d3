import type { Clock } from '@vitrine/platform/clock/clock'
import type { Peers } from '../peers.ts'
import { bundleContents } from './bundle-contents.ts'
import { paymentMethods } from './payment-methods.ts'
import { sellingCountries } from './selling-countries.ts'
import { soldCurrencies } from './sold-currencies.ts'

export type KnownOfShop = ReturnType<typeof knownOfShop>

/** What is the same for everybody, asked once in a while for all operations together: what a page was answered with, a cart need not ask. */
export function knownOfShop(needs: {
  readonly peers: Pick<Peers, 'catalog' | 'delivery' | 'payments' | 'pricing' | 'stock'>
  readonly clock: Clock
  readonly currency: string
  readonly country: string
}) {
  return {
    sold: soldCurrencies(needs),
    soldTo: sellingCountries(needs),
    contentsOf: bundleContents(needs),
    methodsNow: paymentMethods(needs),
  }
}
