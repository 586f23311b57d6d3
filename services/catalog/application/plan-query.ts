import { distance, prefixDistance, typosAllowed } from '../domain/words/distance.ts'
import { fold } from '../domain/words/fold.ts'
import type { Ideas } from '../domain/words/ideas.ts'
import { readSentence, type Token } from '../domain/words/sentence.ts'

/** What the catalogue knows of its own words. */
export interface Vocabulary {
  /** How many documents have each word, itself or through its stem; 0 when unknown. */
  frequencies(asked: readonly string[]): Promise<number[]>
  /** Words that may be misspelt as typed; the distance is checked here. With `prefix`, also words that begin about like it. */
  candidates(typed: readonly { word: string; prefix: boolean }[]): Promise<{ word: string; documents: number }[][]>
}

/** One way to satisfy a clause. `closeness` is 1 for what was typed, less for a guess. */
export interface Way {
  readonly word: string
  readonly prefix: boolean
  readonly closeness: number
}

/** One thing asked for; any of its ways will do. */
export type Clause = readonly Way[]

export interface QueryPlan {
  readonly clauses: readonly Clause[]
  readonly excluded: readonly Clause[]
  readonly minPrice: number | undefined
  readonly maxPrice: number | undefined
  /** As understood; empty when that is how it was typed. */
  readonly corrected: string
}

interface Meant extends Token {
  readonly ways: readonly Way[]
}

/**
 * What a sentence asks for, the longest meaning first: ideas, known words, words put together or apart, misspellings.
 *
 * Order and limits: search.md 2. One to four questions to the vocabulary, whatever the sentence.
 */
export async function planQuery(text: string, vocabulary: Vocabulary, ideas: Ideas): Promise<QueryPlan> {
  const { tokens: typed, minPrice, maxPrice } = readSentence(text)
  const tokens = await featuresNotExclusions(typed, vocabulary, ideas)
  const counts = await vocabulary.frequencies(tokens.map(({ word }) => word))
  const known = tokens.map(({ word }, n) => counts[n]! > 0 || ideas.vocabulary.has(word))
  const guesses = await guess(
    tokens.filter((_, n) => !known[n]),
    vocabulary,
  )
  const meant = tokens.flatMap((token, n): Meant[] => (known[n] ? [asTyped(token)] : asGuessed(token, guesses.get(token))))
  const { clauses, excluded } = clausesOf(meant, ideas)
  return { clauses, excluded, minPrice, maxPrice, corrected: correct(text, tokens, guesses) }
}

/** "sans manches" is a feature when the catalogue or an idea says it so, an exclusion otherwise. */
async function featuresNotExclusions(tokens: readonly Token[], vocabulary: Vocabulary, ideas: Ideas): Promise<Token[]> {
  if (!tokens.some(({ excluded }) => excluded)) return [...tokens]
  const features = await vocabulary.frequencies(tokens.map(({ word }) => `sans${word}`))
  return tokens.flatMap((token, n) => {
    if (!token.excluded) return [token]
    const feature = { ...token, excluded: false }
    if (ideas.at(['sans', token.word], 0)) return [{ ...feature, word: 'sans' }, feature]
    return features[n]! > 0 ? [{ ...feature, word: `sans${token.word}` }] : [token]
  })
}

function asTyped(token: Token): Meant {
  const exact: Way = { word: token.word, prefix: false, closeness: 1 }
  const begun: Way = { word: token.word, prefix: true, closeness: 0.9 }
  return { ...token, ways: token.last && token.word.length >= 3 ? [exact, begun] : [exact] }
}

function asGuessed(token: Token, found: Guess | undefined): Meant[] {
  const { ways = [], apart } = found ?? {}
  if (apart) return apart.map((word) => ({ ...token, word, ways: [{ word, prefix: false, closeness: 0.9 }] }))
  const exact: Way = { word: token.word, prefix: token.last, closeness: 1 }
  return [{ ...token, word: ways[0]?.word ?? token.word, ways: [exact, ...ways] }]
}

