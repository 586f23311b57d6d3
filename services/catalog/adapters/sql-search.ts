import type pg from 'pg'
import type { Found, FindWords } from '../application/list-products.ts'
import { type Clause, planQuery, type QueryPlan, type Vocabulary, type Way } from '../application/plan-query.ts'
import { neighboursOf } from '../domain/words/distance.ts'
import type { Ideas } from '../domain/words/ideas.ts'
import { candidates, frequencies, searchDocuments } from './search-statements.ts'

interface TermRow {
  readonly word: string
  readonly stemFr: string
  readonly stemEn: string
  readonly documents: number
}

/** With fewer strict hits than this, something is given up. Source: search.md 3. */
const enough = 3
/** Above every score, so that what was found by giving up follows what was found as asked. */
const levelApart = 1_000

/**
 * Finds published products by words, in PostgreSQL: two or three statements, one more for each clause given up.
 *
 * Any text is answered, only as text. A change of a product is found by the next search. Promise and figures: search.md.
 */
export function sqlSearch(pool: pg.Pool, ideas: Ideas): FindWords {
  return async (text) => {
    const stems = new Map<string, string[]>()
    const vocabulary = vocabularyOf(pool, stems)
    const plan = await planQuery(text, vocabulary, ideas)
    const { minPrice, maxPrice, corrected } = plan
    const { scores, near } = await run(pool, plan, vocabulary, lexemesWith(stems))
    return { scores, near, corrected, minPrice, maxPrice } satisfies Found
  }
}

/** Remembers the stems that come back with every word, so that the condition needs no further statement. */
function vocabularyOf(pool: pg.Pool, stems: Map<string, string[]>): Vocabulary {
  const remember = ({ word, stemFr, stemEn }: TermRow) => stems.set(word, [...new Set([word, stemFr, stemEn])])
  return {
    async frequencies(asked) {
      if (asked.length === 0) return []
      const { rows } = await pool.query<TermRow>({ name: 'catalog.frequencies', text: frequencies, values: [JSON.stringify(asked)] })
      rows.forEach(remember)
      return rows.map(({ documents }) => documents)
    },
    async candidates(typed) {
      const asked = typed.map(({ word, prefix }, n) => ({ n, word, last: prefix, near: nearForms(word) }))
      const { rows } = await pool.query<TermRow & { n: number }>({
        name: 'catalog.candidates',
        text: candidates,
        values: [JSON.stringify(asked)],
      })
      rows.forEach(remember)
      return typed.map((_, at) => rows.filter(({ n }) => n === at).map(({ word, documents }) => ({ word, documents })))
    },
  }
}

/** From 8 letters two may be wrong, so forms with two letters less are asked for too. Words are letters and digits: no quoting. */
function nearForms(word: string): string[] {
  const one = neighboursOf(word)
  const forms = word.length >= 8 && word.length <= 16 ? new Set(one.flatMap(neighboursOf)) : new Set(one)
  return [...forms].filter((form) => form.length > 1)
}

type Lexemes = (way: Way) => string

const lexemesWith =
  (stems: ReadonlyMap<string, string[]>): Lexemes =>
  ({ word, prefix }) =>
    prefix ? `${quoted(word)}:*` : (stems.get(word) ?? [word]).map(quoted).join(' | ')

/** Nothing but letters and digits reaches the query language. */
const quoted = (word: string) => `'${word.replace(/[^a-z0-9]/g, '')}'`

async function run(pool: pg.Pool, plan: QueryPlan, vocabulary: Vocabulary, lexemes: Lexemes) {
  const condition = (clause: Clause) => clause.map(lexemes).join(' | ')
  const without = plan.excluded.map((clause) => ` & !(${condition(clause)})`).join('')
  const parts = plan.clauses.map(condition)
  const levels = plan.clauses.flatMap((clause, concept) =>
    byCloseness(clause).map(([closeness, ways]) => ({ concept, closeness, q: ways.map(lexemes).join(' | ') })),
  )
  const ask = async (kept: readonly number[]) => {
    const required = kept.length > 0 ? kept.map((n) => `(${parts[n]!})`).join(' & ') : "!'qqnothing'"
    const values = [levels.map((l) => l.concept), levels.map((l) => l.closeness), levels.map((l) => l.q), required + without]
    // No name: a plan made once for "any condition" reads the whole table, this one must be made with its own words.
    const { rows } = await pool.query<{ numbers: number[]; scores: number[] }>(searchDocuments, values)
    return rows[0]! // an aggregate has one row
  }

  const scores = new Map<number, number>()
  const add = ({ numbers, scores: own }: { numbers: number[]; scores: number[] }, bonus: number) =>
    numbers.forEach((number, n) => {
      if (!scores.has(number)) scores.set(number, own[n]! + bonus)
    })
  const all = parts.map((_, n) => n)
  add(await ask(all), levelApart * parts.length)
  const strict = scores.size
  if (strict < enough && parts.length > 1) {
    for (let kept = await keptFirst(plan.clauses, vocabulary); kept.length > 0 && scores.size < enough; kept = kept.slice(0, -1)) {
      add(await ask(kept), levelApart * (kept.length - 1))
    }
  }
  return { scores, near: scores.size > strict }
}

/** Clauses no document has go first, then the most common one. */
async function keptFirst(clauses: readonly Clause[], vocabulary: Vocabulary): Promise<number[]> {
  const asked = clauses.flatMap((clause, concept) => clause.map(({ word }) => ({ concept, word })))
  const documents = await vocabulary.frequencies(asked.map(({ word }) => word))
  const counts = clauses.map(() => 0)
  asked.forEach(({ concept }, n) => (counts[concept] = Math.max(counts[concept]!, documents[n]!)))
  const kept = counts.flatMap((count, n) => (count > 0 ? [n] : [])).sort((a, b) => counts[a]! - counts[b]!)
  return kept.length === clauses.length ? kept.slice(0, -1) : kept
}

function byCloseness(ways: Clause): [number, Way[]][] {
  const levels = new Map<number, Way[]>()
  for (const way of ways) levels.set(way.closeness, [...(levels.get(way.closeness) ?? []), way])
  return [...levels]
}
