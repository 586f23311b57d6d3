import { inProportion, partOf, taxInside } from './rounding.ts'

/** Of the country a basket goes to; a class it has no rate for pays the one above. `isIncluded`: prices there hold their tax; otherwise it is added to them. */
export interface Vat {
  readonly standardPpm: number
  readonly reducedPpm: number
  readonly lowPpm: number
  readonly lowestPpm: number
  readonly isIncluded: boolean
}

/** What is taxed at one rate: goods after discount and their share of delivery; `taxMinor` inside `amountMinor`, or on top of it. */
export interface TaxPart {
  readonly taxRatePpm: number
  readonly amountMinor: number
  readonly taxMinor: number
}

interface TaxedLine {
  readonly totalMinor: number
  readonly discountMinor: number
  readonly taxMinor: number
  readonly taxRatePpm: number
}

/** Rounded half up, once. */
export const taxOf = (amountMinor: number, ratePpm: number, { isIncluded }: Vat): number =>
  isIncluded ? taxInside(amountMinor, ratePpm) : partOf(amountMinor, ratePpm, 1_000_000)

/**
 * Tax of a basket by rate, lowest rate first. Delivery shares the rates of the goods it brings, in proportion to their price after
 * discount: it is ancillary to them (CJEU, C-349/96, CPP; Directive 2006/112/EC art. 78(b)); of goods for nothing, to their full price.
 * `untaxedMinor`: gift cards, which no delivery is ancillary to.
 */
export function taxParts(lines: readonly TaxedLine[], deliveryMinor: number, vat: Vat, untaxedMinor = 0): TaxPart[] {
  const rates = [...new Set(lines.map(({ taxRatePpm }) => taxRatePpm))]
  const byRate = (amountOf: (line: TaxedLine) => number) =>
    rates.map((rate) => ({ id: String(rate), amountMinor: sumOf(lines.filter((line) => line.taxRatePpm === rate).map(amountOf)) }))
  const paid = byRate(({ totalMinor, discountMinor }) => totalMinor - discountMinor)
  const full = byRate(({ totalMinor }) => totalMinor)
  const untaxed: TaxPart[] = untaxedMinor > 0 ? [{ taxRatePpm: 0, amountMinor: untaxedMinor, taxMinor: 0 }] : []
  if (lines.length === 0 && untaxedMinor > 0) return untaxed
  const isSomething = (parts: typeof paid) => parts.some(({ amountMinor }) => amountMinor > 0)
  const delivered = inProportion(deliveryMinor, [paid, full].find(isSomething) ?? [{ id: String(vat.standardPpm), amountMinor: 1 }])
  const goods = new Map(paid.map(({ id, amountMinor }) => [id, amountMinor]))
  const goodsTax = new Map(byRate(({ taxMinor }) => taxMinor).map(({ id, amountMinor }) => [id, amountMinor]))
  return [...new Set([...goods.keys(), ...delivered.keys()])]
    .map((id): TaxPart => {
      const [rate, share] = [Number(id), delivered.get(id) ?? 0]
      return {
        taxRatePpm: rate,
        amountMinor: (goods.get(id) ?? 0) + share,
        taxMinor: (goodsTax.get(id) ?? 0) + taxOf(share, rate, vat),
      }
    })
    .concat(untaxed)
    .toSorted((a, b) => a.taxRatePpm - b.taxRatePpm)
}

const sumOf = (amounts: readonly number[]) => amounts.reduce((sum, amount) => sum + amount, 0)
