import type { AdminProductRow } from '@vitrine/gateway/schemas/admin'
import { Link } from 'react-router'
import { ListPage } from '../parts/list-page.tsx'
import { PageTitle } from '../parts/page-title.tsx'
import { Status } from '../parts/status.tsx'
import { useWords } from '../words/words.tsx'

export function Products() {
  const words = useWords()
  const tones = { draft: 'ambre', published: 'verre', withdrawn: '' } as const
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
        searchLabel={words.searchProducts}
        tabs={{
          name: 'kind',
          values: [
            ['', words.all],
            ...(['eyewear', 'perfume', 'apparel', 'other'] as const).map((kind) => [kind, words.kinds[kind]] as const),
          ],
        }}
        columns={[
          {
            name: words.product,
            isHead: true,
            cell: ({ id, name, image }) => (
              <Link className="oname" to={`/products/${id}`}>
                {image && <img className="plate" src={image.url} alt="" width={48} height={36} loading="lazy" />}
                {name}
              </Link>
            ),
          },
          { name: words.brand, cell: ({ brand }) => brand },
          { name: words.variants, isNumber: true, cell: ({ variantCount }) => variantCount },
          {
            name: words.missing,
            cell: ({ missing }) => (missing.length ? <span className="clip">{missing.join(', ')}</span> : words.complete),
          },
          { name: words.status, cell: ({ status }) => <Status text={words.productStatus[status]} tone={tones[status]} /> },
        ]}
      />
    </>
  )
}
