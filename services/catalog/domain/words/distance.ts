/** Edits from `a` to `b`: a letter more, less, other, or two swapped (optimal string alignment). Above `limit` the answer is limit + 1. */
export function distance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1
  let before: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    let least = i
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1]
      let edits = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + (same ? 0 : 1))
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      if (swapped) edits = Math.min(edits, before[j - 2]! + 1)
      row.push(edits)
      least = Math.min(least, edits)
    }
    if (least > limit) return limit + 1
    before = last
    last = row
  }
  return Math.min(last[b.length]!, limit + 1)
}

/** Edits from `typed` to the nearest beginning of `word`. */
export function prefixDistance(typed: string, word: string, limit: number): number {
  let best = limit + 1
  for (let length = typed.length - 1; length <= typed.length + 1; length++) {
    if (length <= word.length) best = Math.min(best, distance(typed, word.slice(0, length), limit))
  }
  return best
}

/** 0 below 4 letters and for anything with a digit, 1 from 4, 2 from 8. Source: search.md 2, chosen on planted queries. */
export const typosAllowed = (word: string): number => (/\d/.test(word) ? 0 : word.length >= 8 ? 2 : word.length >= 4 ? 1 : 0)

/** The word and every form with one letter less. Two words one edit apart always share one of these, also with two letters swapped. */
export const neighboursOf = (word: string): string[] => [
  ...new Set([word, ...Array.from(word, (_, at) => word.slice(0, at) + word.slice(at + 1))]),
]
