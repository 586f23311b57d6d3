import { fold, wordsOf } from './fold.ts'
import { emptyWords } from './ideas.ts'

export interface Token {
  readonly word: string
  /** "sans vanille", "without rose", "-cuir". */
  readonly excluded: boolean
  /** Still being typed: nothing follows it, not even a space. */
  readonly last: boolean
}

export interface Sentence {
  readonly tokens: readonly Token[]
  /** Minor units. */
  readonly minPrice: number | undefined
  readonly maxPrice: number | undefined
}

/** Source of the limits: search.md 2. */
const mostWords = 12
const longestWord = 40

const money = String.raw`\s*(?:euros?|eur|€|\$)`
const between = new RegExp(String.raw`\b(?:entre|between|de|from)\s+(\d+)${money}?\s+(?:et|and|a|to)\s+(\d+)${money}`)
const below = new RegExp(
  String.raw`(?:\b(?:a\s+)?(?:moins|mois) de|\bunder|\bbelow|\bless than|\bmax(?:imum)?|\bjusqu'?a|<)\s*(\d+)(?:${money}|(?=\s*$))`,
)
const above = new RegExp(String.raw`(?:\bplus de|\bover|\babove|\bmore than|\bmin(?:imum)?|>)\s*(\d+)${money}`)

/** Reads what was typed: words in order, prices ("moins de 100 euros", "between 50 and 80 euros") and exclusions apart. Any text has an answer. */
export function readSentence(text: string): Sentence {
  let rest = ` ${fold(text)} `
  let [minPrice, maxPrice]: (number | undefined)[] = []
  const take = (pattern: RegExp): number[] => {
    const found = pattern.exec(rest)
    if (found) rest = rest.replace(found[0], ' ')
    return (found?.slice(1) ?? []).map((euros) => Math.min(Number(euros) * 100, Number.MAX_SAFE_INTEGER))
  }
  ;[minPrice, maxPrice] = take(between)
  maxPrice = take(below)[0] ?? maxPrice
  minPrice = take(above)[0] ?? minPrice
  rest = rest
    .replace(/\b(?:pas d[e']|no)\s+(?=\w)/g, ' sans ')
    .replace(/\bwithout\s+/g, ' sans ')
    .replace(/(^|\s)-(?=[a-z])/g, ' sans ')
    .replace(/\b(?:taille|size|pointure)\s+(?=\S)/g, ' ')
  return { tokens: tokensOf(rest, /\s$/.test(text)), minPrice, maxPrice }
}

function tokensOf(text: string, finished: boolean): Token[] {
  const all = wordsOf(text)
    .slice(0, mostWords)
    .map((word) => word.slice(0, longestWord))
  const tokens: Token[] = []
  for (let at = 0; at < all.length; at++) {
    const word = all[at]!
    if (word === 'sans' && all[at + 1]) {
      at++
      while (emptyWords.has(all[at]!) && all[at + 1]) at++
      tokens.push({ word: all[at]!, excluded: true, last: false })
    } else if (!emptyWords.has(word)) tokens.push({ word, excluded: false, last: false })
  }
  if (tokens.length === 0) tokens.push(...all.map((word) => ({ word, excluded: false, last: false })))
  const end = tokens.pop()
  return end ? [...tokens, { ...end, last: !finished }] : []
}
