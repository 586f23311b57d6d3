/** What is left of one lot of a variant. */
export interface Lot {
  readonly lot: string
  readonly left: number
  /** Position of the movement it first came with. */
  readonly since: number
  readonly isRecalled: boolean
}

/** Pieces that left. */
export interface Sale {
  readonly position: number
  readonly quantity: number
}

export interface TakenLot {
  /** Empty: of no known lot. */
  readonly lot: string
  readonly quantity: number
}

/**
 * From which lots the pieces of a sale are: first in, first out (`lots` in the order they came). Not from one that came after them, nor from one that was recalled;
 * what no lot holds is of none.
 */
export function takeFromLots(lots: readonly Lot[], { position, quantity }: Sale): TakenLot[] {
  let rest = quantity
  const taken = lots.flatMap(({ lot, left, since, isRecalled }): TakenLot[] => {
    const count = isRecalled || since > position ? 0 : Math.min(left, rest)
    rest -= count
    return count > 0 ? [{ lot, quantity: count }] : []
  })
  return rest > 0 ? [...taken, { lot: '', quantity: rest }] : taken
}

/** Throws RangeError unless it can be the number of a lot. */
export function checkedLot(lot: string): string {
  const typed = lot.trim()
  if (typed === '' || typed.length > 40) throw new RangeError('lot: 1 to 40 characters')
  return typed
}
