/** One record of a CSV file and the line it begins on, from 1. */
export interface CsvRow {
  readonly line: number
  readonly cells: readonly string[]
}

/** A file that cannot be read on from a line: a quote that is never closed. */
export class CsvFault extends Error {
  readonly line: number
  constructor(line: number, message: string) {
    super(message)
    this.name = 'CsvFault'
    this.line = line
  }
}

/** What one record may hold; a quote that is not closed would otherwise swallow the file. */
const longestRecord = 1_000_000

/**
 * The records of a CSV file (RFC 4180), one after the other, however it arrives: a file of any size costs one record of memory.
 *
 * Separated by commas or, as spreadsheets write in French, semicolons: the first line decides. Empty lines are none. Throws `CsvFault`.
 */
export async function* csvRows(chunks: AsyncIterable<string> | Iterable<string>): AsyncGenerator<CsvRow> {
  let [rest, line, separator] = ['', 1, ',']
  let isFirst = true
  for await (const chunk of chunks) {
    rest += isFirst ? chunk.replace(/^\uFEFF/, '') : chunk
    isFirst = false
    yield* wholeRows(false)
  }
  yield* wholeRows(true)

  function* wholeRows(isEnd: boolean): Generator<CsvRow> {
    let from = 0
    for (let end = endOfRecord(rest, from); end !== -1 || isEnd; end = endOfRecord(rest, from)) {
      if (end === -1 && from >= rest.length) break
      const record = rest.slice(from, end === -1 ? rest.length : end).replace(/\r$/, '')
      if (line === 1) separator = record.includes(';') && !record.includes(',') ? ';' : ','
      if (record !== '') yield { line, cells: cellsOf(record, separator, line) }
      line += record.split('\n').length
      from = end === -1 ? rest.length : end + 1
    }
    rest = rest.slice(from)
    if (rest.length > longestRecord) throw new CsvFault(line, 'a quote that is opened here is not closed')
  }
}

/** Where the newline stands that ends a record: the first one outside quotes; -1 when it has not come yet. */
function endOfRecord(text: string, from: number): number {
  let isQuoted = false
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === 34) isQuoted = !isQuoted
    else if (code === 10 && !isQuoted) return at
  }
  return -1
}

function cellsOf(record: string, separator: string, line: number): string[] {
  const cells: string[] = []
  for (let at = 0; at <= record.length; ) {
    if (record[at] !== '"') {
      const end = record.indexOf(separator, at)
      cells.push(record.slice(at, end === -1 ? record.length : end))
      at = end === -1 ? record.length + 1 : end + 1
      continue
    }
    const [, inner] = /^"((?:[^"]|"")*)"/.exec(record.slice(at)) ?? []
    const next = at + (inner?.length ?? 0) + 2
    if (inner === undefined) throw new CsvFault(line, 'a quote that is opened here is not closed')
    if (next < record.length && record[next] !== separator) throw new CsvFault(line, 'a quote is closed before the end of its cell')
    cells.push(inner.replaceAll('""', '"'))
    at = next + 1
  }
  return cells
}

/** A spreadsheet would run a cell that begins so as a formula (OWASP, CSV injection). */
const formula = /^'*[=+\-@\t\r]/

/** One line of a CSV file, its newline included. What a spreadsheet would take for a formula is marked as text, as `fromCell` knows. */
export const csvLine = (cells: readonly string[]): string =>
  `${cells
    .map((cell) => (formula.test(cell) ? `'${cell}` : cell))
    .map((cell) => (/[",;\n\r]|^\uFEFF/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell))
    .join(',')}\n`

/** A cell as it was before `csvLine` made it harmless. */
export const fromCell = (cell: string): string => (cell.startsWith("'") && formula.test(cell) ? cell.slice(1) : cell)
