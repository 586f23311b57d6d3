import type pg from 'pg'
import { labelGroupOf } from '../domain/facets.ts'
import type { LocalText, Product } from '../domain/product.ts'
import { neighboursOf } from '../domain/words/distance.ts'
import { documentOf } from '../domain/words/document.ts'
import { type Ideas, isMark } from '../domain/words/ideas.ts'
import { type ProductRow, productColumns, toProduct } from './product-row.ts'
import { countTerms, putDocument, removeDocument } from './search-statements.ts'

const wordsOfCodes = `
  select l."group" || ':' || l.code as key, l.words from catalog.label l
  where (l."group", l.code) in (select * from unnest($1::text[], $2::text[]))
  union all select 'category:' || id, name from catalog.category where id = any($3)`

/** Longer words are no shop's words, and PostgreSQL refuses the very long. */
const longestWord = 40
/** Forms with a letter less are kept for words up to this length; above it a typo is found by beginning or end. */
const longestNear = 16

/** Makes products findable by words, in the transaction of their change. */
export interface SearchIndex {
  put(tx: pg.PoolClient, product: Product): Promise<void>
  /** Writes again the documents of products that carry one of these terms or categories: their words changed. */
  reword(tx: pg.PoolClient, terms: readonly string[], categoryIds: readonly string[]): Promise<void>
  /** Counts how many documents have each word. Answers how many counts changed. It only ranks guesses, so a few minutes late is early enough. */
  count(pool: pg.Pool): Promise<number>
}

export function sqlSearchIndex(ideas: Ideas): SearchIndex {
  async function put(tx: pg.PoolClient, product: Product): Promise<void> {
    if (product.status !== 'published') {
      await tx.query({ name: 'catalog.unindex', text: removeDocument, values: [product.id] })
      return
    }
    const asked: [group: string, code: string][] = []
    documentOf(product, [], (group, code) => (asked.push([labelGroupOf(group), code]), []), ideas)
    const { rows } = await tx.query<{ key: string; words: LocalText }>({
      name: 'catalog.words-of-codes',
      text: wordsOfCodes,
      values: [asked.map(([group]) => group), asked.map(([, code]) => code), product.categoryIds],
    })
    const found = new Map(rows.map(({ key, words }) => [key, words]))
    const said = (key: string) => Object.values(found.get(key) ?? {}).filter(Boolean)
    const categoryNames = product.categoryIds.flatMap((id) => said(`category:${id}`))
    const label = (group: string, code: string) =>
      found.has(`${labelGroupOf(group)}:${code}`) ? said(`${labelGroupOf(group)}:${code}`) : [code.replaceAll('-', ' ')]
    const { a, b, c, d } = documentOf(product, categoryNames, label, ideas)
    const words = new Set(
      [a, b, c, d]
        .join(' ')
        .split(' ')
        .filter((word) => word.length > 1 && word.length <= longestWord),
    )
    await tx.query({
      name: 'catalog.index',
      text: putDocument,
      values: [
        product.id,
        short(a),
        short(b),
        short(c),
        short(d),
        JSON.stringify([...words].map((word) => ({ word, near: nearOf(word) }))),
      ],
    })
  }

  return {
    put,
    async reword(tx, terms, categoryIds) {
      const text = `select ${productColumns} from catalog.product p where p.status = 'published' and (p.terms && $1 or p.category_ids && $2) order by p.number`
      const { rows } = await tx.query<ProductRow>(text, [terms, categoryIds])
      for (const row of rows) await put(tx, toProduct(row))
    },
    async count(pool) {
      const { rowCount } = await pool.query(countTerms)
      return rowCount ?? 0
    },
  }
}

const nearOf = (word: string): string[] => (isMark(word) ? [] : word.length <= longestNear ? neighboursOf(word) : [word])
const short = (text: string) =>
  text
    .split(' ')
    .filter((word) => word.length <= longestWord)
    .join(' ')
