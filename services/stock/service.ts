import { StockService } from '@vitrine/contracts/stock/v1'
import type { Service } from '@vitrine/platform/service'
import { oneFailed } from '@vitrine/platform/watch/log'
import { sqlBundleStore, tellBundles } from './adapters/sql-bundle-store.ts'
import { coverAllWaiting } from './adapters/cover-waiting.ts'
import { sqlLevelStore } from './adapters/sql-level-store.ts'
import { sqlOfferStore } from './adapters/sql-offer-store.ts'
import { sqlPlaceStore } from './adapters/sql-place-store.ts'
import { sqlReorderStore } from './adapters/sql-reorder-store.ts'
import { sqlRepairStore } from './adapters/sql-repair-store.ts'
import { sqlReservationStore } from './adapters/sql-reservation-store.ts'
import { stockBooks, stockChecks } from './adapters/stock-books.ts'
import { sqlLotStore } from './adapters/sql-lot-store.ts'
import { lotRpc } from './api/lot-rpc.ts'
import { stockRpc } from './api/stock-rpc.ts'
import { followLots } from './application/keep-lots.ts'
import { expireReservations } from './application/expire-reservations.ts'

/** Knows how many of each variant exist and how many are promised to orders. */
export const stock = {
  name: 'stock',
  migrations: 'services/stock/migrations',
  hears: [],
  checks: stockChecks,
  books: stockBooks,
  start({ pool, clock, ids, published, log }) {
    const failed = oneFailed(log, 'giving free pieces to who waits for them')
    const levels = sqlLevelStore(pool, published)
    const stores = { ...sqlReservationStore(pool, published), ...levels, ...sqlPlaceStore(pool), ...sqlBundleStore(pool) }
    const lots = sqlLotStore(pool, published)
    const store = { ...stores, ...sqlOfferStore(pool, levels), ...sqlReorderStore(pool), ...lots, ...sqlRepairStore(pool, published) }
    return {
      routes: (router) => router.service(StockService, { ...stockRpc({ store, clock, ids }), ...lotRpc({ store: lots, clock }) }),
      jobs: [
        // Twice a second, so that pieces are free within one second of the end.
        { name: 'stock expires reservations', everyMs: 500, run: () => expireReservations({ store, clock, ids }) },
        { name: 'stock follows lots', everyMs: 5_000, run: () => followLots({ store: lots, clock }) },
        { name: 'stock covers who waits', everyMs: 5_000, run: () => coverAllWaiting(pool, published, failed) },
        { name: 'stock tells of bundles', everyMs: 500, run: () => tellBundles(pool, published, ids(), clock()) },
      ],
    }
  },
} satisfies Service
