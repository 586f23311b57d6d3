import type { Clock } from '@vitrine/platform/clock/clock'
import { Fault } from '@vitrine/platform/rpc/fault'
import { type NamedFacts, whyNever, type WhyNever } from '../domain/never-applies.ts'
import { checkPromotion, codeOf, type Promotion } from '../domain/promotion.ts'

export type UsedPromotion = Promotion & { readonly used: number }
export type Put = { readonly outcome: 'put'; readonly promotion: UsedPromotion } | { readonly outcome: 'code-taken' }
/** `warnings`: why it can never apply as it stands. It is kept all the same: goods and people may come. */
export type Putting = Exclude<Put, { outcome: 'put' }> | (Extract<Put, { outcome: 'put' }> & { readonly warnings: readonly WhyNever[] })

/** What keeping promotions needs of storage. */
export interface PromotionStore {
  putPromotion(promotion: Promotion): Promise<Put>
  /** What the shop knows of what it names, now; one statement. */
  named(promotion: Promotion, at: Date): Promise<NamedFacts>
  promotions(): Promise<readonly UsedPromotion[]>
  promotion(id: string): Promise<UsedPromotion | undefined>
  uses(promotionId: string, cursor: string, limit: number): Promise<UsePage>
}

/** One use: what an order got, and when it was frozen. */
export interface PromotionUse {
  readonly orderId: string
  readonly discountMinor: number
  readonly currency: string
  readonly at: Date
}

export interface UsePage {
  readonly uses: readonly PromotionUse[]
  readonly nextCursor: string
}

/** Makes or replaces a promotion; its uses stay. Refusal: `code-taken` when another promotion has the code. */
export async function putPromotion({ store, clock }: { store: PromotionStore; clock: Clock }, promotion: Promotion): Promise<Putting> {
  const answer = await store.putPromotion(checkPromotion({ ...promotion, code: codeOf(promotion.code) }))
  if (answer.outcome !== 'put') return answer
  const now = clock()
  return { ...answer, warnings: whyNever(answer.promotion, await store.named(answer.promotion, now), now) }
}

/** All promotions, in order of code; those without one last. */
export const listPromotions = (store: PromotionStore): Promise<readonly UsedPromotion[]> => store.promotions()

/** One promotion. Fault: `not-found`. */
export async function findPromotion(store: PromotionStore, id: string): Promise<UsedPromotion> {
  const promotion = await store.promotion(id)
  if (!promotion) throw new Fault('not-found', `no promotion ${id}`)
  return promotion
}

/** The orders that used a promotion, newest first. Fault: `not-found`. Throws RangeError for a cursor that is none. */
export async function listUses(
  store: PromotionStore,
  promotionId: string,
  page: { cursor: string; limit: number },
): Promise<UsePage & { readonly total: number }> {
  const { used } = await findPromotion(store, promotionId)
  return { ...(await store.uses(promotionId, page.cursor, page.limit)), total: used }
}
