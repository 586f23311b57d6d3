import type { Clock } from '@vitrine/platform/clock/clock'
import type { Ids } from '@vitrine/platform/ids/ids'
import type { Line } from '../domain/stock.ts'
import { type MovementStore, moveStock } from './move-stock.ts'

/** What taking back needs of storage. */
export interface TakingBackStore extends MovementStore {
  /** What one of a variant left with a reservation as, sorted by variant: a bundle as its pieces. What is a bundle now, or never left, is what it is made of now. */
  leftAs(reservationId: string, variantId: string): Promise<readonly Line[]>
}

export interface ComingBack {
  readonly id: string
  readonly reservationId: string
  readonly variantId: string
  readonly quantity: number
  readonly placeId: string
  readonly actor: string
}

/**
 * Pieces that left with an order are on hand again: a bundle as the pieces it left as. Each piece is a movement of its own, made once however often it is
 * asked for, also by who died in between. Throws RangeError for no pieces. Faults: `not-found` for a place nobody made, `already-exists` when the id brought something else back.
 */
export async function takeBack(needs: { store: TakingBackStore; clock: Clock; ids: Ids }, asked: ComingBack): Promise<void> {
  const { id, reservationId, variantId, quantity, placeId, actor } = asked
  if (id === '') throw new RangeError('a return needs an id')
  if (quantity < 1) throw new RangeError(`quantity is ${quantity}`)
  for (const part of await needs.store.leftAs(reservationId, variantId)) {
    // A variant that is a piece itself comes back under the id of the return.
    const movementId = part.variantId === variantId ? id : `${id}:${part.variantId}`
    await moveStock(needs, {
      ...{ id: movementId, variantId: part.variantId, quantity: part.quantity * quantity },
      ...{ placeId, reason: 'returned', actor },
    })
  }
}
