import { timestampFromDate } from '@bufbuild/protobuf/wkt'
import type { ServiceImpl } from '@connectrpc/connect'
import type { RecommendationService } from '@vitrine/contracts/recommendations/v1'
import type { Clock } from '@vitrine/platform/clock/clock'
import { type ActivityStore, recordActivity } from '../application/record-activity.ts'
import { type CandidateStore, recommend } from '../application/recommend.ts'

export const recommendationRpc = (needs: {
  candidates: CandidateStore
  activity: ActivityStore
  clock: Clock
}): ServiceImpl<typeof RecommendationService> => ({
  async recommend(asked) {
    const chosen = await recommend(needs.candidates, asked)
    return {
      recommendations: chosen.map(({ productId, why, fromProductId, shared, buyers }) => ({
        productId,
        why,
        fromProductId,
        shared: [...shared],
        buyers,
      })),
    }
  },
  async recordActivity({ visitorId, activities }) {
    await recordActivity({ store: needs.activity, clock: needs.clock }, visitorId, activities)
    return {}
  },
  async listActivity({ visitorId }) {
    const kept = visitorId === '' ? [] : await needs.activity.of(visitorId)
    return { activities: kept.map(({ productId, kind, at }) => ({ productId, kind, at: timestampFromDate(at) })) }
  },
})
