/** Which rows of a list that is short enough to be read whole: those that say these words, a page at a time. */
export interface Wanted {
  readonly q?: string | undefined
  readonly limit?: number | undefined
  readonly cursor?: string | undefined
}

/** A page of a list; the cursor is the id of its last row. Case and accents do not matter. */
export function pageWithin<Row>(
  rows: readonly Row[],
  { q = '', limit = 50, cursor }: Wanted,
  idOf: (row: Row) => string,
  wordsOf: (row: Row) => readonly (string | undefined)[],
): { items: Row[]; nextCursor: string | null; total: number } {
  const wanted = folded(q.trim())
  const found = rows.filter((row) => wordsOf(row).some((word) => word !== undefined && folded(word).includes(wanted)))
  const from = cursor === undefined ? 0 : found.findIndex((row) => idOf(row) === cursor) + 1
  const items = found.slice(from, from + limit)
  const last = items.at(-1)
  return { items, nextCursor: last !== undefined && from + limit < found.length ? idOf(last) : null, total: found.length }
}

const folded = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
