import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { StockLotWithSales } from '@vitrine/gateway/schemas/admin-stock'
import { Field } from '@vitrine/ui/components/field'
import { useLocale } from '@vitrine/ui/locale'
import { useState } from 'react'
import { Link, useParams } from 'react-router'
import { ask, isAnswered, newKey, Refused } from '../api.ts'
import { DataTable } from '../parts/data-table.tsx'
import { momentText } from '../parts/day-text.ts'
import { PageTitle } from '../parts/page-title.tsx'
import { FailedPage, Waiting } from '../parts/region.tsx'
import { stockWords } from '../words/stock.ts'
import { useWords } from '../words/words.tsx'
import { lotPath } from './lots.tsx'

/** One lot: what is left, which orders got pieces, and the way to recall it. */
export function Lot() {
  const locale = useLocale()
  const mine = stockWords[locale]
  const { variantId = '', lot = '' } = useParams()
  const path = `/v1/admin${lotPath({ variantId, lot })}`
  const found = useQuery({
    queryKey: ['/v1/admin/lots', variantId, lot],
    queryFn: ({ signal }) => ask<StockLotWithSales>(path, { signal }),
  })
  if (!found.data && found.error) return <FailedPage error={found.error} retry={found.refetch} title={mine.lots} list="/lots" />
  if (!found.data) return <Waiting rows={6} />
  const { name, received, left, recalledAt, note } = found.data
  return (
    <>
      <PageTitle
        title={mine.lotOf(lot, name || variantId)}
        above={<Link to="/lots">{mine.lots}</Link>}
        intro={<p>{`${mine.received}: ${received}. ${mine.left}: ${left}.`}</p>}
      />
      <div className="ostack">
        <Sales lot={found.data} />
        <Lent lot={found.data} />
        {recalledAt ? (
          <section aria-labelledby="recalled">
            <h2 className="oh" id="recalled">
              {mine.recalled}
            </h2>
            <p>{mine.recalledOn(momentText(recalledAt, locale))}</p>
            <p className="ink-2">{note}</p>
            {left > 0 && <p>{mine.stillLeft(left)}</p>}
          </section>
        ) : (
          <Recall lot={found.data} path={path} />
        )}
      </div>
    </>
  )
}

function Sales({ lot: { sales } }: { readonly lot: StockLotWithSales }) {
  const locale = useLocale()
  const mine = stockWords[locale]
  return (
    <section aria-labelledby="got">
      <h2 className="oh" id="got">
        {mine.whoGot}
      </h2>
      {sales.length === 0 ? (
        <p className="empty">{mine.nobodyGot}</p>
      ) : (
        <DataTable
          caption={mine.whoGot}
          rows={sales}
          idOf={({ orderId }) => orderId}
          columns={[
            {
              name: mine.order,
              isHead: true,
              cell: ({ orderId, isHomeTrial }) => (
                <Link to={`/${isHomeTrial ? 'home-trials' : 'orders'}/${encodeURIComponent(orderId)}`}>{orderId}</Link>
              ),
            },
            { name: mine.pieces, isNumber: true, isCorner: true, cell: ({ quantity }) => quantity },
            { name: mine.leftOn, cell: ({ at }) => <time dateTime={at}>{momentText(at, locale)}</time> },
          ]}
        />
      )}
    </section>
  )
}

/** Frames of home trials that are at home, and are of it, or may be. */
function Lent({ lot: { lent } }: { readonly lot: StockLotWithSales }) {
  const mine = stockWords[useLocale()]
  if (lent.length === 0) return null
  return (
    <section aria-labelledby="lent">
      <h2 className="oh" id="lent">
        {mine.lent}
      </h2>
      <ul className="feed wide">
        {lent.map(({ trialId, name }) => (
          <li key={trialId}>
            <Link to={`/home-trials/${encodeURIComponent(trialId)}`}>{name || trialId}</Link>
          </li>
        ))}
      </ul>
    </section>
  )
}

/** One press is one recall; it cannot be taken back, and the button says how many orders it is about. */
function Recall({ lot, path }: { readonly lot: StockLotWithSales; readonly path: string }) {
  const [words, mine, queries] = [useWords(), stockWords[useLocale()], useQueryClient()]
  const [key, setKey] = useState(newKey)
  const recall = useMutation({
    mutationFn: (note: string) => ask<StockLotWithSales>(`${path}/recall`, { method: 'POST', key, body: { note } }),
    onError: (error) => {
      if (isAnswered(error)) setKey(newKey()) // answered: another try is another recall
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ['/v1/admin/lots'] }),
  })
  const problem = recall.error instanceof Refused ? recall.error.problem : undefined
  const failed = recall.error && (problem?.status === 403 ? words.noRightFor : (problem?.title ?? words.offline))
  return (
    <details className="ofold">
      <summary className="oh">{mine.recall}</summary>
      <form
        className="oform"
        onSubmit={(event) => {
          event.preventDefault()
          if (!recall.isPending) recall.mutate(String(new FormData(event.currentTarget).get('note')).trim())
        }}
      >
        <p className="ink-2 owide">{mine.recallHint}</p>
        <Field id="note" label={mine.recallNote} error={failed ?? undefined} maxLength={1_000} required />
        <button className="ob danger" type="submit" aria-disabled={recall.isPending || undefined}>
          {mine.recallButton(lot.sales.length + lot.lent.length)}
        </button>
      </form>
    </details>
  )
}
