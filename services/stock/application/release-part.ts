import type { Clock } from '@vitrine/platform/clock/clock'
import type { Ids } from '@vitrine/platform/ids/ids'

/** Pieces of one variant of a reservation. The caller makes the id: the same part again is given back, or leaves, once. */
export interface Part {
  readonly id: string
  readonly reservationId: string
  readonly variantId: string
  readonly quantity: number
}

/** `addedBy`: only where they were added under this id; empty is wherever they come from. */
export interface GivenPart extends Part {
  readonly addedBy: string
}

/** What giving a part back needs of storage. */
export interface PartReleasingStore {
  releasePart(part: GivenPart, at: Date, eventId: string): Promise<void>
}

/** Gives some pieces of a reservation back, the rest stays. Of one that is not live, or has fewer, nothing changes. Throws RangeError for no pieces. */
export async function releasePart(
  { store, clock, ids }: { store: PartReleasingStore; clock: Clock; ids: Ids },
  part: GivenPart,
): Promise<void> {
  await store.releasePart(checkedPart(part), clock(), ids())
}

export function checkedPart<P extends Part>(part: P): P {
  if (part.id === '') throw new RangeError('the id of the part is missing')
  if (!Number.isInteger(part.quantity) || part.quantity < 1) throw new RangeError(`quantity is ${part.quantity}, not positive`)
  return part
}
