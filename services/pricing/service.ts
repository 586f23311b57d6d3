import { PricingService } from '@vitrine/contracts/pricing/v1'
import type { Service } from '@vitrine/platform/service'
import { pricingBooks, pricingChecks } from './adapters/pricing-books.ts'
import { sqlFactStore } from './adapters/sql-fact-store.ts'
import { sqlFreezeStore } from './adapters/sql-freeze-store.ts'
import { sqlPriceStore } from './adapters/sql-price-store.ts'
import { sqlPromotionStore } from './adapters/sql-promotion-store.ts'
import { pricingRpc } from './api/pricing-rpc.ts'

/** Knows prices, taxes, delivery rates and promotions; the one place that computes an amount. */
export const pricing = {
  name: 'pricing',
  migrations: 'services/pricing/migrations',
  hears: [],
  checks: pricingChecks,
  books: pricingBooks,
  start({ pool, clock, ids, published }) {
    const store = { ...sqlPriceStore(pool, published), ...sqlFactStore(pool), ...sqlFreezeStore(pool), ...sqlPromotionStore(pool) }
    return { routes: (router) => router.service(PricingService, pricingRpc({ store, clock, ids })) }
  },
} satisfies Service
