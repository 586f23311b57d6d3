import type { CallOptions } from '@connectrpc/connect'
import type { Clock } from '@vitrine/platform/clock/clock'
import type { Peers } from '../peers.ts'
import type { Locale } from '../words/words.ts'
import { keptAnswer } from './kept-answer.ts'

export interface SellingNeeds {
  readonly peers: Pick<Peers, 'delivery' | 'pricing'>
  readonly clock: Clock
  /** Where the shop is: SHOP_COUNTRY. */
  readonly country: string
}

/** How long an answer is good: methods and rates change rarely [our choice]. */
const keptMs = 60_000

/**
 * Where the shop sells: countries that a delivery method in use goes to and whose VAT is known, home first, the others by their name in the reader's
 * language. ISO 3166-1 alpha-2. What was known last stands while one of the two is away; before that, and in a shop that has neither yet, it is home alone.
 */
export function sellingCountries({ peers, clock, country: home }: SellingNeeds) {
  const known = keptAnswer({ clock, keptMs }, async (options) => {
    const [{ countries }, { rates }] = await Promise.all([peers.delivery.listMethods({}, options), peers.pricing.listVatRates({}, options)])
    const taxed = new Set(rates.filter(({ state }) => state === 'current').map(({ country }) => country))
    const codes = countries.filter((code) => taxed.has(code))
    return codes.length === 0 ? undefined : { fr: byName(codes, home, 'fr'), en: byName(codes, home, 'en') }
  })
  return async (locale: Locale, options: CallOptions): Promise<readonly string[]> => (await known(options))?.[locale] ?? [home]
}

/** As slow as a statement: ordered when it is asked, not for each who reads it. */
function byName(countries: readonly string[], home: string, locale: Locale): readonly string[] {
  const names = new Intl.DisplayNames(locale, { type: 'region' })
  const order = new Intl.Collator(locale)
  const others = countries.filter((code) => code !== home).toSorted((a, b) => order.compare(names.of(a) ?? a, names.of(b) ?? b))
  return countries.includes(home) ? [home, ...others] : others
}
