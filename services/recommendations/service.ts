import { AccountErasedSchema } from '@vitrine/contracts/accounts/v1/events'
import { ProductChangedSchema } from '@vitrine/contracts/catalog/v1/events'
import { OrderPaidSchema } from '@vitrine/contracts/orders/v1/events'
import { RecommendationService } from '@vitrine/contracts/recommendations/v1'
import { AvailabilityChangedSchema } from '@vitrine/contracts/stock/v1/events'
import type { Service } from '@vitrine/platform/service'
import { recommendationChecks } from './adapters/recommendation-checks.ts'
import { sqlActivity } from './adapters/sql-activity.ts'
import { sqlCandidates } from './adapters/sql-candidates.ts'
import { sqlNeighbours } from './adapters/sql-neighbours.ts'
import { sqlShopNews } from './adapters/sql-shop-news.ts'
import { heardEvents } from './api/heard-events.ts'
import { recommendationRpc } from './api/recommendation-rpc.ts'
import { compareAgain } from './application/compare-again.ts'
import { forgetActivity } from './application/record-activity.ts'

const tenSeconds = 10 * 1_000
const anHour = 60 * 60 * 1_000

/** Knows what goes with what, for whom, and why. */
export const recommendations = {
  name: 'recommendations',
  migrations: 'services/recommendations/migrations',
  hears: [ProductChangedSchema, OrderPaidSchema, AvailabilityChangedSchema, AccountErasedSchema].map(({ typeName }) => typeName),
  checks: recommendationChecks,
  books: {},
  start({ pool, clock }) {
    const activity = sqlActivity(pool)
    const neighbours = sqlNeighbours(pool)
    return {
      routes: (router) => router.service(RecommendationService, recommendationRpc({ candidates: sqlCandidates(pool), activity, clock })),
      handlers: heardEvents(sqlShopNews, clock),
      apart: [OrderPaidSchema.typeName],
      jobs: [
        { name: 'recommendations forgets', everyMs: anHour, run: () => forgetActivity({ store: activity, clock }) },
        { name: 'recommendations compares again', everyMs: tenSeconds, run: () => compareAgain(neighbours) },
      ],
    }
  },
} satisfies Service
