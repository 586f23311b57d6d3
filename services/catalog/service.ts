import { CatalogService } from '@vitrine/contracts/catalog/v1'
import { CategoriesChangedSchema, ProductChangedSchema } from '@vitrine/contracts/catalog/v1/events'
import { PriceChangedSchema } from '@vitrine/contracts/pricing/v1/events'
import { AvailabilityChangedSchema } from '@vitrine/contracts/stock/v1/events'
import type { Service } from '@vitrine/platform/service'
import { catalogBooks, catalogChecks } from './adapters/catalog-checks.ts'
import { sqlCatalogReader } from './adapters/sql-catalog-reader.ts'
import { sqlPageStore } from './adapters/sql-page-store.ts'
import { sqlProductStore } from './adapters/sql-product-store.ts'
import { sqlSearch } from './adapters/sql-search.ts'
import { sqlSearchIndex } from './adapters/sql-search-index.ts'
import { sqlShelf } from './adapters/sql-shelf.ts'
import { sqlVariantNews } from './adapters/sql-variant-news.ts'
import { catalogRpc } from './api/catalog-rpc.ts'
import { heardEvents } from './api/heard-events.ts'
import { categoriesChanged, productChanged } from './api/product-message.ts'
import { ideaLines } from './domain/words/idea-lines.ts'
import { ideasFrom } from './domain/words/ideas.ts'

const fiveMinutes = 5 * 60 * 1_000

/** Knows what is sold: products, variants, typed attributes, categories, the words for them, and how to find them. */
export const catalog = {
  name: 'catalog',
  migrations: 'services/catalog/migrations',
  hears: [PriceChangedSchema.typeName, AvailabilityChangedSchema.typeName],
  checks: catalogChecks,
  books: catalogBooks,
  start({ pool, clock, ids, published }) {
    const ideas = ideasFrom(ideaLines)
    const index = sqlSearchIndex(ideas)
    const changed = { type: ProductChangedSchema.typeName, body: productChanged }
    const moved = { type: CategoriesChangedSchema.typeName, body: categoriesChanged }
    const store = sqlProductStore({ pool, changed, moved, index, published })
    const reads = { reader: sqlCatalogReader(pool), shelf: sqlShelf(pool), find: sqlSearch(pool, ideas) }
    const needs = { store, pages: sqlPageStore(pool), ...reads, clock, ids }
    return {
      routes: (router) => router.service(CatalogService, catalogRpc(needs)),
      handlers: heardEvents(sqlVariantNews),
      jobs: [{ name: 'catalog counts its words', everyMs: fiveMinutes, run: () => index.count(pool) }],
    }
  },
} satisfies Service
