import type { StockRow } from '@vitrine/gateway/schemas/admin-stock'
import { firstPlace } from './use-places.ts'

export const mostLines = 500

export type SheetMode = 'count' | 'receive'
export type SheetProblem = 'unreadable' | 'bad-pieces' | 'no-place' | 'twice' | 'no-sku' | 'bundle'

/** A line as it was typed; `n` is its number, from 1. */
export interface SheetLine {
  readonly n: number
  readonly sku: string
  readonly placeId: string
  readonly pieces: number
  readonly problem?: SheetProblem
}

/** The same with the variant it is of, and what its place holds now and then. */
export interface SheetRow extends SheetLine {
  readonly variantId?: string
  readonly name: string
  readonly now?: number
  readonly then?: number
}

/** Lines of `SKU, pieces[, place]`, parted by commas, semicolons or tabs. Empty lines and a first line of titles are left out. */
export function linesOf(text: string, placeIds: readonly string[]): SheetLine[] {
  const seen = new Set<string>()
  return text
    .replace(/^\ufeff/, '')
    .split(/\r?\n/)
    .map((typed, at) => ({ typed: typed.trim(), n: at + 1 }))
    .filter(({ typed, n }) => typed !== '' && !(n === 1 && isTitles(typed)))
    .map(({ typed, n }): SheetLine => {
      const [sku = '', count = '', place = ''] = cellsOf(typed)
      const line = { n, sku, placeId: place || firstPlace, pieces: Number(count) }
      const key = `${sku.toLowerCase()} ${line.placeId}`
      const isTwice = seen.has(key)
      seen.add(key)
      if (sku === '' || count === '') return { ...line, pieces: 0, problem: 'unreadable' }
      if (!/^\d{1,6}$/.test(count)) return { ...line, pieces: 0, problem: 'bad-pieces' }
      if (!placeIds.includes(line.placeId)) return { ...line, problem: 'no-place' }
      return isTwice ? { ...line, problem: 'twice' } : line
    })
}

const cellsOf = (typed: string): string[] =>
  typed.split(/[,;\t]/).map((cell) =>
    cell
      .trim()
      .replace(/^"(.*)"$/, '$1')
      .trim(),
  )
const isTitles = (typed: string): boolean => {
  const [, count = ''] = cellsOf(typed)
  return count !== '' && !/\d/.test(count)
}

/** What each line would do, against the stock as it was just read. */
export function rowsOfSheet(lines: readonly SheetLine[], stock: readonly StockRow[], mode: SheetMode): SheetRow[] {
  const known = new Map(stock.map((row) => [row.sku.toLowerCase(), row]))
  return lines.map((line): SheetRow => {
    const found = known.get(line.sku.toLowerCase())
    const name = found ? [found.name, ...found.options.map(({ text }) => text)].filter(Boolean).join(', ') : ''
    if (line.problem) return { ...line, name }
    if (!found) return { ...line, name, problem: 'no-sku' }
    if (found.kind === 'bundle') return { ...line, name, problem: 'bundle' }
    const now = found.places.find(({ placeId }) => placeId === line.placeId)?.onHand ?? 0
    return { ...line, name, variantId: found.variantId, now, then: mode === 'count' ? line.pieces : now + line.pieces }
  })
}

/** How a line ended; `lost`: nobody knows. `act`: how many acts it was before. */
export interface LineEnd {
  readonly end: 'written' | 'refused' | 'lost'
  readonly told: string
  readonly act: number
}

/** What a line is sent as next: what was lost is the same act again, what was refused another one. */
export const actOf = (last: LineEnd | undefined): number => (last ? last.act + (last.end === 'refused' ? 1 : 0) : 0)

/** Whether a line is written: it is right, and not already so. */
export const changes = ({ problem, now, then }: SheetRow): boolean => problem === undefined && now !== then
