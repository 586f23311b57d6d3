import { type Bits, bitsOf, clearBit, copyBits, countBits, countBoth, hasBit, keepOnly, noBits, setBit, takeOut, unionOf } from './bits.ts'
import { facetDefinitions, type FacetValues, sizeRank } from './facets.ts'
import { type Ranking, ranking } from './ranking.ts'
import { refuseFilters } from './refuse-filters.ts'

/** What a list knows of one product on sale in one currency. */
export interface Listed extends FacetValues {
  /** Small and whole: its place in the sets. */
  readonly number: number
  readonly productId: string
  readonly categoryIds: readonly string[]
  /** Of the cheapest variant. */
  readonly priceMinor: number
  readonly inStock: boolean
  readonly publishedAtMs: number
}

export interface Filter {
  /** A facet. */
  readonly name: string
  /** One is enough. */
  readonly values: readonly string[]
  /** Both ends included; prices in minor units. */
  readonly min?: number | undefined
  readonly max?: number | undefined
  /** Leaves out what it would keep. */
  readonly exclude: boolean
}

export const sorts = ['relevance', 'price', '-price', 'newest'] as const
export type Sort = (typeof sorts)[number]

/** How well products answer the words asked for, by number. */
export type Scores = ReadonlyMap<number, number>

export interface Question {
  /** In any of these categories; undefined is all. */
  readonly categoryIds?: readonly string[] | undefined
  readonly scores?: Scores | undefined
  readonly filters: readonly Filter[]
  readonly inStock: boolean
  readonly sort: Sort
  readonly after?: Place | undefined
  readonly limit: number
  readonly facets: boolean
}

/** Where a page ended: the last product's key in the order, and its number. */
export interface Place {
  readonly key: number
  readonly number: number
}

export interface FacetCount {
  readonly name: string
  readonly type: 'term' | 'range'
  readonly unit: string
  readonly values: readonly { readonly value: string; readonly count: number; readonly selected: boolean }[]
  readonly min?: number
  readonly max?: number
}

export interface Answer {
  readonly numbers: readonly number[]
  readonly total: number
  readonly facets: readonly FacetCount[]
  readonly next: Place | undefined
  /** Only when nothing was found: the filter without which most would be. */
  readonly blocking: { readonly name: string; readonly without: number } | undefined
}

export interface FacetIndex {
  put(listed: Listed): void
  remove(number: number): void
  get(number: number): Listed | undefined
  numberOf(productId: string): number | undefined
  /** Products in any of these categories. */
  countIn(categoryIds: readonly string[]): number
  /** Throws RangeError for an unknown facet, a range with min above max, a value where a range is meant. */
  ask(question: Question): Answer
}

/**
 * Every product on sale in one currency, as sets of numbers: who is black, who is round. A list, its total and its facet counts are
 * `and`s of these sets. 1,000 products: 0.15 ms a question with all facets, 100,000: 4 ms, measured on 2 shared cores.
 *
 * Values of a filter are OR, filters are AND; a filter does not change the counts of its own facet, so that a shopper sees what
 * another value would bring.
 */
