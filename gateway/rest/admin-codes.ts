import { timeOf } from '../answers/texts.ts'
import { done, type Operation, operation } from '../route-registry.ts'
import * as schemas from '../schemas/admin-prices.ts'
import { staffReading, staffWriting } from './admin-entries.ts'
import type { DoorParts } from './parts.ts'

/** Many codes of one promotion, each with a limit of its own. */
export const adminCodeOperations = ({ peers }: DoorParts): Operation[] => [
  operation({
    ...staffReading,
    name: 'adminPromotionCodes',
    summary: 'The codes that were made for a promotion, newest batch first, and how often each was used.',
    input: schemas.promotionCodesInput,
    output: schemas.promotionCodesOutput,
    policy: 'staff:promotions',
    personal: false,
    rest: { method: 'GET', path: '/v1/admin/promotions/:promotionId/codes' },
    async handler({ promotionId, limit = 24, cursor = '' }, { within }) {
      const { codes, nextCursor, total } = await peers.pricing.listCodes({ promotionId, page: { limit, cursor } }, within())
      const items = codes.map(({ code, limit: uses, used, madeAt }) => ({ code, limit: uses, used, madeAt: timeOf(madeAt) }))
      return done({ items, nextCursor: nextCursor || null, total })
    },
  }),

  operation({
    ...staffWriting,
    name: 'makePromotionCodes',
    summary: 'Makes codes nobody guesses for a promotion that needs one; each is good for one use unless said.',
    input: schemas.makePromotionCodesInput,
    output: schemas.makePromotionCodesOutput,
    policy: 'staff:promotions',
    personal: false,
    idempotency: 'required',
    refusals: ['not-found'],
    rest: { method: 'POST', path: '/v1/admin/promotions/:promotionId/codes' },
    async handler({ promotionId, count, prefix = '', limit = 1 }, { newId, within }) {
      const { total } = await peers.pricing.makeCodes({ promotionId, batchId: newId, count, prefix, limit }, within())
      return done({ made: count, total }, 201)
    },
  }),
]
