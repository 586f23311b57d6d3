import type { Clock } from '@vitrine/platform/clock/clock'
import type { Ids } from '@vitrine/platform/ids/ids'

/** A figure of a level that is not what its books say. */
export interface Drift {
  readonly variantId: string
  /** Empty: of the sums over all places. */
  readonly placeId: string
  readonly what: 'on-hand' | 'reserved' | 'awaited'
  readonly level: number
  /** What movements say of pieces, and live reservations of promises; of sums, what the places say. */
  readonly books: number
}

export interface RepairStore {
  /** Places first, then sums; in order of variant. At most 200. */
  drifts(): Promise<readonly Drift[]>
  /**
   * Puts one variant right, under the lock of its level, and keeps and tells what was done. Answers that; undefined when constraints refuse it, because
   * reservations hold more than is there.
   */
  repair(variantId: string, by: { readonly id: string; readonly actor: string; readonly at: Date }): Promise<readonly Drift[] | undefined>
}

/**
 * Puts right what drifts now (STK-5), a variant after the other. Pieces no movement tells of get one, a correction of the difference: what lies on the shelf
 * is for people to count, what the shop sells by stays. Promises become those of the reservations that live.
 * Twice is once: what is right is left alone. Throws RangeError without an actor.
 */
export async function repairDrifts(
  { store, clock, ids }: { readonly store: RepairStore; readonly clock: Clock; readonly ids: Ids },
  actor: string,
): Promise<{ readonly repaired: readonly Drift[]; readonly left: readonly Drift[] }> {
  if (actor === '') throw new RangeError('actor is missing')
  const found = await store.drifts()
  const repaired: Drift[] = []
  const left: Drift[] = []
  for (const variantId of new Set(found.map((drift) => drift.variantId))) {
    const done = await store.repair(variantId, { id: ids(), actor, at: clock() })
    if (done) repaired.push(...done)
    else left.push(...found.filter((drift) => drift.variantId === variantId))
  }
  return { repaired, left }
}
