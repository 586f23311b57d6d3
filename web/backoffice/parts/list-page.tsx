import { useInfiniteQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { ask, query } from '../api.ts'
import { useWords } from '../words/words.tsx'
import { type Column, DataTable } from './data-table.tsx'
import { ExportButton } from './export-button.tsx'
import { FilterTabs, Search, type Tabs, useFilters } from './list-filters.tsx'
import { Failed, Waiting } from './region.tsx'

export interface Page<Row> {
  readonly items: readonly Row[]
  readonly nextCursor: string | null
  readonly total: number | null
}

interface ListProps<Row> {
  /** `/v1/admin/orders`. */
  readonly path: string
  readonly caption: string
  readonly columns: readonly Column<Row>[]
  readonly idOf: (row: Row) => string
  readonly empty: string
  readonly searchLabel?: string
  readonly tabs?: Tabs
  /** Other parameters of the address the server filters by. */
  readonly parameters?: readonly string[]
  /** Their controls. */
  readonly filters?: ReactNode
  /** The name of the file with all rows, for lists that have one. */
  readonly fileName?: string
  readonly everyMs?: number
  /** Each reading is written down: it is read when somebody asks, and not again when the window is looked at. */
  readonly isReadOnce?: boolean
  /** What its first page says of the whole list, above the rows. */
  readonly note?: (first: Page<Row>) => ReactNode
}

/** The rows of a list, however it is filtered, and not what hangs below its path: for whoever changed one of them. */
export const rowsOf = (path: string) => ({
  predicate: ({ queryKey }: { readonly queryKey: readonly unknown[] }) => queryKey[0] === path && typeof queryKey[1] === 'object',
})

/** A list of the back office: filters and search in the address, rows from the server, more on demand. */
export function ListPage<Row>(props: ListProps<Row>) {
  const { path, columns, idOf, empty, caption, searchLabel, tabs, parameters = [], filters, fileName, everyMs, isReadOnce, note } = props
  const words = useWords()
  const { get, set } = useFilters()
  const names = [...(searchLabel ? ['q'] : []), ...(tabs ? [tabs.name] : []), ...parameters]
  const asked = Object.fromEntries(names.map((name) => [name, get(name) || undefined]))
  const isNarrowed = names.some((name) => get(name) !== '')
  const list = useInfiniteQuery({
    queryKey: [path, asked],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) => ask<Page<Row>>(`${path}${query({ ...asked, limit: 50, cursor: pageParam })}`, { signal }),
    getNextPageParam: (last) => last.nextCursor ?? undefined,
    ...(everyMs && { refetchInterval: everyMs }),
    ...(isReadOnce && { refetchOnWindowFocus: false, refetchOnReconnect: false }),
  })
  const rows = list.data?.pages.flatMap(({ items }) => items) ?? []
  const [first] = list.data?.pages ?? []
  const total = first?.total
  const said = first && note?.(first)
  return (
    <div className="olist">
      {tabs && <FilterTabs {...tabs} />}
      {(searchLabel || filters) && (
        <div className="ofilters">
          {searchLabel && <Search label={searchLabel} />}
          {filters}
        </div>
      )}
      {list.error ? (
        <Failed error={list.error} retry={list.refetch} />
      ) : list.isPending ? (
        <Waiting rows={8} />
      ) : rows.length === 0 ? (
        <div className="empty">
          <p>{isNarrowed ? words.noMatch : empty}</p>
          {isNarrowed && (
            <button className="ob" type="button" onClick={() => set(Object.fromEntries(names.map((name) => [name, ''])))}>
              {words.showAll}
            </button>
          )}
        </div>
      ) : (
        <>
          {said && (
            <p className="note" role="status">
              {said}
            </p>
          )}
          <DataTable caption={caption} columns={columns} rows={rows} idOf={idOf} />
          <div className="opages">
            <p className="ink-3" role="status">
              {total != null && total > rows.length ? words.rowsOf(rows.length, total) : words.rows(rows.length)}
            </p>
            <div className="oact">
              {fileName && <ExportButton path={path} filters={asked} columns={columns} fileName={fileName} />}
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
          </div>
        </>
      )}
    </div>
  )
}
