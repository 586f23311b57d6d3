import type { ReactNode } from 'react'

export interface Column<Row> {
  readonly name: string
  readonly cell: (row: Row) => ReactNode
  /** The same for a spreadsheet; a column without it is not exported. */
  readonly plain?: (row: Row) => string | number
  readonly isNumber?: boolean
  /** The cell that names the row. */
  readonly isHead?: boolean
  /** On a phone, beside the name of the row; the others stand below, numbers with the name of their column. */
  readonly isCorner?: boolean
}

interface DataTableProps<Row> {
  readonly caption: string
  readonly columns: readonly Column<Row>[]
  readonly rows: readonly Row[]
  readonly idOf: (row: Row) => string
}

/** A table; on a phone each row is a card. The roles are said aloud because a table that is not laid out as one loses them. */
export function DataTable<Row>({ caption, columns, rows, idOf }: DataTableProps<Row>) {
  return (
    <div className="scrollx" tabIndex={0} role="group" aria-label={caption}>
      <table className="ot big" role="table">
        <caption className="sr">{caption}</caption>
        <thead role="rowgroup">
          <tr role="row">
            {columns.map(({ name, isNumber }) => (
              <th key={name} scope="col" role="columnheader" className={isNumber ? 'num' : undefined}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {rows.map((row) => (
            <tr key={idOf(row)} role="row">
              {columns.map((column) => (
                <Cell key={column.name} column={column} row={row} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Cell<Row>({ column: { name, cell, isNumber, isHead, isCorner }, row }: { readonly column: Column<Row>; readonly row: Row }) {
  const look = [isNumber && 'num', isCorner && 'corner'].filter(Boolean).join(' ') || undefined
  if (isHead)
    return (
      <th scope="row" role="rowheader" className={look}>
        {cell(row)}
      </th>
    )
  return (
    <td role="cell" className={look} data-name={name}>
      {cell(row)}
    </td>
  )
}