/** Ideas are looked up on what was most likely meant; the idea's mark stands for all its words. */
function clausesOf(meant: readonly Meant[], ideas: Ideas): { clauses: Clause[]; excluded: Clause[] } {
  const clauses: Clause[] = []
  const excluded: Clause[] = []
  const words = meant.map(({ word }) => word)
  for (let at = 0; at < meant.length; ) {
    const first = meant[at]!
    const idea = ideas.at(words, at)
    const mark: Way[] = idea ? [{ word: idea.mark, prefix: false, closeness: 1 }] : []
    const ways = idea && idea.length > 1 ? mark : [...mark, ...first.ways]
    if (first.excluded) excluded.push(ways.filter(({ prefix }) => !prefix))
    else clauses.push(ways)
    at += idea?.length ?? 1
  }
  return { clauses, excluded }
}

interface Guess {
  /** Known words it may stand for, closest first. */
  readonly ways: readonly Way[]
  /** Two known words written as one. */
  readonly apart: readonly string[] | undefined
}

/** Only words within one edit of the best guess stay, 12 at most; closeness falls by 0.2 per edit. Source: search.md 2. */
async function guess(unknown: readonly Token[], vocabulary: Vocabulary): Promise<Map<Token, Guess>> {
  const found = new Map<Token, Guess>()
  if (unknown.length === 0) return found
  const candidates = await vocabulary.candidates(unknown.map(({ word, last }) => ({ word, prefix: last })))
  for (const [n, token] of unknown.entries()) {
    const near = candidates[n]!.flatMap(({ word, documents }) => {
      const edits = editsFrom(token, word)
      return edits === undefined ? [] : [{ word, documents, edits }]
    }).sort((a, b) => a.edits - b.edits || b.documents - a.documents || (a.word < b.word ? -1 : 1))
    const least = near[0]?.edits ?? Infinity
    const ways = near
      .filter(({ edits }) => edits < least + 1)
      .slice(0, 12)
      .map(({ word, edits }): Way => ({ word, prefix: false, closeness: 1 - 0.2 * edits }))
    found.set(token, { ways, apart: least > 1 && token.word.length >= 6 ? await cut(token.word, vocabulary) : undefined })
  }
  return found
}

/** A begun word costs a quarter of an edit for what is still to be typed. Undefined: too far. */
function editsFrom({ word, last }: Token, other: string): number | undefined {
  const allowed = typosAllowed(word)
  if (last && other.startsWith(word)) return 0.25
  const whole = distance(word, other, allowed)
  if (whole <= allowed) return whole
  if (!last || word.length < 4 || allowed === 0) return undefined
  const begun = prefixDistance(word, other, 1)
  return begun <= 1 ? begun + 0.25 : undefined
}

async function cut(word: string, vocabulary: Vocabulary): Promise<string[] | undefined> {
  const cuts = Array.from({ length: word.length - 3 }, (_, at) => [word.slice(0, at + 2), word.slice(at + 2)])
  const seen = await vocabulary.frequencies(cuts.flat())
  const worth = cuts.map((parts, n) => ({ parts, least: Math.min(seen[2 * n]!, seen[2 * n + 1]!) }))
  const best = worth.sort((a, b) => b.least - a.least)[0]
  return best && best.least > 0 ? best.parts : undefined
}

/** The sentence with its misspelt words put right. A word still being typed is finished, not corrected. */
function correct(text: string, tokens: readonly Token[], guesses: ReadonlyMap<Token, Guess>): string {
  const right = new Map<string, string>()
  for (const token of tokens) {
    const { ways = [], apart } = guesses.get(token) ?? {}
    const meant = apart?.join(' ') ?? ways[0]?.word
    if (meant && !meant.startsWith(token.word)) right.set(token.word, meant)
  }
  if (right.size === 0) return ''
  return text
    .trim()
    .split(/\s+/)
    .map((word) => right.get(fold(word)) ?? word)
    .join(' ')
}
