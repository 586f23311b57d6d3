import type { StockRow } from '@vitrine/gateway/schemas/admin-stock'
import { useLocale } from '@vitrine/ui/locale'
import { Link } from 'react-router'
import { PlaceFilter } from '../parts/place-filter.tsx'
import { ListPage, type Page } from '../parts/list-page.tsx'
import { PageTitle } from '../parts/page-title.tsx'
import { Status } from '../parts/status.tsx'
import { useStockBookWords } from '../words/stock-books.ts'
import { stockWords } from '../words/stock.ts'
import { useWords } from '../words/words.tsx'

type StockPage = Page<StockRow> & { readonly isCut?: true }

const nameOf = ({ name, options }: Pick<StockRow, 'name' | 'options'>) =>
  [name, ...options.map(({ text }) => text)].filter(Boolean).join(', ')

export function Stock() {
  const [words, mine, books] = [useWords(), stockWords[useLocale()], useStockBookWords()]
  return (
    <>
      <PageTitle title={words.stock}>
        <Link className="ob" to="/stock-sheet">
          {books.sheet}
        </Link>
        <Link className="ob" to="/stock-movements">
          {books.movements}
        </Link>
        <Link className="ob" to="/stock-drifts">
          {books.drifts}
        </Link>
        <Link className="ob" to="/lots">
          {mine.lots}
        </Link>
        <Link className="ob" to="/places">
          {mine.places}
        </Link>
      </PageTitle>
      <ListPage<StockRow>
        path="/v1/admin/stock"
        caption={words.stock}
        idOf={({ variantId }) => variantId}
        empty={words.noStock}
        searchLabel={words.searchProducts}
        fileName="stock"
        tabs={{
          name: 'state',
          values: [
            ['', words.all],
            ['low', words.low],
            ['sold-out', words.soldOut],
            ['waiting', mine.waiting],
            ['to-reorder', words.toReorder],
          ],
        }}
        parameters={['placeId']}
        filters={<PlaceFilter />}
        note={({ isCut }: StockPage) => (isCut ? books.isCut : undefined)}
        columns={[
          {
            name: words.variant,
            isHead: true,
            cell: ({ variantId, image, ...row }) => (
              <Link className="oname" to={`/stock/${encodeURIComponent(variantId)}`}>
                {image && <img className="plate" src={image.url} alt="" width={48} height={48} loading="lazy" />}
                {nameOf(row)}
              </Link>
            ),
            plain: nameOf,
          },
          { name: words.sku, cell: ({ sku }) => <span className="mono">{sku}</span>, plain: ({ sku }) => sku },
          { name: words.onHand, isNumber: true, cell: ({ onHand }) => onHand, plain: ({ onHand }) => onHand },
          { name: words.reserved, isNumber: true, cell: ({ reserved }) => reserved, plain: ({ reserved }) => reserved },
          { name: words.available, isNumber: true, cell: ({ available }) => <b>{available}</b>, plain: ({ available }) => available },
          { name: mine.reorderAt, isNumber: true, cell: ({ reorderAt }) => reorderAt, plain: ({ reorderAt }) => reorderAt ?? '' },
          {
            name: words.status,
            isCorner: true,
            cell: ({ available, kind, offer, reorderAt }) =>
              offer !== 'none' ? (
                <Status text={mine.offers[offer]} tone="azur" />
              ) : available === 0 ? (
                <Status text={words.isSoldOut} tone="grenat" />
              ) : reorderAt !== null && available <= reorderAt ? (
                <Status text={mine.isToReorder(reorderAt)} tone="ambre" />
              ) : available <= 5 ? (
                <Status text={words.isLow} tone="ambre" />
              ) : kind === 'bundle' ? (
                <Status text={mine.bundle} />
              ) : null,
          },
        ]}
      />
    </>
  )
}
