import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { RepairedDrifts, StockDrift } from '@vitrine/gateway/schemas/admin-stock'
import { Link } from 'react-router'
import { ask } from '../api.ts'
import { DataTable } from '../parts/data-table.tsx'
import { PageTitle } from '../parts/page-title.tsx'
import { Failed, Waiting } from '../parts/region.tsx'
import { Told } from '../parts/told.tsx'
import { usePlaces } from '../parts/use-places.ts'
import { useStockBookWords } from '../words/stock-books.ts'
import { useWords } from '../words/words.tsx'

const path = '/v1/admin/stock/drifts'

/** Where levels and books do not agree, normally an empty page, and putting it right. */
export function StockDrifts() {
  const [words, own, queries] = [useWords(), useStockBookWords(), useQueryClient()]
  const drifts = useQuery({ queryKey: [path], queryFn: ({ signal }) => ask<{ items: StockDrift[] }>(path, { signal }) })
  const repair = useMutation({
    mutationFn: () => ask<RepairedDrifts>(`${path}/repair`, { method: 'POST', body: {} }),
    onSettled: () => queries.invalidateQueries({ queryKey: [path] }),
  })
  return (
    <>
      <PageTitle title={own.drifts} above={<Link to="/stock">{words.stock}</Link>} intro={own.driftsIntro} />
      {drifts.error ? (
        <Failed error={drifts.error} retry={drifts.refetch} />
      ) : !drifts.data ? (
        <Waiting rows={4} />
      ) : drifts.data.items.length === 0 ? (
        <p className="empty good">{own.noDrifts}</p>
      ) : (
        <>
          <DriftTable drifts={drifts.data.items} />
          <p className="ink-2">{own.repairHint}</p>
          <button
            className="ob main"
            type="button"
            aria-disabled={repair.isPending || undefined}
            onClick={() => !repair.isPending && repair.mutate()}
          >
            {own.repair}
          </button>
        </>
      )}
      <p role="status">{repair.data && own.repaired(repair.data.repaired.length, repair.data.left.length)}</p>
      {repair.error && <Told error={repair.error} />}
    </>
  )
}

function DriftTable({ drifts }: { readonly drifts: readonly StockDrift[] }) {
  const [words, own] = [useWords(), useStockBookWords()]
  const { nameOf } = usePlaces()
  return (
    <DataTable
      caption={own.drifts}
      rows={drifts}
      idOf={({ variantId, placeId, what }) => `${variantId} ${placeId} ${what}`}
      columns={[
        {
          name: words.sku,
          isHead: true,
          cell: ({ variantId, sku, name }) => (
            <Link to={`/stock/${encodeURIComponent(variantId)}`}>
              <span className="mono">{sku || variantId}</span>
              {name && <small className="ink-3 obelow">{name}</small>}
            </Link>
          ),
        },
        { name: words.placeName, cell: ({ placeId }) => (placeId ? nameOf(placeId) : own.allPlaces) },
        { name: own.what, cell: ({ what }) => own.whats[what] },
        { name: own.level, isNumber: true, isCorner: true, cell: ({ level }) => level },
        { name: own.books, isNumber: true, cell: ({ books }) => books },
      ]}
    />
  )
}
