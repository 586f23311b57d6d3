import { useIsMutating, useMutation, useQueryClient } from '@tanstack/react-query'
import type { StockRow } from '@vitrine/gateway/schemas/admin-stock'
import { useId, useState } from 'react'
import { Link } from 'react-router'
import { ask, isAnswered, newKey, Refused } from '../api.ts'
import { DataTable } from '../parts/data-table.tsx'
import { Choice } from '../parts/form-fields.tsx'
import { PageTitle } from '../parts/page-title.tsx'
import { actOf, changes, type LineEnd, linesOf, mostLines, rowsOfSheet, type SheetMode, type SheetRow } from '../parts/stock-sheet.ts'
import { Told } from '../parts/told.tsx'
import { usePlaces } from '../parts/use-places.ts'
import { useStockBookWords } from '../words/stock-books.ts'
import { useWords } from '../words/words.tsx'

/** Names the writing of a sheet, also for whoever does not see it any more. */
const writing = ['stock sheet']

/** Many counts or deliveries at once: typed, seen before they are written, and each line that fails says why. */
export function StockSheet() {
  const [words, own, id] = [useWords(), useStockBookWords(), useId()]
  const { list, places } = usePlaces()
  const [text, setText] = useState('')
  const [mode, setMode] = useState<SheetMode>('count')
  const [sheet, setSheet] = useState(newKey) // a line of a sheet is one act, however often it is sent
  const lines = linesOf(
    text,
    places.map(({ placeId }) => placeId),
  )
  const preview = useMutation({
    mutationFn: async () => rowsOfSheet(lines, await stockOf(lines.map(({ sku }) => sku)), mode),
    onSuccess: () => setSheet(newKey()),
  })
  const isBusy = useIsMutating({ mutationKey: writing }) > 0 || preview.isPending || list.isPending // else what is being written would be seen as still to be
  const wrong = lines.length === 0 ? own.noLines : lines.length > mostLines ? own.tooManyLines(mostLines) : undefined
  const forget = () => preview.reset()
  return (
    <>
      <PageTitle title={own.sheet} above={<Link to="/stock">{words.stock}</Link>} intro={own.sheetIntro} />
      <form
        className="oform"
        onSubmit={(event) => {
          event.preventDefault()
          if (!wrong && !isBusy) preview.mutate()
        }}
      >
        <Choice
          label={own.mode}
          value={mode}
          options={own.modes}
          onChange={(next) => {
            setMode(next)
            forget()
          }}
        />
        <div className="of">
          <label htmlFor={`${id}-file`}>{own.file}</label>
          <input
            id={`${id}-file`}
            type="file"
            accept=".csv,text/csv,text/plain"
            onChange={async ({ target }) => {
              const file = target.files?.[0]
              if (file) setText(await file.text())
              forget()
            }}
          />
        </div>
        <div className="of owide">
          <label htmlFor={`${id}-lines`}>{own.lines}</label>
          <textarea
            id={`${id}-lines`}
            className="mono"
            rows={10}
            value={text}
            spellCheck={false}
            aria-describedby={wrong && `${id}-wrong`}
            onChange={({ target }) => {
              setText(target.value)
              forget()
            }}
          />
        </div>
        <button
          className="ob main"
          type="submit"
          aria-disabled={wrong !== undefined || isBusy || undefined}
          aria-describedby={wrong && `${id}-wrong`}
        >
          {own.preview}
        </button>
        {wrong && (
          <p className="fine ink-3" id={`${id}-wrong`}>
            {wrong}
          </p>
        )}
      </form>
      {preview.error && <Told error={preview.error} />}
      {preview.data && <Preview key={sheet} rows={preview.data} mode={mode} sheet={sheet} />}
    </>
  )
}

/** Fifty SKUs at a time. */
async function stockOf(skus: readonly string[]): Promise<StockRow[]> {
  const wanted = [...new Set(skus.filter((sku) => sku !== '' && sku.length <= 64))]
  const rows: StockRow[] = []
  for (let from = 0; from < wanted.length; from += 50) {
    const asked = new URLSearchParams(wanted.slice(from, from + 50).map((sku) => ['skus', sku]))
    rows.push(...(await ask<{ items: StockRow[] }>(`/v1/admin/stock?${asked}`)).items)
  }
  return rows
}

interface PreviewProps {
  readonly rows: readonly SheetRow[]
  readonly mode: SheetMode
  readonly sheet: string
}

function Preview({ rows, mode, sheet }: PreviewProps) {
  const [words, own, queries] = [useWords(), useStockBookWords(), useQueryClient()]
  const [ends, setEnds] = useState<Readonly<Record<number, LineEnd>>>({})
  const due = rows.filter((row) => changes(row) && ends[row.n]?.end !== 'written')
  const write = useMutation({
    mutationKey: writing,
    mutationFn: async () => {
      // One after the other: a line that fails leaves the others to be written.
      for (const row of due) {
        const act = actOf(ends[row.n])
        const end = await written(row, mode, `${sheet} ${row.n} ${act}`, { ...own, offline: words.offline })
        setEnds((all) => ({ ...all, [row.n]: { ...end, act } }))
      }
    },
    onSettled: () => queries.invalidateQueries(),
  })
  const failed = Object.values(ends).filter(({ end }) => end !== 'written').length
  const problemOf = ({ n, problem }: SheetRow) => ends[n]?.told ?? (problem ? own.problems[problem] : '')
  return (
    <section aria-labelledby="preview">
      <h2 className="oh" id="preview">
        {own.preview}
      </h2>
      <p role="status">
        {write.isSuccess
          ? own.done(Object.keys(ends).length - failed, failed)
          : own.summary(rows.filter(changes).length, rows.filter((row) => !changes(row)).length)}
      </p>
      <DataTable
        caption={own.preview}
        rows={rows}
        idOf={({ n }) => String(n)}
        columns={[
          { name: words.sku, isHead: true, cell: ({ n, sku }) => <span className="mono">{sku || own.lineOf(n)}</span> },
          { name: words.variant, cell: ({ name }) => name },
          { name: words.placeName, cell: ({ placeId }) => placeId },
          { name: own.now, isNumber: true, cell: ({ now }) => now },
          { name: own.then, isNumber: true, isCorner: true, cell: ({ now, then }) => (then === now ? then : <b>{then}</b>) },
          { name: own.problem, cell: (row) => problemOf(row) },
        ]}
      />
      <button
        className="ob main"
        type="button"
        aria-disabled={due.length === 0 || write.isPending || undefined}
        onClick={() => due.length > 0 && !write.isPending && write.mutate()}
      >
        {own.apply(due.length)}
      </button>
    </section>
  )
}

/** How one line ended. */
async function written(
  row: SheetRow,
  mode: SheetMode,
  key: string,
  words: { readonly written: string; readonly belowPromised: string; readonly offline: string },
): Promise<Omit<LineEnd, 'act'>> {
  const { variantId = '', placeId, pieces } = row
  try {
    if (mode === 'count')
      await ask(`/v1/admin/stock/${encodeURIComponent(variantId)}`, {
        method: 'PUT',
        key,
        body: { placeId, onHand: pieces, reason: 'correction' },
      })
    else await ask('/v1/admin/stock/movements', { method: 'POST', key, body: { variantId, placeId, quantity: pieces, reason: 'received' } })
    return { end: 'written', told: words.written }
  } catch (error) {
    const end = isAnswered(error) ? 'refused' : 'lost'
    if (!(error instanceof Refused)) return { end, told: words.offline }
    return { end, told: error.problem.code === 'below-promised' ? words.belowPromised : (error.problem.detail ?? error.problem.title) }
  }
}
