import { wordsOf } from './fold.ts'
import { stem } from './stem.ts'

/**
 * Synonyms. An idea is a word of its own in the index, its mark: a document that says the idea in any way carries the mark, a query that
 * says it in any way asks for the mark. So a synonym costs one word to look up, and "lunettes de soleil" is not "lunettes".
 */
export interface Ideas {
  /** The longest idea that begins at `from`, if any. `length` counts words. */
  at(words: readonly string[], from: number): { readonly mark: string; readonly length: number } | undefined
  /** Marks of every idea said anywhere in the words. */
  marksIn(words: readonly string[]): string[]
  /** Every word some idea is said with. */
  readonly vocabulary: ReadonlySet<string>
}

/** Small words that say nothing on their own; they stay inside ideas ("eau de toilette"). */
export const emptyWords: ReadonlySet<string> = new Set(
  (
    'a au aux avec d de des du en et l la le les un une pour par sur ma mon mes ton sa ce cette qui que je cherche veux ' +
    'the an and for from in of on with to my i want looking look style type modele genre pas cher cheap achat acheter buy'
  ).split(' '),
)

/** Reads ideas, one a line, ways to say it separated by semicolons. */
export function ideasFrom(lines: string): Ideas {
  const byFirst = new Map<string, { rest: string[]; mark: string }[]>()
  const vocabulary = new Set<string>()
  const meaningful = (words: readonly string[]) => words.filter((word) => !emptyWords.has(word)).map(stem)
  lines.split('\n').forEach((line, number) => {
    const mark = `qq${number.toString(36)}q`
    for (const way of line.split(';').map(wordsOf)) {
      for (const word of way) if (!emptyWords.has(word)) vocabulary.add(word)
      const [first, ...rest] = meaningful(way)
      if (first) byFirst.set(first, [...(byFirst.get(first) ?? []), { rest, mark }])
    }
  })
  const startingAt = (stems: readonly string[], from: number) =>
    (byFirst.get(stems[from] ?? '') ?? []).filter(({ rest }) => rest.every((word, n) => stems[from + 1 + n] === word))
  return {
    vocabulary,
    at(words, from) {
      const [longest] = startingAt(words.map(stem), from).sort((a, b) => b.rest.length - a.rest.length)
      return longest && { mark: longest.mark, length: longest.rest.length + 1 }
    },
    marksIn(words) {
      const stems = meaningful(words)
      return [...new Set(stems.flatMap((_, at) => startingAt(stems, at).map(({ mark }) => mark)))]
    },
  }
}

export const isMark = (word: string): boolean => /^qq[0-9a-z]+q$/.test(word)
