import { useQuery } from '@tanstack/react-query'
import type { StockMovement, StockRow } from '@vitrine/gateway/schemas/admin-stock'
import { useLocale } from '@vitrine/ui/locale'
import { Link, useParams } from 'react-router'
import { ask, query } from '../api.ts'
import { momentText } from '../parts/day-text.ts'
import { ListPage } from '../parts/list-page.tsx'
import { PageTitle } from '../parts/page-title.tsx'
import { FailedPage, Waiting } from '../parts/region.tsx'
import { StockForm } from '../parts/stock-form.tsx'
import { Lost } from './lost.tsx'
import { useStaffNames } from '../session.ts'
import { useWords } from '../words/words.tsx'

/** One variant: what is there, a count, and every movement that led here. */
export function StockVariant() {
  const [words, locale] = [useWords(), useLocale()]
  const nameOf = useStaffNames()
  const { variantId = '' } = useParams()
  const level = useQuery({
    queryKey: ['/v1/admin/stock', variantId],
    queryFn: ({ signal }) => ask<{ items: StockRow[] }>(`/v1/admin/stock${query({ variantIds: variantId })}`, { signal }),
  })
  const row = level.data?.items[0]
  if (level.error) return <FailedPage error={level.error} retry={level.refetch} title={words.stock} list="/stock" />
  if (!level.data) return <Waiting rows={6} />
  if (!row) return <Lost />
  return (
    <>
      <PageTitle
        title={[row.name, ...row.options.map(({ text }) => text)].join(', ')}
        above={<Link to="/stock">{words.stock}</Link>}
        intro={<span className="mono">{row.sku}</span>}
      >
        <Link className="ob" to={`/products/${row.productId}`}>
          {words.product}
        </Link>
      </PageTitle>
      <dl className="kpis">
        {(['onHand', 'reserved', 'available'] as const).map((name) => (
          <div key={name}>
            <dt>{words[name]}</dt>
            <dd className="v">{row[name]}</dd>
          </div>
        ))}
      </dl>
      <section aria-labelledby="count">
        <h2 className="oh" id="count">
          {words.changeStock}
        </h2>
        <StockForm row={row} />
      </section>
      <section aria-labelledby="movements">
        <h2 className="oh" id="movements">
          {words.movements}
        </h2>
        <ListPage<StockMovement>
          path={`/v1/admin/stock/${encodeURIComponent(variantId)}/movements`}
          caption={words.movements}
          idOf={({ id }) => id}
          empty={words.noMovements}
          columns={[
            { name: words.at, isHead: true, cell: ({ at }) => <time dateTime={at}>{momentText(at, locale)}</time> },
            {
              name: words.change,
              isNumber: true,
              isCorner: true,
              cell: ({ quantity }) => (quantity > 0 ? `+${quantity}` : String(quantity).replace('-', '−')),
            },
            { name: words.reason, cell: ({ reason }) => words.reasons[reason as keyof typeof words.reasons] ?? reason },
            {
              name: words.actor,
              cell: ({ actor, orderId }) => (orderId ? <Link to={`/orders/${orderId}`}>{words.theOrder}</Link> : nameOf(actor)),
            },
          ]}
        />
      </section>
    </>
  )
}
