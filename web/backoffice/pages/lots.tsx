import { useQuery } from '@tanstack/react-query'
import type { StockLot } from '@vitrine/gateway/schemas/admin-stock'
import { Field } from '@vitrine/ui/components/field'
import { useLocale } from '@vitrine/ui/locale'
import { Link, useSearchParams } from 'react-router'
import { ask } from '../api.ts'
import { DataTable } from '../parts/data-table.tsx'
import { momentText } from '../parts/day-text.ts'
import { PageTitle } from '../parts/page-title.tsx'
import { Failed, Waiting } from '../parts/region.tsx'
import { Status } from '../parts/status.tsx'
import { stockWords } from '../words/stock.ts'
import { useWords } from '../words/words.tsx'

/** The address of a lot, on the page and at the door. */
export const lotPath = ({ variantId, lot }: Pick<StockLot, 'variantId' | 'lot'>): string =>
  `/lots/${encodeURIComponent(variantId)}/${encodeURIComponent(lot)}`

/** Lots, newest first, narrowed by how their number begins. */
export function Lots() {
  const [words, locale] = [useWords(), useLocale()]
  const mine = stockWords[locale]
  const [params, setParams] = useSearchParams()
  const begins = params.get('lot') ?? ''
  const lots = useQuery({
    queryKey: ['/v1/admin/lots', begins],
    queryFn: ({ signal }) => ask<{ items: StockLot[] }>(`/v1/admin/lots${begins && `?lot=${encodeURIComponent(begins)}`}`, { signal }),
  })
  return (
    <>
      <PageTitle title={mine.lots} above={<Link to="/stock">{words.stock}</Link>} intro={<p>{mine.lotsIntro}</p>} />
      <search className="oform">
        <Field
          id="begins"
          label={mine.lotBegins}
          autoComplete="off"
          maxLength={40}
          value={begins}
          onChange={({ target }) => setParams(target.value ? { lot: target.value } : {}, { replace: true })}
        />
      </search>
      {lots.error ? (
        <Failed error={lots.error} retry={lots.refetch} />
      ) : !lots.data ? (
        <Waiting rows={4} />
      ) : lots.data.items.length === 0 ? (
        <p className="empty">{begins ? mine.noLotsFound : mine.noLots}</p>
      ) : (
        <LotTable items={lots.data.items} />
      )}
    </>
  )
}

function LotTable({ items }: { readonly items: readonly StockLot[] }) {
  const locale = useLocale()
  const [words, mine] = [useWords(), stockWords[locale]]
  return (
    <DataTable
      caption={mine.lots}
      rows={items}
      idOf={({ variantId, lot }) => `${variantId} ${lot}`}
      columns={[
        { name: mine.lot, isHead: true, cell: (row) => <Link to={lotPath(row)}>{row.lot}</Link> },
        {
          name: words.product,
          cell: ({ name, sku }) => (
            <>
              {name}
              <small className="ink-3 obelow">{sku}</small>
            </>
          ),
        },
        { name: mine.received, isNumber: true, cell: ({ received }) => received },
        { name: mine.left, isNumber: true, isCorner: true, cell: ({ left }) => left },
        { name: mine.since, cell: ({ at }) => <time dateTime={at}>{momentText(at, locale)}</time> },
        {
          name: mine.lotState,
          cell: ({ recalledAt }) => <Status text={recalledAt ? mine.recalled : mine.sold} tone={recalledAt ? 'ambre' : 'verre'} />,
        },
      ]}
    />
  )
}
