import { Fault } from '@vitrine/platform/rpc/fault'
import type { Category } from '../domain/category.ts'
import { type Answer, type Filter, type Place, type Scores, type Sort, sorts } from '../domain/facet-index.ts'
import type { Look, Shelf, View } from './shelf.ts'

/** Products that answer the words asked for, best first by score. */
export interface Found {
  readonly scores: Scores
  /** The words as they were understood; empty when that is how they were typed. */
  readonly corrected: string
  /** Something was given up to find anything. */
  readonly near: boolean
  /** Prices said in words, minor units. */
  readonly minPrice: number | undefined
  readonly maxPrice: number | undefined
}

export type FindWords = (text: string) => Promise<Found>

export interface ListQuestion {
  /** Slug or id; empty is all. */
  readonly category: string
  readonly words: string
  readonly sort: string
  readonly filters: readonly Filter[]
  readonly inStock: boolean
  readonly facets: boolean
  readonly cursor: string
  readonly limit: number
  readonly currency: string
}

export interface Listing extends Answer {
  readonly cursor: string
  readonly category: CountedCategory | undefined
  readonly ancestors: readonly CountedCategory[]
}

/** With the products on sale in it and below it. */
export interface CountedCategory extends Category {
  readonly productCount: number
}

export interface ListedProducts extends Look<Listing> {
  readonly corrected: string
  readonly near: boolean
}

/** Source: search.md 2. */
const longestWords = 200

/**
 * Published products as cards, with facets.
 *
 * Costs one statement whatever the number of products, and those of the search when words are asked for.
 * Throws RangeError for an unknown facet, sort or cursor, a limit outside 1 to 100, more than 200 characters; `not-found` for an unknown category.
 */
export async function listProducts(needs: { shelf: Shelf; find: FindWords }, question: ListQuestion): Promise<ListedProducts> {
  const { words, limit, currency } = question
  if (words.length > longestWords) throw new RangeError(`q: at most ${longestWords} characters`)
  if (!Number.isInteger(limit) || limit < 1 || limit > 100) throw new RangeError(`page.limit: 1 to 100, not ${limit}`)
  if (!/^[A-Z]{3}$/.test(currency)) throw new RangeError(`currency: three letters, not '${currency}'`)
  const found = words.trim() ? await needs.find(words) : undefined
  const look = await needs.shelf.look(currency, (view) => choose(view, question, found))
  return { ...look, corrected: found?.corrected ?? '', near: found?.near ?? false }
}

function choose({ index, categories }: View, question: ListQuestion, found: Found | undefined): Listing {
  const sort = sortOf(question.sort, found !== undefined)
  const category = question.category ? categories.find(question.category) : undefined
  if (question.category && !category) throw new Fault('not-found', `no category '${question.category}'`)
  const counted = (one: Category): CountedCategory => ({ ...one, productCount: index.countIn(categories.below(one.id)) })
  const answer = index.ask({
    categoryIds: category && categories.below(category.id),
    scores: found?.scores,
    filters: [...question.filters, ...saidPrices(found)],
    inStock: question.inStock,
    sort,
    after: placeOf(question.cursor, sort),
    limit: question.limit,
    facets: question.facets,
  })
  return {
    ...answer,
    cursor: answer.next ? cursorOf(answer.next, sort) : '',
    category: category && counted(category),
    ancestors: category ? categories.ancestors(category.id).map(counted) : [],
  }
}

function saidPrices(found: Found | undefined): Filter[] {
  const { minPrice: min, maxPrice: max } = found ?? {}
  return min === undefined && max === undefined ? [] : [{ name: 'price', values: [], min, max, exclude: false }]
}

function sortOf(asked: string, withWords: boolean): Sort {
  const sort = sorts.find((one) => one === asked)
  if (asked && !sort) throw new RangeError(`sort: one of ${sorts.join(', ')}, not '${asked}'`)
  return sort && (withWords || sort !== 'relevance') ? sort : withWords ? 'relevance' : 'newest'
}

const cursorOf = ({ key, number }: Place, sort: Sort): string => Buffer.from(JSON.stringify([sort, key, number])).toString('base64url')

function placeOf(cursor: string, sort: Sort): Place | undefined {
  if (!cursor) return undefined
  const refused = new RangeError('page.cursor: not one of this list')
  try {
    const read: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString())
    if (!Array.isArray(read)) throw refused
    const [of, key, number] = read as unknown[]
    if (of !== sort || typeof key !== 'number' || typeof number !== 'number') throw refused
    return { key, number }
  } catch {
    throw refused // whatever was wrong with it
  }
}
