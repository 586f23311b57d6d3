import { useMutation } from '@tanstack/react-query'
import { useLocale } from '@vitrine/ui/locale'
import { ask, query } from '../api.ts'
import { useWords } from '../words/words.tsx'
import { csvOf } from './csv.ts'
import type { Column } from './data-table.tsx'
import type { Page } from './list-page.tsx'

/** Pages of 100: a file of 10,000 rows at most, so that a press is never a load on the shop. */
const mostPages = 100

interface ExportProps<Row> {
  /** `/v1/admin/orders`. */
  readonly path: string
  readonly filters: Readonly<Record<string, string | undefined>>
  readonly columns: readonly Column<Row>[]
  readonly fileName: string
}

/** All rows of a list as it is filtered now, as a file for a spreadsheet. */
export function ExportButton<Row>({ path, filters, columns, fileName }: ExportProps<Row>) {
  const [words, locale] = [useWords(), useLocale()]
  const making = useMutation({
    mutationFn: async () => {
      const { rows, isCut } = await everyRow<Row>(path, filters)
      const written = columns.flatMap(({ name, plain }) => (plain ? [{ name, plain }] : []))
      const table = [written.map(({ name }) => name), ...rows.map((row) => written.map(({ plain }) => plain(row)))]
      save(csvOf(table, locale), `${fileName}-${new Date().toISOString().slice(0, 10)}.csv`)
      return isCut ? rows.length : 0
    },
  })
  return (
    <>
      <button
        className="ob"
        type="button"
        aria-disabled={making.isPending || undefined}
        onClick={() => {
          if (!making.isPending) making.mutate()
        }}
      >
        {making.isPending ? words.exporting : words.exportCsv}
      </button>
      <span role="status" className="fine">
        {making.data ? words.exportCut(making.data) : ''}
      </span>
      {making.error && (
        <span className="bad" role="alert">
          {words.failedExport}
        </span>
      )}
    </>
  )
}

/** `isCut`: there are more than a file takes. */
export async function everyRow<Row>(
  path: string,
  filters: Readonly<Record<string, string | undefined>>,
): Promise<{ readonly rows: readonly Row[]; readonly isCut: boolean }> {
  const rows: Row[] = []
  let cursor: string | null = ''
  for (let n = 0; n < mostPages && cursor !== null; n++) {
    const page: Page<Row> = await ask<Page<Row>>(`${path}${query({ ...filters, limit: 100, cursor })}`)
    rows.push(...page.items)
    cursor = page.nextCursor
  }
  return { rows, isCut: cursor !== null }
}

function save(text: string, fileName: string) {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(new Blob([text], { type: 'text/csv;charset=utf-8' }))
  link.download = fileName
  link.click()
  URL.revokeObjectURL(link.href)
}
