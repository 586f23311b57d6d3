import { StockService } from '@vitrine/contracts/stock/v1'
import type { Service } from '@vitrine/platform/service'
import { sqlLevelStore } from './adapters/sql-level-store.ts'
import { sqlReservationStore } from './adapters/sql-reservation-store.ts'
import { stockBooks, stockChecks } from './adapters/stock-books.ts'
import { stockRpc } from './api/stock-rpc.ts'
import { expireReservations } from './application/expire-reservations.ts'

/** Knows how many of each variant exist and how many are promised to orders. */
export const stock = {
  name: 'stock',
  migrations: 'services/stock/migrations',
  hears: [],
  checks: stockChecks,
  books: stockBooks,
  start({ pool, clock, ids, published }) {
    const store = { ...sqlReservationStore(pool, published), ...sqlLevelStore(pool, published) }
    return {
      routes: (router) => router.service(StockService, stockRpc({ store, clock, ids })),
      // Twice a second, so that pieces are free within one second of the end.
      jobs: [{ name: 'stock expires reservations', everyMs: 500, run: () => expireReservations({ store, clock, ids }) }],
    }
  },
} satisfies Service
