import type { ReactNode } from 'react'

interface TableProps {
  readonly caption: string
  readonly head: readonly string[]
  readonly rows: readonly { readonly name: string; readonly cells: readonly ReactNode[] }[]
  /** Index of the column to stand out, counted without the name's. */
  readonly strong?: number | undefined
  readonly numbers?: boolean
}

/** A real table in a box that scrolls sideways by keyboard on a narrow screen. */
export function Table({ caption, head, rows, strong, numbers = false }: TableProps) {
  const cell = (index: number) => [numbers && 'num', index === strong && 'on'].filter(Boolean).join(' ') || undefined
  return (
    <div className="scrollx" tabIndex={0} role="region" aria-label={caption}>
      <table className="tbl">
        <caption>{caption}</caption>
        <thead>
          <tr>
            {head.map((text, index) => (
              <th scope="col" key={text} className={index === 0 ? undefined : cell(index - 1)}>
                {text}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.name}>
              <th scope="row">{row.name}</th>
              {row.cells.map((value, index) => (
                <td key={head[index + 1]} className={cell(index)}>
                  {value}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
