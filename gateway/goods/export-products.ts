import type { CallOptions } from '@connectrpc/connect'
import { adminProductOf } from '../answers/admin-product-answer.ts'
import type { Peers } from '../peers.ts'
import { type ImportedProduct, importedProduct } from '../schemas/admin-products.ts'
import { csvLine } from './csv.ts'
import { csvColumns, csvOfProduct } from './product-csv.ts'

export interface ExportNeeds {
  readonly peers: Pick<Peers, 'catalog' | 'pricing'>
  readonly currency: string
  readonly options: () => CallOptions
}

/**
 * Every product of the shop, drafts included, by slug, as a file that the import reads back unchanged: NDJSON, one a line, or CSV, one
 * variant a row. An empty shop gives the columns. Ids are left out: slug and SKU are what files know. Holds all products in memory.
 */
export async function* exportProducts(needs: ExportNeeds, format: 'csv' | 'ndjson'): AsyncGenerator<string> {
  const products = (await allProducts(needs)).toSorted((a, b) => (a.slug < b.slug ? -1 : 1))
  if (format === 'ndjson') {
    for (const product of products) yield `${JSON.stringify(product)}\n`
    return
  }
  const columns = csvColumns(products)
  yield csvLine(columns)
  for (const product of products) yield csvOfProduct(product, columns)
}

async function allProducts({ peers, currency, options }: ExportNeeds): Promise<ImportedProduct[]> {
  const all = new Map<string, ImportedProduct>() // one that is changed meanwhile may be listed twice
  for (let cursor = ''; ; ) {
    const { products, nextCursor } = await peers.catalog.listAdminProducts({ page: { limit: 100, cursor } }, options())
    const variantIds = products.flatMap(({ variants }) => variants.map(({ id }) => id))
    const { prices } = await peers.pricing.getPrices({ variantIds, currency }, options())
    for (const product of products) {
      const { variants, ...whole } = adminProductOf(product, prices)
      all.set(product.id, importedProduct.parse({ ...whole, variants: variants.map(({ id: _, ...variant }) => variant) }))
    }
    cursor = nextCursor
    if (cursor === '') return [...all.values()]
  }
}
