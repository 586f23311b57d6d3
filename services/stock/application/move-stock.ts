import type { Clock } from '@vitrine/platform/clock/clock'
import type { Ids } from '@vitrine/platform/ids/ids'
import { Fault } from '@vitrine/platform/rpc/fault'
import { defaultPlace } from '../domain/place.ts'
import { mostAtOnce, type Reason, reasons } from '../domain/stock.ts'
import type { OfferedLevel } from './read-stock.ts'

export type Moving =
  | { readonly outcome: 'moved'; readonly level: OfferedLevel }
  /** Fewer would remain there than are promised. */
  | { readonly outcome: 'below-promised'; readonly level: OfferedLevel }

type Moved = Moving | { readonly outcome: 'other-movement' } | { readonly outcome: 'bundle' }

/** What moving needs of storage. Fault: `not-found` for a place nobody made. */
export interface MovementStore {
  /** Writes the movement, and the level with it; one that was written before changes nothing. Pieces that come go to who waits first. */
  move(movement: Movement): Promise<Moved>
  transfer(transfer: Transfer): Promise<Moved>
}

export interface Movement {
  readonly id: string
  readonly variantId: string
  readonly placeId: string
  /** So many more or fewer; or so many counted, which makes the movement the difference. */
  readonly by: { readonly quantity: number } | { readonly counted: number }
  readonly reason: Reason
  readonly actor: string
  readonly at: Date
  readonly eventId: string
}

export interface Transfer {
  readonly id: string
  readonly variantId: string
  readonly fromPlaceId: string
  readonly toPlaceId: string
  readonly quantity: number
  readonly actor: string
  readonly at: Date
}

/** Without a place the default one is meant. */
type Asked = { id: string; variantId: string; placeId: string; reason: string; actor: string }
type MovingNeeds = { store: MovementStore; clock: Clock; ids: Ids }

/**
 * Adds or takes pieces. Asking twice with one id moves once. Refusal: `below-promised`, with the level as it is.
 * Throws RangeError for 0, a fraction, an unknown reason or a bundle. Faults: `already-exists` when the id named another movement, `not-found`.
 */
export async function moveStock(needs: MovingNeeds, asked: Asked & { quantity: number }): Promise<Moving> {
  const { quantity } = asked
  if (!Number.isSafeInteger(quantity) || quantity === 0 || Math.abs(quantity) > mostAtOnce) throw new RangeError(`quantity is ${quantity}`)
  return write(needs, asked, { quantity })
}

/**
 * Writes the movement that makes on hand, at a place, what was counted there. Asking twice with one id counts once.
 * Without a reason it is a correction. Throws RangeError for fewer than none, a fraction or an unknown reason.
 */
export async function countStock(needs: MovingNeeds, asked: Asked & { counted: number }): Promise<Moving> {
  const { counted } = asked
  if (!Number.isSafeInteger(counted) || counted < 0 || counted > mostAtOnce) throw new RangeError(`on hand is ${counted}`)
  return write(needs, { ...asked, reason: asked.reason || 'correction' }, { counted })
}

/**
 * Takes pieces from one place to another: one movement each way, nothing is lost on the way. Asking twice with one id moves once.
 * Refusal: `below-promised` when the first place would keep fewer than are promised there. Throws RangeError for no pieces or one place twice.
 */
export async function transferStock({ store, clock }: Pick<MovingNeeds, 'store' | 'clock'>, asked: Omit<Transfer, 'at'>): Promise<Moving> {
  const { id, variantId, fromPlaceId, toPlaceId, quantity } = asked
  if (id === '') throw new RangeError('a transfer needs an id')
  if (variantId === '') throw new RangeError('a transfer names a variant')
  if (fromPlaceId === '' || toPlaceId === '' || fromPlaceId === toPlaceId) throw new RangeError('a transfer names two places')
  if (!Number.isSafeInteger(quantity) || quantity < 1 || quantity > mostAtOnce) throw new RangeError(`quantity is ${quantity}`)
  return decided(id, await store.transfer({ ...asked, at: clock() }))
}

async function write({ store, clock, ids }: MovingNeeds, asked: Asked, by: Movement['by']): Promise<Moving> {
  const { id, variantId, reason, actor } = asked
  if (id === '') throw new RangeError('a movement needs an id')
  if (variantId === '') throw new RangeError('a movement names a variant')
  const known = reasons.find((one) => one === reason)
  if (!known) throw new RangeError(`${reason} is no reason to move stock`)
  const placeId = asked.placeId || defaultPlace
  return decided(id, await store.move({ id, variantId, placeId, by, reason: known, actor, at: clock(), eventId: ids() }))
}

function decided(id: string, answer: Moved): Moving {
  if (answer.outcome === 'bundle') throw new RangeError('variantId: a bundle has no pieces of its own')
  if (answer.outcome === 'other-movement') throw new Fault('already-exists', `movement ${id} moved something else`)
  return answer
}
