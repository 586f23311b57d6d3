import { timestampFromDate } from '@bufbuild/protobuf/wkt'
import { amountOr0 } from '../answers/amounts.ts'
import { pick } from '../answers/texts.ts'
import { isAway } from '../problem.ts'
import { done, type Operation, operation } from '../route-registry.ts'
import { summaryInput, summaryOutput } from '../schemas/admin.ts'
import { staffReading } from './admin-entries.ts'
import type { DoorParts } from './parts.ts'

const dayMs = 86_400_000

/** The day is shown without what a service counts that is away. */
const unlessAway = <T>(asked: Promise<T>): Promise<T | undefined> =>
  asked.catch((error: unknown) => {
    if (isAway(error)) return undefined
    throw error
  })

export const adminShopOperations = ({ peers, clock, currency }: DoorParts): Operation[] => [
  operation({
    ...staffReading,
    name: 'adminSummary',
    summary: 'How the shop does: orders, sales, what waits for somebody. Today without a period.',
    input: summaryInput,
    output: summaryOutput,
    policy: 'staff:summary',
    rest: { method: 'GET', path: '/v1/admin/summary' },
    async handler({ since, until }, { locale, within }) {
      const begins = since ? new Date(since) : new Date(Math.floor(clock().getTime() / dayMs) * dayMs)
      const ends = until ? new Date(until) : new Date(begins.getTime() + dayMs)
      const page = { limit: 1, cursor: '' }
      const [sums, low, soldOut, toReorder, waiting, glasses, advice] = await Promise.all([
        peers.orders.summarise({ since: timestampFromDate(begins), until: timestampFromDate(ends) }, within()),
        peers.stock.listLevels({ state: 'low', page }, within()),
        peers.stock.listLevels({ state: 'sold-out', page }, within()),
        peers.stock.listLevels({ state: 'to-reorder', page }, within()),
        unlessAway(peers.payments.countWaiting({}, within())),
        unlessAway(peers.optics.listConfigurations({ state: 'submitted', page }, within())),
        unlessAway(peers.advice.listCases({ page }, within())),
      ])
      const { orders, toPack, toSend, awaitingPayment, carts, days, bestSellers, returnsToCheck, lateTrials, stuckErrands } = sums
      return done({
        since: begins.toISOString(),
        until: ends.toISOString(),
        ...{ orders, toPack, toSend, awaitingPayment, carts, returnsToCheck, lateTrials },
        refundsToAgree: waiting ? waiting.refunds : null,
        disputes: waiting ? waiting.disputes : null,
        stuck: waiting ? waiting.stuck + stuckErrands : null,
        glassesToVerify: glasses ? glasses.total : null,
        adviceToAnswer: advice ? advice.total : null,
        sales: amountOr0(sums.sales, currency),
        refunded: amountOr0(sums.refunded, currency),
        low: low.total,
        soldOut: soldOut.total,
        toReorder: toReorder.total,
        days: days.map((one) => ({ day: one.day, orders: one.orders, sales: amountOr0(one.sales, currency) })),
        bestSellers: bestSellers.map(({ productId, name, quantity }) => ({ productId, name: pick(name, locale), quantity })),
      })
    },
  }),
]
