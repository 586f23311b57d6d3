import type { Clock } from '@vitrine/platform/clock/clock'
import { Fault } from '@vitrine/platform/rpc/fault'
import { checkedLot } from '../domain/lot.ts'

export interface KeptLot {
  readonly variantId: string
  readonly lot: string
  readonly received: number
  readonly left: number
  readonly firstAt: Date
  readonly recalledAt: Date | null
  /** What was said with the recall. */
  readonly note: string
}

/** Pieces of a lot an order got. */
export interface LotSale {
  readonly orderId: string
  readonly quantity: number
  readonly at: Date
}

export interface Recall {
  readonly variantId: string
  readonly lot: string
  readonly note: string
  readonly actor: string
  readonly at: Date
}

/** What keeping lots needs of storage. */
export interface LotStore {
  /** Notes of which lot the pieces of a movement are; of one that was noted nothing changes. */
  noteReceipt(movementId: string, lot: string): Promise<void>
  /** Says of pieces that left since this moment from which lots they were. Answers for how many sales. */
  follow(since: Date): Promise<number>
  /** Newest first, at most 200; empty strings ask nothing. `lot` is how it begins. */
  lots(question: { readonly variantId: string; readonly lot: string }): Promise<readonly KeptLot[]>
  lot(variantId: string, lot: string): Promise<KeptLot | undefined>
  /** At most 1,000, newest first. */
  sales(variantId: string, lot: string): Promise<readonly LotSale[]>
  /** Remembers the recall, tells it, and tells it to each order that got pieces, in one statement; one that was recalled stays as it is. */
  recall(recall: Recall): Promise<void>
}

type LotNeeds = { store: LotStore; clock: Clock }

const dayMs = 86_400_000

/** Says of what left from which lots it was. A process that was away for a day finds nothing more than a day old: that is of no lot. */
export const followLots = ({ store, clock }: LotNeeds): Promise<number> => store.follow(new Date(clock().getTime() - dayMs))

/** A lot with whoever got pieces of it. Fault: `not-found`. */
export async function readLot(store: LotStore, variantId: string, lot: string): Promise<{ lot: KeptLot; sales: readonly LotSale[] }> {
  const [kept, sales] = await Promise.all([store.lot(variantId, lot), store.sales(variantId, lot)])
  if (!kept) throw new Fault('not-found', `no lot ${lot} of ${variantId}`)
  return { lot: kept, sales }
}

/**
 * Recalls a lot: each order that got pieces of it is told, once, however often it is asked. What is left of it is promised to nobody any more by this; staff take it
 * from the shelf. Throws RangeError without a note. Fault: `not-found`.
 */
export async function recallLot(
  { store, clock }: LotNeeds,
  asked: Omit<Recall, 'at'>,
): Promise<{ lot: KeptLot; sales: readonly LotSale[] }> {
  const note = asked.note.trim()
  if (note === '' || note.length > 1_000) throw new RangeError('note: 1 to 1000 characters, for whoever has a piece of it')
  await readLot(store, asked.variantId, asked.lot)
  await followLots({ store, clock })
  await store.recall({ ...asked, note, at: clock() })
  return readLot(store, asked.variantId, asked.lot)
}

/** Only pieces that come have a lot. */
export function lotOfReceipt(lot: string, quantity: number, reason: string): string {
  if (lot === '') return ''
  if (reason !== 'received' || quantity <= 0) throw new RangeError('lot: only of pieces that were received')
  return checkedLot(lot)
}
