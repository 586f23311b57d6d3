import type { Facet, Filter, ProductsInput } from '@vitrine/gateway/schemas/catalogue'
import { minorDigits } from '@vitrine/gateway/schemas/currency'
import type { Chosen } from '@vitrine/ui/components/facets'
import { formatMoney, formatNumber } from '@vitrine/ui/format'
import type { Locale } from '@vitrine/ui/locale'
import { listingWords } from './words/listing.ts'

const sorts = ['relevance', 'price', '-price', 'newest'] as const
const own = new Set(['q', 'sort', 'cursor', 'exact', 'inStock', 'pair'])
/** A frame is the size of an old pair within 2 mm of lens and bridge, 5 of the temple (EY-3). */
const pairLimits = { lensWidthMm: 2, bridgeMm: 2, templeMm: 5 } as const

export interface ListingQuery {
  readonly input: ProductsInput
  readonly chosen: Chosen
  readonly pair: readonly string[]
}

/**
 * What an address of a list asks for: `?colour=black&colour=tortoise&lensWidthMm.min=48&price.max=200&not.notes=patchouli&pair=52&pair=18`.
 * Prices are typed in whole units of the currency. What cannot be read is left out, never an error: an address is often edited by hand.
 */
export function readListing(params: URLSearchParams, fixed: { readonly category?: string }, currency: string): ListingQuery {
  const values: Record<string, string[]> = {}
  const ranges: Record<string, { min?: string; max?: string }> = {}
  for (const [name, value] of params) {
    if (own.has(name) || value === '' || !/^[\w.]{1,60}$/.test(name)) continue
    const [facet = '', end] = name.split('.')
    if (facet !== 'not' && (end === 'min' || end === 'max')) ranges[facet] = { ...ranges[facet], [end]: value }
    else values[name] = [...(values[name] ?? []), value.slice(0, 80)]
  }
  const filters: Filter[] = []
  const exclude: Filter[] = []
  for (const [name, list] of Object.entries(values)) {
    if (name.startsWith('not.')) exclude.push({ name: name.slice(4), values: list })
    else filters.push({ name, values: list })
  }
  for (const [name, range] of Object.entries(ranges)) if (name !== 'price') filters.push({ name, ...numbers(range, inTenths) })
  const pair = params.getAll('pair').slice(0, 3)
  filters.push(...pairFilters(pair))
  const sort = sorts.find((known) => known === params.get('sort'))
  const [q, cursor] = [params.get('q')?.trim().slice(0, 200), params.get('cursor')]
  const price = ranges.price && numbers(ranges.price, (amount) => Math.round(amount * 10 ** minorDigits(currency)))
  return {
    input: {
      ...fixed,
      limit: 24,
      facets: true,
      ...(q && { q }),
      ...(sort && { sort }),
      ...(cursor && { cursor }),
      ...(price && { price }),
      ...(filters.length > 0 && { filters }),
      ...(exclude.length > 0 && { exclude }),
      ...(params.get('inStock') === 'true' && { inStock: true }),
      ...(params.get('exact') === 'true' && { exact: true }),
    },
    chosen: { values, ranges },
    pair,
  }
}

const inTenths = (value: number): number => Math.round(value * 10) / 10

function numbers(
  range: { readonly min?: string; readonly max?: string },
  rounded: (value: number) => number,
): { min?: number; max?: number } {
  const read = (text: string | undefined): number | undefined => {
    const value = Number(text?.replace(',', '.'))
    return text !== undefined && Number.isFinite(value) && value >= 0 ? rounded(value) : undefined
  }
  const [min, max] = [read(range.min), read(range.max)]
  return { ...(min !== undefined && { min }), ...(max !== undefined && { max }) }
}

function pairFilters(pair: readonly string[]): Filter[] {
  return Object.entries(pairLimits).flatMap(([name, limit], index) => {
    const size = Number(pair[index] || Number.NaN)
    return Number.isFinite(size) ? [{ name, min: size - limit, max: size + limit }] : []
  })
}

export interface ActiveFilter {
  readonly key: string
  readonly label: string
  /** The query of the same list without it. */
  readonly without: string
}

/** The filters in force, in words, each with the list as it would be without it. */
export function activeFilters(
  locale: Locale,
  params: URLSearchParams,
  chosen: Chosen,
  facets: readonly Facet[],
  currency: string,
): ActiveFilter[] {
  const words = listingWords[locale]
  const facetOf = (name: string) => facets.find((facet) => facet.name === name)
  const active: ActiveFilter[] = []
  for (const [name, list] of Object.entries(chosen.values))
    for (const value of list) {
      const code = name.replace(/^not\./, '')
      const label = facetOf(code)?.values.find((known) => known.value === value)?.label ?? value
      active.push({
        key: `${name}=${value}`,
        label: name === code ? label : `− ${label}`,
        without: dropped(params, (n, v) => n === name && v === value),
      })
    }
  for (const [name, range] of Object.entries(chosen.ranges)) {
    const facet = facetOf(name)
    const said = (end: string | undefined) => {
      const number = Number(end?.replace(',', '.'))
      if (end === undefined || !Number.isFinite(number)) return undefined
      return name === 'price'
        ? formatMoney(locale, { amountMinor: Math.round(number * 10 ** minorDigits(currency)), currency })
        : `${formatNumber(locale, number)}\u00a0${facet?.unit ?? ''}`.trim()
    }
    const [min, max] = [said(range.min), said(range.max)]
    const label = facet?.label ?? name
    const text = min && max ? words.between(label, min, max) : min ? words.atLeast(label, min) : max ? words.atMost(label, max) : undefined
    if (text) active.push({ key: name, label: text, without: dropped(params, (n) => n === `${name}.min` || n === `${name}.max`) })
  }
  const pair = params.getAll('pair').filter(Boolean)
  if (pair.length > 0) active.push({ key: 'pair', label: pair.join('-'), without: dropped(params, (n) => n === 'pair') })
  if (params.get('inStock') === 'true')
    active.push({ key: 'inStock', label: words.inStock, without: dropped(params, (n) => n === 'inStock') })
  return active
}

/** A query without some of its parts; the page of a list starts over. */
export function dropped(params: URLSearchParams, drop: (name: string, value: string) => boolean): string {
  const rest = new URLSearchParams([...params].filter(([name, value]) => name !== 'cursor' && value !== '' && !drop(name, value)))
  return rest.size > 0 ? `?${rest}` : '?'
}

/** The same query with one tick added or taken away. */
export function toggled(params: URLSearchParams, name: string, value: string): string {
  if (params.getAll(name).includes(value)) return dropped(params, (n, v) => n === name && v === value)
  const more = new URLSearchParams([...params].filter(([n, v]) => n !== 'cursor' && v !== ''))
  more.append(name, value)
  return `?${more}`
}