export function facetIndex(): FacetIndex {
  const listed = new Map<number, Listed>()
  const numberOf = new Map<string, number>()
  const everyone = noBits()
  const stocked = noBits()
  const categories = new Map<string, Bits>()
  const terms = new Map<string, Map<string, Bits>>()
  const ranges = new Map<string, Ranking>()
  const dearest = ranking()
  const newest = ranking()

  const setOf = (sets: Map<string, Bits>, name: string): Bits => {
    const found = sets.get(name) ?? noBits()
    sets.set(name, found)
    return found
  }
  const rangeOf = (name: string): Ranking => {
    const found = ranges.get(name) ?? ranking()
    ranges.set(name, found)
    return found
  }
  const cheapest = rangeOf('price')
  const termSets = (product: Listed): [Map<string, Bits>, string][] =>
    product.terms.map((mark) => {
      const cut = mark.indexOf(':')
      const facet = mark.slice(0, cut)
      const values = terms.get(facet) ?? new Map<string, Bits>()
      terms.set(facet, values)
      return [values, mark.slice(cut + 1)]
    })

  function remove(number: number): void {
    const product = listed.get(number)
    if (!product) return
    listed.delete(number)
    numberOf.delete(product.productId)
    clearBit(everyone, number)
    clearBit(stocked, number)
    for (const id of product.categoryIds) clearBit(setOf(categories, id), number)
    for (const [values, value] of termSets(product)) {
      const bits = setOf(values, value)
      clearBit(bits, number)
      if (countBits(bits) === 0) values.delete(value)
    }
    for (const [name, values] of Object.entries(product.numbers)) for (const value of values) rangeOf(name).drop(value, number)
    cheapest.drop(product.priceMinor, number)
    dearest.drop(-product.priceMinor, number)
    newest.drop(-product.publishedAtMs, number)
  }

  function put(product: Listed): void {
    const { number } = product
    const before = listed.get(number)
    if (before && differOnlyInStock(before, product)) {
      listed.set(number, product)
      return (product.inStock ? setBit : clearBit)(stocked, number)
    }
    remove(number)
    listed.set(number, product)
    numberOf.set(product.productId, number)
    setBit(everyone, number)
    if (product.inStock) setBit(stocked, number)
    for (const id of product.categoryIds) setBit(setOf(categories, id), number)
    for (const [values, value] of termSets(product)) setBit(setOf(values, value), number)
    for (const [name, values] of Object.entries(product.numbers)) for (const value of values) rangeOf(name).add(value, number)
    cheapest.add(product.priceMinor, number)
    dearest.add(-product.priceMinor, number)
    newest.add(-product.publishedAtMs, number)
  }

  const inCategories = (ids: readonly string[]) => unionOf(ids.flatMap((id) => categories.get(id) ?? []))

  function within({ name, min = -Infinity, max = Infinity }: Filter): Bits {
    const found = noBits()
    const values = rangeOf(name)
    const end = values.after(max, -Infinity)
    for (let place = values.after(min, Infinity); place < end; place++) setBit(found, values.numberAt(place))
    return found
  }

  const matching = (filter: Filter): Bits =>
    filter.values.length > 0 ? unionOf(filter.values.flatMap((value) => terms.get(filter.name)?.get(value) ?? [])) : within(filter)

  /** What comes first has the smaller key. */
  function orderOf(sort: Sort, scores: Scores | undefined): Ranking {
    switch (sort) {
      case 'price':
        return cheapest
      case '-price':
        return dearest
      case 'relevance':
        return scores ? byScore(scores) : newest
      case 'newest':
        return newest
    }
  }

  function ask(question: Question): Answer {
    const { filters, scores, sort, after, limit } = question
    refuseFilters(filters)
    const sets = filters.map((filter) => ({ ...filter, bits: matching(filter) }))
    const base = copyBits(everyone)
    if (question.categoryIds) keepOnly(base, inCategories(question.categoryIds))
    if (scores) keepOnly(base, bitsOf(scores.keys()))
    /** What is left by all filters but those of one facet. */
    const leaving = (facet: string | undefined, stock = question.inStock) => {
      const left = copyBits(base)
      if (stock) keepOnly(left, stocked)
      for (const { name, exclude, bits } of sets) if (name !== facet) (exclude ? takeOut : keepOnly)(left, bits)
      return left
    }
    const hits = leaving(undefined)
    const total = countBits(hits)
    const { numbers, next } = page(hits, sort, scores, after, limit)
    const facets = question.facets ? countFacets(hits, filters, leaving) : []
    return { numbers, total, facets, next, blocking: total === 0 ? blockingIn(leaving, question) : undefined }
  }

  function page(hits: Bits, sort: Sort, scores: Scores | undefined, after: Place | undefined, limit: number) {
    const numbers: number[] = []
    const order = orderOf(sort, scores)
    let last = 0
    const { size } = order
    for (let place = after ? order.after(after.key, after.number) : 0; place < size; place++) {
      const number = order.numberAt(place)
      if (!hasBit(hits, number)) continue
      if (numbers.length === limit) return { numbers, next: { key: order.keyAt(last), number: order.numberAt(last) } }
      numbers.push(number)
      last = place
    }
    return { numbers, next: undefined }
  }

  /** Those that can narrow the list, and those that do. */
  function countFacets(hits: Bits, filters: readonly Filter[], leaving: (facet: string) => Bits): FacetCount[] {
    const filtered = new Set(filters.map(({ name }) => name))
    const total = countBits(hits)
    return facetDefinitions.flatMap(({ name, type, unit }): FacetCount[] => {
      const left = filtered.has(name) ? leaving(name) : hits
      if (type === 'range') {
        const ends = endsIn(left, name)
        return ends && (ends.min < ends.max || filtered.has(name)) ? [{ name, type, unit, values: [], ...ends }] : []
      }
      const chosen = new Set(filters.flatMap((filter) => (filter.name === name && !filter.exclude ? filter.values : [])))
      const values: { value: string; count: number; selected: boolean }[] = []
      for (const [value, bits] of terms.get(name) ?? []) {
        const count = countBoth(left, bits)
        if (count > 0 || chosen.has(value)) values.push({ value, count, selected: chosen.has(value) })
      }
      // The rest by value, so that equal counts keep their place.
      values.sort((a, b) => sizeRank(name, a.value) - sizeRank(name, b.value) || b.count - a.count || (a.value < b.value ? -1 : 1))
      return filtered.has(name) || values.length > 1 || values.some(({ count }) => count < total) ? [{ name, type, unit, values }] : []
    })
  }

  /** Lowest and highest value of those left: the first met from either end. */
  function endsIn(left: Bits, facet: string): { min: number; max: number } | undefined {
    const values = rangeOf(facet)
    let low = 0
    let high = values.size - 1
    while (low <= high && !hasBit(left, values.numberAt(low))) low++
    while (high > low && !hasBit(left, values.numberAt(high))) high--
    return low <= high ? { min: values.keyAt(low), max: values.keyAt(high) } : undefined
  }

  function blockingIn(leaving: (facet: string | undefined, stock?: boolean) => Bits, { filters, inStock }: Question) {
    const names = [...new Set(filters.map(({ name }) => name))]
    const ways = names.map((name) => ({ name, without: countBits(leaving(name)) }))
    if (inStock) ways.push({ name: 'inStock', without: countBits(leaving(undefined, false)) })
    ways.sort((a, b) => b.without - a.without)
    return ways[0] && ways[0].without > 0 ? ways[0] : undefined
  }

  return {
    put,
    remove,
    get: (number) => listed.get(number),
    numberOf: (productId) => numberOf.get(productId),
    countIn: (ids) => countBits(inCategories(ids)),
    ask,
  }
}

function differOnlyInStock(a: Listed, b: Listed): boolean {
  const told = ({ productId, priceMinor, publishedAtMs, categoryIds, terms, numbers }: Listed) =>
    JSON.stringify([productId, priceMinor, publishedAtMs, categoryIds, terms, numbers])
  return told(a) === told(b)
}

function byScore(scores: Scores): Ranking {
  const order = ranking()
  for (const [number, score] of scores) order.add(-score, number)
  return order
}
