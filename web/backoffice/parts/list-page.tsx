import { useInfiniteQuery } from '@tanstack/react-query'
import { Icon } from '@vitrine/ui/components/icon'
import type { ReactNode } from 'react'
import { useSearchParams } from 'react-router'
import { ask, query } from '../api.ts'
import { useWords } from '../words/words.tsx'
import { Failed, Waiting } from './region.tsx'

interface Page<Row> {
  readonly items: readonly Row[]
  readonly nextCursor: string | null
  readonly total: number | null
}

export interface Column<Row> {
  readonly name: string
  readonly cell: (row: Row) => ReactNode
  readonly isNumber?: boolean
  /** The cell that names the row. */
  readonly isHead?: boolean
}

interface ListProps<Row> {
  /** `/v1/admin/orders`. */
  readonly path: string
  readonly caption: string
  readonly columns: readonly Column<Row>[]
  readonly idOf: (row: Row) => string
  readonly empty: string
  readonly searchLabel?: string
  /** Tabs over the list: the name of its parameter, and its values with their words. The first value is "all". */
  readonly tabs?: { readonly name: string; readonly values: readonly (readonly [value: string, text: string])[] }
  readonly everyMs?: number
}

/** A list of the back office: tabs, search and cursor in the address, rows from the server, more on demand. */
export function ListPage<Row>(props: ListProps<Row>) {
  const { path, columns, idOf, empty, caption, searchLabel, tabs, everyMs } = props
  const words = useWords()
  const [search, setSearch] = useSearchParams()
  const parameters = { q: search.get('q') ?? undefined, ...(tabs && { [tabs.name]: search.get(tabs.name) ?? undefined }) }
  const list = useInfiniteQuery({
    queryKey: [path, parameters],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) => ask<Page<Row>>(`${path}${query({ ...parameters, limit: 50, cursor: pageParam })}`, { signal }),
    getNextPageParam: (last) => last.nextCursor ?? undefined,
    ...(everyMs && { refetchInterval: everyMs }),
  })
  const rows = list.data?.pages.flatMap(({ items }) => items) ?? []
  const total = list.data?.pages[0]?.total
  const set = (name: string, value: string) =>
    setSearch((before) => {
      const next = new URLSearchParams(before)
      if (value) next.set(name, value)
      else next.delete(name)
      return next
    })
  return (
    <div className="olist">
      {tabs && (
        <nav className="otabs" aria-label={words.filter}>
          <ul>
            {tabs.values.map(([value, text]) => (
              <li key={value}>
                <button
                  type="button"
                  aria-current={(search.get(tabs.name) ?? '') === value || undefined}
                  onClick={() => set(tabs.name, value)}
                >
                  {text}
                </button>
              </li>
            ))}
          </ul>
        </nav>
      )}
      {searchLabel && <Search label={searchLabel} value={search.get('q') ?? ''} onSearch={(q) => set('q', q)} />}
      {list.error ? (
        <Failed error={list.error} retry={list.refetch} />
      ) : list.isPending ? (
        <Waiting rows={8} />
      ) : rows.length === 0 ? (
        <div className="empty">
          <p>{empty}</p>
        </div>
      ) : (
        <>
          <DataTable caption={caption} columns={columns} rows={rows} idOf={idOf} />
          <div className="opages">
            <p className="ink-3" role="status">
              {words.rows(total ?? rows.length)}
            </p>
            {list.hasNextPage && (
              <button
                className="ob"
                type="button"
                aria-disabled={list.isFetchingNextPage || undefined}
                onClick={() => void list.fetchNextPage()}
              >
                {words.more}
              </button>
            )}
          </div>
        </>
      )}
    </div>
  )
}

function Search({ label, value, onSearch }: { readonly label: string; readonly value: string; readonly onSearch: (q: string) => void }) {
  return (
    <form
      className="ofind"
      role="search"
      onSubmit={(event) => {
        event.preventDefault()
        onSearch(String(new FormData(event.currentTarget).get('q') ?? '').trim())
      }}
    >
      <Icon name="search" />
      <input key={value} type="search" name="q" aria-label={label} placeholder={label} defaultValue={value} />
    </form>
  )
}

export function DataTable<Row>(props: {
  readonly caption: string
  readonly columns: readonly Column<Row>[]
  readonly rows: readonly Row[]
  readonly idOf: (row: Row) => string
}) {
  return (
    <div className="scrollx" tabIndex={0} role="group" aria-label={props.caption}>
      <table className="ot big">
        <caption className="sr">{props.caption}</caption>
        <thead>
          <tr>
            {props.columns.map(({ name, isNumber }) => (
              <th key={name} scope="col" className={isNumber ? 'num' : undefined}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {props.rows.map((row) => (
            <tr key={props.idOf(row)}>
              {props.columns.map(({ name, cell, isNumber, isHead }) =>
                isHead ? (
                  <th key={name} scope="row">
                    {cell(row)}
                  </th>
                ) : (
                  <td key={name} className={isNumber ? 'num' : undefined}>
                    {cell(row)}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
