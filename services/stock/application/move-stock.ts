import type { Clock } from '@vitrine/platform/clock/clock'
import type { Ids } from '@vitrine/platform/ids/ids'
import { Fault } from '@vitrine/platform/rpc/fault'
import { mostAtOnce, type Reason, reasons, type StockLevel } from '../domain/stock.ts'

export type Moving =
  | { readonly outcome: 'moved'; readonly level: StockLevel }
  /** Fewer would remain than are promised. */
  | { readonly outcome: 'below-promised'; readonly level: StockLevel }

/** What moving needs of storage. */
export interface MovementStore {
  /** Writes the movement, and the level with it; one that was written before changes nothing. */
  move(movement: Movement): Promise<Moving | { readonly outcome: 'other-movement' }>
}

export interface Movement {
  readonly id: string
  readonly variantId: string
  /** So many more or fewer; or so many counted, which makes the movement the difference. */
  readonly by: { readonly quantity: number } | { readonly counted: number }
  readonly reason: Reason
  readonly actor: string
  readonly at: Date
  readonly eventId: string
}

type Asked = { id: string; variantId: string; reason: string; actor: string }
type MovingNeeds = { store: MovementStore; clock: Clock; ids: Ids }

/**
 * Adds or takes pieces. Asking twice with one id moves once. Refusal: `below-promised`, with the level as it is.
 * Throws RangeError for 0, a fraction or an unknown reason. Fault: `already-exists` when the id named another movement.
 */
export async function moveStock(needs: MovingNeeds, asked: Asked & { quantity: number }): Promise<Moving> {
  const { quantity } = asked
  if (!Number.isSafeInteger(quantity) || quantity === 0 || Math.abs(quantity) > mostAtOnce) throw new RangeError(`quantity is ${quantity}`)
  return write(needs, asked, { quantity })
}

/**
 * Writes the movement that makes on hand what was counted. Asking twice with one id counts once.
 * Without a reason it is a correction. Throws RangeError for fewer than none, a fraction or an unknown reason.
 */
export async function countStock(needs: MovingNeeds, asked: Asked & { counted: number }): Promise<Moving> {
  const { counted } = asked
  if (!Number.isSafeInteger(counted) || counted < 0 || counted > mostAtOnce) throw new RangeError(`on hand is ${counted}`)
  return write(needs, { ...asked, reason: asked.reason || 'correction' }, { counted })
}

async function write({ store, clock, ids }: MovingNeeds, { id, variantId, reason, actor }: Asked, by: Movement['by']): Promise<Moving> {
  if (id === '') throw new RangeError('a movement needs an id')
  if (variantId === '') throw new RangeError('a movement names a variant')
  const known = reasons.find((one) => one === reason)
  if (!known) throw new RangeError(`${reason} is no reason to move stock`)
  const answer = await store.move({ id, variantId, by, reason: known, actor, at: clock(), eventId: ids() })
  if (answer.outcome === 'other-movement') throw new Fault('already-exists', `movement ${id} moved something else`)
  return answer
}
