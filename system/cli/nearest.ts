/** The word that differs least from what was typed, for "did you mean". */
export function nearest(typed: string, known: readonly string[]): string {
  const byDistance = known.map((name) => ({ name, distance: editDistance(typed, name) })).toSorted((a, b) => a.distance - b.distance)
  return byDistance[0]?.name ?? ''
}

/** Insertions, deletions and replacements between two words (Levenshtein 1966). */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (const [i, letter] of a.split('').entries()) {
    const next = [i + 1]
    for (const [j, other] of b.split('').entries()) next.push(Math.min(row[j + 1]! + 1, next[j]! + 1, row[j]! + (letter === other ? 0 : 1))) // both rows are one longer than b
    row = next
  }
  return row.at(-1)!
}
