import type { CallOptions } from '@connectrpc/connect'
import type { PutProductResponse } from '@vitrine/contracts/catalog/v1'
import { adminProductAnswer, adminProductOf, adminProductRow } from '../answers/admin-product-answer.ts'
import { exportProducts } from '../goods/export-products.ts'
import { importProducts } from '../goods/import-products.ts'
import { putProduct } from '../goods/put-product.ts'
import { refuse } from '../problem.ts'
import { type Call, done, type Operation, operation, type Outcome } from '../route-registry.ts'
import {
  type AdminProduct,
  type AdminProductAnswer,
  adminProduct,
  adminProductInput,
  adminProductOutput,
  adminProductsInput,
  adminProductsOutput,
  exportProductsInput,
  importProductsInput,
  importProductsOutput,
  updateProductInput,
} from '../schemas/admin-products.ts'
import { fileOf } from '../schemas/file.ts'
import { staffReading, staffWriting } from './admin-entries.ts'
import type { DoorParts } from './parts.ts'

const putRefusals = ['slug-taken', 'sku-taken', 'not-publishable', 'stale-version'] as const

export function adminProductOperations({ peers, pictures, currency }: DoorParts): Operation[] {
  async function pricesOf(variantIds: readonly string[], options: CallOptions) {
    const { prices } =
      variantIds.length > 0 ? await peers.pricing.getPrices({ variantIds: [...variantIds], currency }, options) : { prices: [] }
    return prices
  }

  async function answer(id: string, call: Call, status = 200): Promise<Outcome<AdminProductAnswer>> {
    const { locale, apiBase, within } = call
    const { product } = await peers.catalog.getProduct({ idOrSlug: id, locale, currency, unpublished: true }, within())
    if (!product) return refuse('not-found')
    const prices = await pricesOf(
      product.variants.map((variant) => variant.id),
      within(),
    )
    const body = adminProductAnswer(product, prices, { pictures, locale, apiBase })
    return { status, body, headers: { etag: `"${product.version}"` } }
  }

  async function answered({ result }: PutProductResponse, call: Call, status: number): Promise<Outcome<AdminProductAnswer>> {
    switch (result.case) {
      case 'put':
        return answer(result.value.id, call, status)
      case 'slugTaken':
        return refuse('slug-taken')
      case 'skuTaken':
        return refuse('sku-taken', { sku: result.value.sku })
      case 'notPublishable':
        return refuse('not-publishable', { missing: result.value.missing })
      case 'stale':
        return refuse('stale-version', { version: result.value.version })
      case undefined:
        throw new Error('catalog answered with a result this version does not know')
    }
  }

  return [
    operation({
      ...staffReading,
      name: 'adminProducts',
      summary: 'Products of every status, newest change first.',
      input: adminProductsInput,
      output: adminProductsOutput,
      policy: 'staff:products',
      rest: { method: 'GET', path: '/v1/admin/products' },
      async handler({ q = '', status = '', kind = '', limit = 50, cursor = '' }, { locale, apiBase, within }) {
        const { products, nextCursor, total } = await peers.catalog.listAdminProducts(
          { q, status, kind, page: { limit, cursor } },
          within(),
        )
        const items = products.map((product) => adminProductRow(product, { pictures, locale, apiBase }))
        return done({ items, nextCursor: nextCursor || null, total })
      },
    }),

    operation({
      ...staffReading,
      name: 'adminProduct',
      summary: 'One product as staff edit it. Its version is its ETag.',
      input: adminProductInput,
      output: adminProductOutput,
      policy: 'staff:products',
      cache: 'etag',
      rest: { method: 'GET', path: '/v1/admin/products/:productId' },
      handler: ({ productId }, call) => answer(productId, call),
    }),

    operation({
      ...staffWriting,
      name: 'createProduct',
      summary: 'Makes a product.',
      input: adminProduct,
      output: adminProductOutput,
      policy: 'staff:editing',
      refusals: putRefusals,
      bodyLimitBytes: 2_000_000,
      rest: { method: 'POST', path: '/v1/admin/products' },
      handler: async (product, call) =>
        answered(await putProduct(peers, call.newId, product, { before: undefined }, call.within), call, 201),
    }),

    operation({
      ...staffWriting,
      name: 'updateProduct',
      summary: 'Changes what is named; lists are replaced whole. With If-Match only that version, else 412.',
      input: updateProductInput,
      output: adminProductOutput,
      policy: 'staff:editing',
      refusals: ['not-found', ...putRefusals],
      bodyLimitBytes: 2_000_000,
      rest: { method: 'PATCH', path: '/v1/admin/products/:productId' },
      async handler({ productId, ...changes }, call) {
        const { locale, ifMatch, within } = call
        const { product } = await peers.catalog.getProduct({ idOrSlug: productId, locale, currency, unpublished: true }, within())
        if (!product) return refuse('not-found')
        if (ifMatch !== undefined && ifMatch !== String(product.version)) return refuse('stale-version', { version: product.version })
        const before = adminProductOf(product, [])
        const named = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined))
        // The version just read: two changes at once do not overwrite each other.
        const changed = { ...before, ...named } as AdminProduct // every field of `before`, some of them as the schema read them
        const putting = { before: product, expectedVersion: product.version }
        return answered(await putProduct(peers, product.id, changed, putting, call.within), call, 200)
      },
    }),

    operation({
      ...staffWriting,
      name: 'importProducts',
      summary: 'Puts the products of a file into the shop, known by slug and SKU: NDJSON, one a line, or CSV, one variant a row.',
      input: importProductsInput,
      output: importProductsOutput,
      policy: 'staff:editing',
      deadlineMs: 60_000,
      bodyLimitBytes: 10_000_000,
      rest: { method: 'POST', path: '/v1/admin/products/import', body: 'text' },
      graphql: 'none: files travel as they are',
      async handler({ text, type, dryRun, allOrNothing }, { ids, within }) {
        const source = { type, chunks: () => [text] }
        const wish = { isDryRun: dryRun ?? false, isAllOrNothing: allOrNothing ?? false }
        return done(await importProducts({ peers, ids, currency, options: within }, source, wish))
      },
    }),

    operation({
      ...staffReading,
      name: 'exportProducts',
      summary: 'Every product as a file that the import reads back unchanged. An empty shop gives the columns.',
      input: exportProductsInput,
      output: fileOf('text/csv', 'application/x-ndjson'),
      policy: 'staff:products',
      deadlineMs: 60_000,
      refusals: [],
      rest: { method: 'GET', path: '/v1/admin/products/export' },
      graphql: 'none: the answer is a file',
      async handler({ format = 'csv' }, { within }) {
        const parts: string[] = []
        for await (const part of exportProducts({ peers, currency, options: within }, format)) parts.push(part)
        const type = format === 'csv' ? 'text/csv' : 'application/x-ndjson'
        const headers = { 'content-type': `${type}; charset=utf-8`, 'content-disposition': `attachment; filename="products.${format}"` }
        return { status: 200, body: Buffer.from(parts.join('')), headers }
      },
    }),
  ]
}
