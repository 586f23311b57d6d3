import { expect, test } from 'vitest'
import { type CsvFault, csvLine, type CsvRow, csvRows, fromCell } from './csv.ts'

async function rowsOf(...chunks: string[]) {
  const rows: CsvRow[] = []
  for await (const row of csvRows(chunks)) rows.push(row)
  return rows
}

test('quotes hold separators, quotes and lines; a row is named by the line it begins on', async () => {
  expect(await rowsOf('a,b\n"x,1","say ""hi""\nthere"\n\nc,\r\n')).toEqual([
    { line: 1, cells: ['a', 'b'] },
    { line: 2, cells: ['x,1', 'say "hi"\nthere'] },
    { line: 5, cells: ['c', ''] },
  ])
})

test('a file may come in any pieces, without its last newline, with a mark of its encoding', async () => {
  expect(await rowsOf('\uFEFFa,', 'b\n"1', '\n2",', '3')).toEqual([
    { line: 1, cells: ['a', 'b'] },
    { line: 2, cells: ['1\n2', '3'] },
  ])
})

test('semicolons separate where the first line has them and no comma', async () => {
  expect(await rowsOf('sku;price\nL1;129,00\n')).toEqual([
    { line: 1, cells: ['sku', 'price'] },
    { line: 2, cells: ['L1', '129,00'] },
  ])
})

test.each(['a\n"open', 'a\n"x"y,z\n'])('a broken quote is named by its line: %j', async (text) => {
  await expect(rowsOf(text)).rejects.toMatchObject({ line: 2 } satisfies Partial<CsvFault>)
})

test.each(['=1+1', '-3', "'=already", '@cmd', '+33 1', '\ttab', 'plain', "l'eau", '', 'a;b', 'say "hi"', 'two\nlines'])(
  '%j is written so that no spreadsheet runs it, and read back the same',
  async (cell) => {
    const line = csvLine(['x', cell])
    expect(line).not.toMatch(/^x,"?[=+\-@\t]/)
    expect((await rowsOf(line))[0]!.cells.map(fromCell)).toEqual(['x', cell])
  },
)
