import { useQuery } from '@tanstack/react-query'
import type { AdminOrderRow } from '@vitrine/gateway/schemas/admin-orders'
import type { Summary } from '@vitrine/gateway/schemas/admin'
import { formatMoney } from '@vitrine/ui/format'
import { useLocale } from '@vitrine/ui/locale'
import { Link } from 'react-router'
import { ask, query } from '../api.ts'
import { DataTable } from '../parts/data-table.tsx'
import { dayText, momentText } from '../parts/day-text.ts'
import { PageTitle } from '../parts/page-title.tsx'
import { Failed, Waiting } from '../parts/region.tsx'
import { SalesChart } from '../parts/sales-chart.tsx'
import { OrderStatusMark } from '../parts/status.tsx'
import { useWords } from '../words/words.tsx'

const dayMs = 86_400_000
/** Queues whose rows cost money while they wait. */
const warning: ReadonlySet<string> = new Set(['/stock?state=sold-out', '/payments/disputes', '/payments/stuck'])

/** The orders a figure was counted from. */
const rowsOf = (
  view: 'kept' | 'sold' | 'refunded',
  { since, until, productId }: Pick<Summary, 'since' | 'until'> & { productId?: string },
) => `/orders${query({ view, since, until, productId })}`

/** What waits, and how the last two weeks went. Every figure leads to the rows behind it. */
export function Today() {
  const [words, locale] = [useWords(), useLocale()]
  const summary = useQuery({
    queryKey: ['summary'],
    queryFn: ({ signal }) => {
      const until = new Date(Math.ceil(Date.now() / dayMs) * dayMs)
      const period = { since: new Date(until.getTime() - 14 * dayMs).toISOString(), until: until.toISOString() }
      return ask<Summary>(`/v1/admin/summary${query(period)}`, { signal })
    },
    refetchInterval: 30_000,
  })
  return (
    <>
      <PageTitle title={words.today} intro={dayText(new Date(), locale)} />
      {summary.error ? (
        <Failed error={summary.error} retry={summary.refetch} />
      ) : summary.data ? (
        <Figures summary={summary.data} />
      ) : (
        <Waiting rows={8} />
      )}
    </>
  )
}

function Figures({ summary }: { readonly summary: Summary }) {
  const [words, locale] = [useWords(), useLocale()]
  const queues = [
    [summary.toPack, words.toPack, '/orders?view=to-pack'],
    [summary.toSend, words.toSend, '/orders?status=packed'],
    [summary.awaitingPayment, words.awaitingPayment, '/orders?status=placed'],
    [summary.soldOut, words.soldOut, '/stock?state=sold-out'],
    [summary.low, words.low, '/stock?state=low'],
    [summary.toReorder, words.toReorder, '/stock?state=to-reorder'],
    [summary.returnsToCheck, words.returnsToCheck, '/returns?state=received'],
    [summary.refundsToAgree, words.refundsToAgree, '/refunds'],
    [summary.glassesToVerify, words.glassesToVerify, '/glasses'],
    [summary.adviceToAnswer, words.adviceToAnswer, '/advice'],
    [summary.lateTrials, words.lateTrials, '/home-trials?late=yes'],
    [summary.disputes, words.openDisputes, '/payments/disputes'],
    [summary.stuck, words.stuckErrands, '/payments/stuck'],
  ] as const
  const figures = [
    [formatMoney(locale, summary.sales), words.sales, rowsOf('sold', summary)],
    [String(summary.orders), words.orderCount, rowsOf('kept', summary)],
    [formatMoney(locale, summary.refunded), words.refunds, rowsOf('refunded', summary)],
  ] as const
  return (
    <>
      <section aria-labelledby="to-do">
        <h2 className="oh" id="to-do">
          {words.toDo}
        </h2>
        <ul className="queues">
          {queues.map(([count, text, to]) => (
            <li key={text} className={count === 0 ? 'zero' : warning.has(to) ? 'warn' : undefined}>
              <Link to={to}>
                <b>{count ?? '?'}</b>
                {count === null && <span className="sr">{words.notCounted}</span>}
                <span>{text}</span>
              </Link>
            </li>
          ))}
        </ul>
      </section>
      <section aria-labelledby="period">
        <h2 className="oh" id="period">
          {words.lastDays}
        </h2>
        <dl className="kpis">
          {figures.map(([value, text, to]) => (
            <div key={text}>
              <dt>{text}</dt>
              <dd className="v">
                <Link to={to}>{value}</Link>
              </dd>
            </div>
          ))}
        </dl>
      </section>
      {summary.orders === 0 ? (
        <div className="empty">
          <p>{words.noSales}</p>
        </div>
      ) : (
        <div className="ocols">
          <section aria-labelledby="sales">
            <h2 className="oh" id="sales">
              {words.sales}
            </h2>
            <p className="find-line">{words.salesLine(summary.orders, formatMoney(locale, summary.sales))}</p>
            <SalesChart summary={summary} />
          </section>
          <section aria-labelledby="best">
            <h2 className="oh" id="best">
              {words.best}
            </h2>
            <ol className="feed best">
              {summary.bestSellers.map(({ productId, name, quantity }) => (
                <li key={productId}>
                  <Link className="link" to={`/products/${productId}`}>
                    {name}
                  </Link>
                  <Link className="ink-2" to={rowsOf('sold', { ...summary, productId })}>
                    {words.pieces(quantity)}
                  </Link>
                </li>
              ))}
            </ol>
          </section>
        </div>
      )}
      <LatestOrders />
    </>
  )
}

function LatestOrders() {
  const [words, locale] = [useWords(), useLocale()]
  const latest = useQuery({
    queryKey: ['/v1/admin/orders', 'latest'],
    queryFn: ({ signal }) => ask<{ items: AdminOrderRow[] }>('/v1/admin/orders?limit=6', { signal }),
    refetchInterval: 15_000,
  })
  if (!latest.data?.items.length) return null
  return (
    <section aria-labelledby="latest">
      <h2 className="oh" id="latest">
        {words.latestOrders}
      </h2>
      <DataTable
        caption={words.latestOrders}
        rows={latest.data.items}
        idOf={({ id }) => id}
        columns={[
          { name: words.number, isHead: true, cell: ({ id, number }) => <Link to={`/orders/${id}`}>{number}</Link> },
          { name: words.placedAt, cell: ({ placedAt }) => <time dateTime={placedAt}>{momentText(placedAt, locale)}</time> },
          { name: words.customer, cell: ({ name, email }) => name || email },
          { name: words.total, isNumber: true, isCorner: true, cell: ({ total }) => formatMoney(locale, total) },
          { name: words.status, cell: ({ status }) => <OrderStatusMark status={status} /> },
        ]}
      />
    </section>
  )
}
