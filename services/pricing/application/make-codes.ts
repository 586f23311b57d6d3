import type { Clock } from '@vitrine/platform/clock/clock'
import type { Ids } from '@vitrine/platform/ids/ids'
import { type CodeBatch, checkBatch, madeCodeOf } from '../domain/made-code.ts'
import { findPromotion, type PromotionStore } from './put-promotion.ts'

export interface MadeCode {
  readonly code: string
  readonly limit: number
  readonly used: number
  readonly madeAt: Date
}

export interface CodePage {
  readonly codes: readonly MadeCode[]
  readonly nextCursor: string
  readonly total: number
}

/** What making codes needs of storage; each is one statement. */
export interface CodeStore {
  /** A batch that is there stays as it is. */
  makeCodes(batch: CodeBatch, codes: readonly string[], at: Date): Promise<void>
  codes(promotionId: string, cursor: string, limit: number): Promise<CodePage>
}

type CodeNeeds = { store: CodeStore & PromotionStore; clock: Clock; ids: Ids }

/**
 * Makes codes for a promotion that needs one of them; each may be used `limit` times, and no more than that by anybody together.
 *
 * The same batch id again makes nothing. Throws RangeError for a promotion that has a code of its own or none. Fault: `not-found`.
 */
export async function makeCodes({ store, clock, ids }: CodeNeeds, asked: CodeBatch): Promise<number> {
  const batch = checkBatch({ ...asked, prefix: asked.prefix.trim().toUpperCase() })
  const { needsCode } = await findPromotion(store, batch.promotionId)
  if (!needsCode) throw new RangeError('codes are made for a promotion that needs one of them')
  const codes = Array.from({ length: batch.count }, () => madeCodeOf(batch.prefix, ids()))
  await store.makeCodes(batch, codes, clock())
  return (await store.codes(batch.promotionId, '', 1)).total
}

/** The codes of a promotion, newest batch first. Fault: `not-found`. Throws RangeError for a cursor that is none. */
export async function listCodes(
  store: CodeStore & PromotionStore,
  promotionId: string,
  page: { cursor: string; limit: number },
): Promise<CodePage> {
  await findPromotion(store, promotionId)
  return store.codes(promotionId, page.cursor, page.limit)
}
