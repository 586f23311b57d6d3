import { distance, typosAllowed } from '../domain/words/distance.ts'
import { wordsOf } from '../domain/words/fold.ts'
import { stem } from '../domain/words/stem.ts'
import type { CountedCategory, FindWords } from './list-products.ts'
import type { Look, Shelf, View } from './shelf.ts'

export interface SuggestNeeds {
  readonly shelf: Shelf
  readonly find: FindWords
}

export interface Suggestions extends Look<{ readonly numbers: readonly number[]; readonly categories: readonly CountedCategory[] }> {
  readonly corrected: string
}

/** Source: api.md, suggest. */
const mostCards = 8
const mostCategories = 4

/**
 * What a shopper may mean who is still typing: products, categories, corrected words. Asked at every keystroke; the last word may be begun.
 * Throws RangeError above 200 characters.
 */
export async function suggest(
  { shelf, find }: SuggestNeeds,
  { words, locale, currency }: { words: string; locale: 'fr' | 'en'; currency: string },
): Promise<Suggestions> {
  if (words.length > 200) throw new RangeError('q: at most 200 characters')
  const found = words.trim() ? await find(words) : undefined
  const { scores = new Map<number, number>(), corrected = '', minPrice: min, maxPrice: max } = found ?? {}
  const price = min === undefined && max === undefined ? [] : [{ name: 'price', values: [], min, max, exclude: false }]
  const look = await shelf.look(currency, (view) => {
    const { numbers } = view.index.ask({ scores, filters: price, inStock: false, sort: 'relevance', limit: mostCards, facets: false })
    return { numbers, categories: categoriesNamed(view, words, locale) }
  })
  return { ...look, corrected }
}

/** Categories one of whose words begins, or is nearly, as the last word typed, and that have products. */
function categoriesNamed({ index, categories }: View, text: string, locale: 'fr' | 'en'): CountedCategory[] {
  const typed = wordsOf(text).at(-1) ?? ''
  if (typed.length < 2) return []
  const named = (word: string) =>
    word.startsWith(typed) ||
    stem(word) === stem(typed) ||
    (typed.length >= 4 && distance(typed, word, typosAllowed(typed)) <= typosAllowed(typed))
  return categories.ordered
    .filter(({ name }) => wordsOf(name[locale]).some(named))
    .map((category) => ({ ...category, productCount: index.countIn(categories.below(category.id)) }))
    .filter(({ productCount }) => productCount > 0)
    .slice(0, mostCategories)
}
