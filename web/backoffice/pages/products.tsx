import type { AdminProductRow } from '@vitrine/gateway/schemas/admin-products'
import { Link } from 'react-router'
import { fieldTexts } from '../parts/field-text.ts'
import { useFilters } from '../parts/list-filters.tsx'
import { ListPage } from '../parts/list-page.tsx'
import { PageTitle } from '../parts/page-title.tsx'
import { ProductStatusMark } from '../parts/status.tsx'
import { useWords } from '../words/words.tsx'

export function Products() {
  const words = useWords()
  return (
    <>
      <PageTitle title={words.products}>
        <Link className="ob main" to="/products/new">
          {words.newProduct}
        </Link>
      </PageTitle>
      <ListPage<AdminProductRow>
        path="/v1/admin/products"
        caption={words.products}
        idOf={({ id }) => id}
        empty={words.noProducts}
        fileName="products"
        parameters={['status']}
        filters={<StatusFilter />}
        searchLabel={words.searchProducts}
        tabs={{
          name: 'kind',
          values: [
            ['', words.all],
            ...(['eyewear', 'perfume', 'apparel', 'gift-card', 'other'] as const).map((kind) => [kind, words.kinds[kind]] as const),
          ],
        }}
        columns={[
          {
            name: words.product,
            isHead: true,
            cell: ({ id, name, image }) => (
              <Link className="oname" to={`/products/${id}`}>
                {image && <img className="plate" src={image.url} alt="" width={48} height={48} loading="lazy" />}
                {name}
              </Link>
            ),
            plain: ({ name }) => name,
          },
          { name: words.brand, cell: ({ brand }) => brand, plain: ({ brand }) => brand },
          { name: words.kind, cell: ({ kind }) => words.kinds[kind], plain: ({ kind }) => words.kinds[kind] },
          { name: words.variants, isNumber: true, cell: ({ variantCount }) => variantCount, plain: ({ variantCount }) => variantCount },
          {
            name: words.missing,
            cell: ({ missing }) =>
              missing.length ? <span className="clip">{fieldTexts(missing, words)}</span> : <span className="ink-3">{words.complete}</span>,
            plain: ({ missing }) => missing.join(' '),
          },
          {
            name: words.status,
            isCorner: true,
            cell: ({ status }) => <ProductStatusMark status={status} />,
            plain: ({ status }) => words.productStatus[status],
          },
        ]}
      />
    </>
  )
}

function StatusFilter() {
  const words = useWords()
  const { get, set } = useFilters()
  return (
    <label className="ochoice">
      {words.status}
      <select value={get('status')} onChange={({ target }) => set({ status: target.value })}>
        <option value="">{words.all}</option>
        {(['draft', 'published', 'withdrawn'] as const).map((status) => (
          <option key={status} value={status}>
            {words.productStatus[status]}
          </option>
        ))}
      </select>
    </label>
  )
}
