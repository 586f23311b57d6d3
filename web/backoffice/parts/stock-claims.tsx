import { useQuery } from '@tanstack/react-query'
import type { StockClaim } from '@vitrine/gateway/schemas/admin-stock'
import { useLocale } from '@vitrine/ui/locale'
import { Link } from 'react-router'
import { ask } from '../api.ts'
import { shortId } from '../session.ts'
import { useStockBookWords } from '../words/stock-books.ts'
import { DataTable } from './data-table.tsx'
import { momentText } from './day-text.ts'
import { Failed, Waiting } from './region.tsx'

/** Which orders, home trials and checkouts hold pieces of a variant, and who waits for the next. */
export function StockClaims({ variantId }: { readonly variantId: string }) {
  const [own, locale] = [useStockBookWords(), useLocale()]
  const path = `/v1/admin/stock/${encodeURIComponent(variantId)}/claims`
  const claims = useQuery({
    queryKey: [path],
    queryFn: ({ signal }) => ask<{ items: StockClaim[]; total: number }>(path, { signal }),
  })
  const nameOf = ({ id, kind }: StockClaim) => `${own.claimKinds[kind]} ${kind === 'checkout' ? '' : shortId(id)}`.trim()
  return (
    <section aria-labelledby="claims">
      <h2 className="oh" id="claims">
        {own.claims}
      </h2>
      <p className="ink-2">{own.claimsIntro}</p>
      {claims.error ? (
        <Failed error={claims.error} retry={claims.refetch} />
      ) : !claims.data ? (
        <Waiting rows={2} />
      ) : claims.data.items.length === 0 ? (
        <p className="ink-2">{own.noClaims}</p>
      ) : (
        <>
          <DataTable
            caption={own.claims}
            rows={claims.data.items}
            idOf={({ id }) => id}
            columns={[
              {
                name: own.what,
                isHead: true,
                cell: (claim) =>
                  claim.kind === 'checkout' ? (
                    nameOf(claim)
                  ) : (
                    <Link to={`/${claim.kind === 'order' ? 'orders' : 'home-trials'}/${encodeURIComponent(claim.id)}`}>
                      {nameOf(claim)}
                    </Link>
                  ),
              },
              { name: own.held, isNumber: true, isCorner: true, cell: ({ taken }) => taken },
              { name: own.waitsFor, isNumber: true, cell: ({ awaited }) => (awaited > 0 ? <b>{awaited}</b> : 0) },
              { name: own.since, cell: ({ at }) => <time dateTime={at}>{momentText(at, locale)}</time> },
            ]}
          />
          {claims.data.total > claims.data.items.length && (
            <p className="fine ink-3">{own.moreClaims(claims.data.items.length, claims.data.total)}</p>
          )}
        </>
      )}
    </section>
  )
}
