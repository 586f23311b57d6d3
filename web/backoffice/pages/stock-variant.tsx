import { useQuery } from '@tanstack/react-query'
import type { StockMovement, StockRow } from '@vitrine/gateway/schemas/admin-stock'
import { useLocale } from '@vitrine/ui/locale'
import { Link, useParams } from 'react-router'
import { ask, query } from '../api.ts'
import { AheadForm } from '../parts/ahead-form.tsx'
import { ReorderForm } from '../parts/reorder-form.tsx'
import { BundleForm } from '../parts/bundle-form.tsx'
import { DataTable } from '../parts/data-table.tsx'
import { momentText } from '../parts/day-text.ts'
import { ListPage } from '../parts/list-page.tsx'
import { PageTitle } from '../parts/page-title.tsx'
import { PlaceFilter } from '../parts/place-filter.tsx'
import { FailedPage, Waiting } from '../parts/region.tsx'
import { StockClaims } from '../parts/stock-claims.tsx'
import { StockForm } from '../parts/stock-form.tsx'
import { TransferForm } from '../parts/transfer-form.tsx'
import { usePlaces } from '../parts/use-places.ts'
import { Lost } from './lost.tsx'
import { useStaffNames } from '../session.ts'
import { stockWords } from '../words/stock.ts'
import { useWords } from '../words/words.tsx'

/** One variant: what is there, a count, and every movement that led here. */
export function StockVariant() {
  const [words, locale] = [useWords(), useLocale()]
  const mine = stockWords[locale]
  const nameOf = useStaffNames()
  const placeOf = usePlaces().nameOf
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
        {row.cap > 0 && (
          <div>
            <dt>{mine.awaited}</dt>
            <dd className="v">{mine.awaitedOf(row.awaited, row.cap)}</dd>
          </div>
        )}
      </dl>
      {row.kind === 'piece' && <OfPieces row={row} placeOf={placeOf} />}
      <StockClaims variantId={variantId} />
      <section aria-labelledby="parts">
        <h2 className="oh" id="parts">
          {mine.parts}
        </h2>
        <p className="ink-2">{mine.partsIntro}</p>
        <BundleForm variantId={variantId} />
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
          parameters={['placeId']}
          filters={<PlaceFilter />}
          columns={[
            { name: words.at, isHead: true, cell: ({ at }) => <time dateTime={at}>{momentText(at, locale)}</time> },
            {
              name: words.change,
              isNumber: true,
              isCorner: true,
              cell: ({ quantity }) => (quantity > 0 ? `+${quantity}` : String(quantity).replace('-', '−')),
            },
            {
              name: words.reason,
              cell: ({ reason }) =>
                reason === 'transferred' ? mine.transferred : (words.reasons[reason as keyof typeof words.reasons] ?? reason),
            },
            { name: mine.place, cell: ({ placeId }) => placeOf(placeId) },
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

/** Where pieces lie, and everything that changes how many: a bundle has none of it. */
function OfPieces({ row, placeOf }: { readonly row: StockRow; readonly placeOf: (placeId: string) => string }) {
  const [words, mine] = [useWords(), stockWords[useLocale()]]
  return (
    <>
      <section aria-labelledby="by-place">
        <h2 className="oh" id="by-place">
          {mine.byPlace}
        </h2>
        {row.places.length === 0 ? (
          <p className="ink-2">{mine.nowhere}</p>
        ) : (
          <DataTable
            caption={mine.byPlace}
            rows={row.places}
            idOf={({ placeId }) => placeId}
            columns={[
              { name: mine.place, isHead: true, cell: ({ placeId }) => placeOf(placeId) },
              { name: words.onHand, isNumber: true, cell: ({ onHand }) => onHand },
              { name: words.reserved, isNumber: true, cell: ({ reserved }) => reserved },
              { name: words.available, isNumber: true, isCorner: true, cell: ({ onHand, reserved }) => <b>{onHand - reserved}</b> },
            ]}
          />
        )}
      </section>
      <section aria-labelledby="count">
        <h2 className="oh" id="count">
          {words.changeStock}
        </h2>
        <StockForm row={row} />
      </section>
      <section aria-labelledby="transfer">
        <h2 className="oh" id="transfer">
          {mine.transfer}
        </h2>
        <TransferForm row={row} />
      </section>
      <section aria-labelledby="reorder">
        <h2 className="oh" id="reorder">
          {mine.reorder}
        </h2>
        <p className="ink-2">{mine.reorderIntro}</p>
        <ReorderForm key={row.reorderAt} row={row} />
      </section>
      <section aria-labelledby="ahead">
        <h2 className="oh" id="ahead">
          {mine.ahead}
        </h2>
        <p className="ink-2">{mine.aheadIntro}</p>
        <AheadForm key={`${row.offer} ${row.cap} ${row.shipsOn}`} row={row} />
      </section>
    </>
  )
}
