import { timestampFromDate } from '@bufbuild/protobuf/wkt'
import { fromMoney, toMoney } from '@vitrine/contracts/money'
import type { Promotion as PromotionMessage } from '@vitrine/contracts/pricing/v1'
import { amountOr0 } from '../answers/amounts.ts'
import { pick, timeOf } from '../answers/texts.ts'
import { refuse } from '../problem.ts'
import { done, type Operation, operation } from '../route-registry.ts'
import {
  promotionsInput,
  promotionsOutput,
  type Promotion,
  promotion,
  putPromotionInput,
  summaryInput,
  summaryOutput,
} from '../schemas/admin.ts'
import { staffReading, staffWriting } from './admin-entries.ts'
import type { DoorParts } from './parts.ts'

const dayMs = 86_400_000
const ppmOfPercent = 10_000

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
      const [sums, low, soldOut] = await Promise.all([
        peers.orders.summarise({ since: timestampFromDate(begins), until: timestampFromDate(ends) }, within()),
        peers.stock.listLevels({ state: 'low', page }, within()),
        peers.stock.listLevels({ state: 'sold-out', page }, within()),
      ])
      const { orders, toPack, toSend, awaitingPayment, carts, days, bestSellers } = sums
      return done({
        since: begins.toISOString(),
        until: ends.toISOString(),
        ...{ orders, toPack, toSend, awaitingPayment, carts },
        sales: amountOr0(sums.sales, currency),
        refunded: amountOr0(sums.refunded, currency),
        low: low.total,
        soldOut: soldOut.total,
        days: days.map((one) => ({ day: one.day, orders: one.orders, sales: amountOr0(one.sales, currency) })),
        bestSellers: bestSellers.map(({ productId, name, quantity }) => ({ productId, name: pick(name, locale), quantity })),
      })
    },
  }),

  operation({
    ...staffReading,
    name: 'adminPromotions',
    summary: 'Promotions and how often each was used.',
    input: promotionsInput,
    output: promotionsOutput,
    policy: 'staff:promotions',
    rest: { method: 'GET', path: '/v1/admin/promotions' },
    async handler(_, { within }) {
      const { promotions } = await peers.pricing.listPromotions({}, within())
      return done({ items: promotions.map(promotionOf) })
    },
  }),

  operation({
    ...staffWriting,
    name: 'putPromotion',
    summary: 'Makes a promotion, or replaces the one with this code; its uses stay.',
    input: putPromotionInput,
    output: promotion,
    policy: 'staff:promotions',
    refusals: ['code-taken'],
    rest: { method: 'POST', path: '/v1/admin/promotions' },
    async handler({ code, kind, percent, amount, minimum, startsAt, endsAt, limitTotal = 0, limitPerCustomer = 0 }, call) {
      const known = (await peers.pricing.listPromotions({}, call.within())).promotions.find((one) => one.code === code.toUpperCase())
      const asked = {
        id: known?.id ?? call.newId,
        code: code.toUpperCase(),
        kind,
        percentagePpm: Math.round((percent ?? 0) * ppmOfPercent),
        ...(amount && { amount: toMoney(amount) }),
        ...(minimum && { minimum: toMoney(minimum) }),
        ...(startsAt && { startsAt: timestampFromDate(new Date(startsAt)) }),
        ...(endsAt && { endsAt: timestampFromDate(new Date(endsAt)) }),
        limitTotal,
        limitPerCustomer,
      }
      const { result } = await peers.pricing.putPromotion({ promotion: asked }, call.within())
      return result.case === 'put' ? done(promotionOf(result.value), known ? 200 : 201) : refuse('code-taken')
    },
  }),
]

const promotionOf = (made: PromotionMessage): Promotion => ({
  id: made.id,
  code: made.code,
  kind: made.kind as Promotion['kind'], // one of three, by contract
  ...(made.percentagePpm > 0 && { percent: made.percentagePpm / ppmOfPercent }),
  ...(made.amount && { amount: fromMoney(made.amount) }),
  ...(made.minimum && { minimum: fromMoney(made.minimum) }),
  ...(made.startsAt && { startsAt: timeOf(made.startsAt) }),
  ...(made.endsAt && { endsAt: timeOf(made.endsAt) }),
  ...(made.limitTotal > 0 && { limitTotal: made.limitTotal }),
  ...(made.limitPerCustomer > 0 && { limitPerCustomer: made.limitPerCustomer }),
  used: made.used,
})
