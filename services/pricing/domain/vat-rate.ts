/** What VAT is in a country from a moment on, until the next. Parts per million: 200000 is 20 %. */
export interface VatRate {
  readonly country: string
  readonly fromAt: Date
  readonly standardPpm: number
  readonly reducedPpm: number
  /** Below the reduced one; null where the country has none, and goods of that class pay the rate above. */
  readonly lowPpm: number | null
  readonly lowestPpm: number | null
  /** Prices hold it; otherwise it is added to them. */
  readonly isIncluded: boolean
}

/** Members of the European Union, ISO 3166-1 alpha-2. Source: european-union.europa.eu, "EU countries". */
const union = new Set('AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK'.split(' '))

/** Whether rates of delivery for the union hold there. */
export const isOfUnion = (country: string): boolean => union.has(country)

export type VatState = 'past' | 'current' | 'coming'

/** Throws RangeError unless it can hold from then on; what held once is kept, because orders were made under it. */
export function checkVatRate(rate: VatRate, now: Date): VatRate {
  const { country, fromAt, standardPpm, reducedPpm, lowPpm, lowestPpm } = rate
  if (!/^[A-Z]{2}$/.test(country)) throw new RangeError(`country: ${country} is no country`)
  const falling = [standardPpm, reducedPpm, lowPpm ?? reducedPpm, lowestPpm ?? lowPpm ?? reducedPpm]
  for (const ppm of falling)
    if (!Number.isSafeInteger(ppm) || ppm < 0 || ppm > 1_000_000) throw new RangeError(`${ppm} parts per million is no rate`)
  if (reducedPpm > standardPpm) throw new RangeError('reduced: a reduced rate is not above the standard one')
  if (falling[2]! > reducedPpm) throw new RangeError('low: a low rate is not above the reduced one')
  if (falling[3]! > falling[2]!) throw new RangeError('lowest: the lowest rate is above none of the others')
  if (fromAt < now) throw new RangeError('from: rates of the past are kept; new ones hold from now on, or later')
  return rate
}

/** Where each rate stands now; rates of one country, in any order. */
export function vatState(rate: VatRate, all: readonly VatRate[], now: Date): VatState {
  if (rate.fromAt > now) return 'coming'
  return all.some(({ country, fromAt }) => country === rate.country && fromAt > rate.fromAt && fromAt <= now) ? 'past' : 'current'
}
