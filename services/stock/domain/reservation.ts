/** `held` ends by itself at a moment, `kept` only when somebody says so; both count as promised. The others count for nothing. */
export type ReservationState = 'held' | 'kept' | 'expired' | 'released' | 'fulfilled'

export type ReservationStep = 'reserve' | 'keep' | 'release' | 'expire' | 'fulfil'

/**
 * Where each step leads from each state. `take` means that the pieces have to be there first: they were given back. `same`: nothing
 * changes and the step succeeds, so that a repeat is harmless. Without an entry the step is a fault: nothing is put aside under this id.
 */
export const reservationMoves = {
  reserve: { held: 'same', kept: 'same', expired: 'take', released: 'take', fulfilled: 'same' },
  keep: { held: 'kept', kept: 'same', expired: 'take', fulfilled: 'same' },
  release: { held: 'released', kept: 'released', expired: 'released', released: 'same', fulfilled: 'same' },
  expire: { held: 'expired', kept: 'same', expired: 'same', released: 'same', fulfilled: 'same' },
  fulfil: { held: 'fulfilled', kept: 'fulfilled', fulfilled: 'same' },
} as const satisfies Record<ReservationStep, Partial<Record<ReservationState, ReservationState | 'same' | 'take'>>>
