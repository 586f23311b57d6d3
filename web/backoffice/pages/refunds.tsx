import { useQuery } from '@tanstack/react-query'
import type { AwaitedRefund } from '@vitrine/gateway/schemas/admin-orders'
import { Link } from 'react-router'
import { ask } from '../api.ts'
import { PageTitle } from '../parts/page-title.tsx'
import { Awaited } from '../parts/refunds-awaited.tsx'
import { Failed, Waiting } from '../parts/region.tsx'
import { useWords } from '../words/words.tsx'

/** Refunds of the whole shop that wait for a second person. Read again while it is open. */
export function Refunds() {
  const words = useWords()
  const refunds = useQuery({
    queryKey: ['/v1/admin/refunds'],
    queryFn: ({ signal }) => ask<{ items: AwaitedRefund[] }>('/v1/admin/refunds', { signal }),
    refetchInterval: 15_000,
  })
  return (
    <>
      <PageTitle title={words.refundsTitle} above={<Link to="/orders">{words.orders}</Link>} intro={words.refundsIntro} />
      {refunds.error ? (
        <Failed error={refunds.error} retry={refunds.refetch} />
      ) : !refunds.data ? (
        <Waiting rows={4} />
      ) : refunds.data.items.length === 0 ? (
        <p className="empty good">{words.noRefundsAwaited}</p>
      ) : (
        <ul className="ostack">
          {refunds.data.items.map((awaited) => (
            <Awaited key={awaited.id} awaited={awaited} showsOrder />
          ))}
        </ul>
      )}
    </>
  )
}
