import { CategoriesChangedSchema, ProductChangedSchema } from '@vitrine/contracts/catalog/v1/events'
import { GiftCardsPaidSchema } from '@vitrine/contracts/orders/v1/events'
import { PricingService } from '@vitrine/contracts/pricing/v1'
import type { Service } from '@vitrine/platform/service'
import { pricingBooks, pricingChecks } from './adapters/pricing-books.ts'
import { sqlCodeStore } from './adapters/sql-code-store.ts'
import { sqlCreditStore } from './adapters/sql-credit-store.ts'
import { sqlCurrencyStore } from './adapters/sql-currency-store.ts'
import { sqlFactStore } from './adapters/sql-fact-store.ts'
import { sqlFreezeStore } from './adapters/sql-freeze-store.ts'
import { sqlPriceListStore } from './adapters/sql-price-list-store.ts'
import { sqlPriceStore } from './adapters/sql-price-store.ts'
import { sqlPromotionStore } from './adapters/sql-promotion-store.ts'
import { sqlSoldCards, sqlSoldCardStore, sqlVoidCardStore } from './adapters/sql-sold-card-store.ts'
import { sqlVatStore } from './adapters/sql-vat-store.ts'
import { sqlVariantPlaces } from './adapters/sql-variant-places.ts'
import { heardEvents } from './api/heard-events.ts'
import { pricingRpc } from './api/pricing-rpc.ts'
import { turnPriceLists } from './application/keep-price-lists.ts'

const fiveSeconds = 5_000

/** Knows prices, taxes, delivery rates, promotions, gift cards and store credit; the one place that computes an amount. */
export const pricing = {
  name: 'pricing',
  migrations: 'services/pricing/migrations',
  hears: [ProductChangedSchema.typeName, CategoriesChangedSchema.typeName, GiftCardsPaidSchema.typeName],
  checks: pricingChecks,
  books: pricingBooks,
  start({ pool, clock, ids, published }) {
    const lists = sqlPriceListStore(pool, published)
    const goods = { ...sqlPriceStore(pool, published), ...sqlFactStore(pool), ...lists }
    const store = {
      ...goods,
      ...sqlFreezeStore(pool),
      ...sqlPromotionStore(pool),
      ...sqlCreditStore(pool),
      ...sqlVoidCardStore(pool),
      ...sqlSoldCards(pool, published),
      ...sqlVatStore(pool),
      ...sqlCurrencyStore(pool, published),
      ...sqlCodeStore(pool),
    }
    return {
      routes: (router) => router.service(PricingService, pricingRpc({ store, clock, ids })),
      handlers: heardEvents(sqlVariantPlaces, { store: sqlSoldCardStore, clock, ids }),
      jobs: [{ name: 'pricing turns lists', everyMs: fiveSeconds, run: () => turnPriceLists({ store: lists, clock, ids }) }],
    }
  },
} satisfies Service
