import type { StockRow } from '@vitrine/gateway/schemas/admin'
import { Link } from 'react-router'
import { ListPage } from '../parts/list-page.tsx'
import { PageTitle } from '../parts/page-title.tsx'
import { Status } from '../parts/status.tsx'
import { useWords } from '../words/words.tsx'

export function Stock() {
  const words = useWords()
  return (
    <>
      <PageTitle title={words.stock} />
      <ListPage<StockRow>
        path="/v1/admin/stock"
        caption={words.stock}
        idOf={({ variantId }) => variantId}
        empty={words.noStock}
        tabs={{
          name: 'state',
          values: [
            ['', words.all],
            ['low', words.low],
            ['sold-out', words.soldOut],
          ],
        }}
        columns={[
          {
            name: words.variant,
            isHead: true,
            cell: ({ variantId, name, options }) => (
              <Link to={`/stock/${encodeURIComponent(variantId)}`}>
                {[name, ...options.map(({ text }) => text)].filter(Boolean).join(', ')}
              </Link>
            ),
          },
          { name: words.sku, cell: ({ sku }) => <span className="mono">{sku}</span> },
          { name: words.onHand, isNumber: true, cell: ({ onHand }) => onHand },
          { name: words.reserved, isNumber: true, cell: ({ reserved }) => reserved },
          { name: words.available, isNumber: true, cell: ({ available }) => <b>{available}</b> },
          {
            name: words.status,
            cell: ({ available }) =>
              available === 0 ? (
                <Status text={words.soldOut} tone="grenat" />
              ) : available <= 5 ? (
                <Status text={words.low} tone="ambre" />
              ) : null,
          },
        ]}
      />
    </>
  )
}
