import { useQuery } from '@tanstack/react-query'
import type { PriceHistory } from '@vitrine/gateway/schemas/admin-prices'
import { formatMoney } from '@vitrine/ui/format'
import { useLocale } from '@vitrine/ui/locale'
import { Link, useParams } from 'react-router'
import { ask } from '../api.ts'
import { DataTable } from '../parts/data-table.tsx'
import { momentText } from '../parts/day-text.ts'
import { PageTitle } from '../parts/page-title.tsx'
import { usePricedVariants, variantName } from '../parts/priced-variants.ts'
import { FailedPage, Waiting } from '../parts/region.tsx'
import { usePriceWords } from '../words/prices.ts'
import { useWords } from '../words/words.tsx'

/** What a variant costs, and every price that its lowest of 30 days is read from. */
export function PriceHistoryPage() {
  const [words, own, locale] = [useWords(), usePriceWords(), useLocale()]
  const { variantId = '' } = useParams()
  const history = useQuery({
    queryKey: ['/v1/admin/prices', variantId, 'history'],
    queryFn: ({ signal }) => ask<PriceHistory>(`/v1/admin/prices/${encodeURIComponent(variantId)}/history`, { signal }),
  })
  const variant = usePricedVariants({ variantIds: [variantId] }).data?.items[0]
  if (history.error) return <FailedPage error={history.error} retry={history.refetch} title={own.priceLists} list="/price-lists" />
  if (!history.data) return <Waiting rows={6} />
  const { price, priceBefore, lowestPrice30d, periods } = history.data
  const figures = [
    [own.now, price],
    [own.before, priceBefore],
    [own.lowest, lowestPrice30d],
  ] as const
  return (
    <>
      <PageTitle
        title={own.history(variant ? variantName(variant) : variantId)}
        above={<Link to="/price-lists">{own.priceLists}</Link>}
        intro={own.historyIntro}
      >
        {variant && (
          <Link className="ob" to={`/products/${variant.productId}`}>
            {words.product}
          </Link>
        )}
      </PageTitle>
      <dl className="kpis">
        {figures.map(
          ([name, amount]) =>
            amount && (
              <div key={name}>
                <dt>{name}</dt>
                <dd className="v">{formatMoney(locale, amount)}</dd>
              </div>
            ),
        )}
      </dl>
      {periods.length === 0 ? (
        <p className="empty">{own.noHistory}</p>
      ) : (
        <DataTable
          caption={own.prices}
          rows={periods}
          idOf={({ from }) => from}
          columns={[
            { name: own.fromTime, isHead: true, cell: ({ from }) => <time dateTime={from}>{momentText(from, locale)}</time> },
            {
              name: own.untilTime,
              cell: ({ until }) => (until ? <time dateTime={until}>{momentText(until, locale)}</time> : own.stillNow),
            },
            { name: words.price, isNumber: true, isCorner: true, cell: (period) => formatMoney(locale, period.price) },
          ]}
        />
      )}
    </>
  )
}
