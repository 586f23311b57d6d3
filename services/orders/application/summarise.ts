import type { LocalText } from '../domain/cart.ts'

export interface Summary {
  /** Placed in the period, but those that were cancelled. */
  readonly orders: number
  /** Of those that were paid, by currency of most orders; also of one that was cancelled because its pieces pay a replacement. */
  readonly currency: string
  readonly salesMinor: number
  readonly refundedMinor: number
  /** Paid and not packed; placed and not paid: now, whatever the period. */
  readonly toPack: number
  readonly awaitingPayment: number
  /** Packed, and not with the carrier: now, as well. */
  readonly toSend: number
  /** Files whose pieces arrived and are not checked, home trials whose frames should be back, errands that were tried three times: now, as well. */
  readonly returnsToCheck: number
  readonly lateTrials: number
  readonly stuckErrands: number
  /** Each day with orders, oldest first, with the sales in this currency; days are those of UTC. */
  readonly days: readonly { readonly day: string; readonly orders: number; readonly salesMinor: number }[]
  /** At most 10, most pieces first; not those that were taken out. */
  readonly bestSellers: readonly { readonly productId: string; readonly name: LocalText; readonly quantity: number }[]
  /** Carts with lines that were touched in the period and are open. */
  readonly carts: number
}

export interface SummaryStore {
  /** `now` is when frames are late. */
  summarise(since: Date, until: Date, now: Date): Promise<Summary>
}

/** Counts for the dashboard, over `[since, until)`. Throws RangeError for a period that ends before it begins, or is longer than two years. */
export function summarise(store: SummaryStore, since: Date, until: Date, now: Date): Promise<Summary> {
  const lengthMs = until.getTime() - since.getTime()
  if (!(lengthMs > 0 && lengthMs <= 732 * 86_400_000)) throw new RangeError('the period is not between nothing and two years')
  return store.summarise(since, until, now)
}
