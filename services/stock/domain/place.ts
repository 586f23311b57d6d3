/** Pieces by place. Places without any are left out. */
export type Pieces = Readonly<Record<string, number>>

/** Where pieces lie. Reservations take from the lowest `turn` first. */
export interface Place {
  readonly id: string
  readonly name: string
  readonly kind: PlaceKind
  readonly turn: number
}

export const placeKinds = ['warehouse', 'shop'] as const
export type PlaceKind = (typeof placeKinds)[number]

/** The place meant where none is named; every shop has it from the first migration on. */
export const defaultPlace = 'main'

/** How many pieces there are in all places. */
export const total = (pieces: Pieces): number => Object.values(pieces).reduce((sum, n) => sum + n, 0)

/** Pieces with others added; `times` -1 takes them away. */
export function plus(pieces: Pieces, others: Pieces, times: 1 | -1 = 1): Pieces {
  const sums = { ...pieces }
  for (const [place, n] of Object.entries(others)) sums[place] = (sums[place] ?? 0) + times * n
  return Object.fromEntries(Object.entries(sums).filter(([, n]) => n !== 0))
}

/** From where pieces are taken: whole from the first place that has them all, else from each in turn. Takes less where there is less. */
export function taking(free: Pieces, wanted: number, places: readonly string[]): Pieces {
  if (wanted <= 0) return {}
  const whole = places.find((place) => (free[place] ?? 0) >= wanted)
  if (whole !== undefined) return { [whole]: wanted }
  const taken: Record<string, number> = {}
  let left = wanted
  for (const place of places) {
    const n = Math.min(left, free[place] ?? 0)
    if (n > 0) taken[place] = n
    left -= Math.max(0, n)
  }
  return taken
}

/** Places in the order an order takes from them: those that can give all of it come first, so that it leaves in one parcel. */
export function placesFor(wants: readonly { readonly free: Pieces; readonly leaves: number }[], places: readonly Place[]): string[] {
  const inTurn = places.toSorted((a, b) => a.turn - b.turn || (a.id < b.id ? -1 : 1)).map(({ id }) => id)
  const canGiveAll = (place: string) => wants.every(({ free, leaves }) => (free[place] ?? 0) >= leaves)
  return [...inTurn.filter(canGiveAll), ...inTurn.filter((place) => !canGiveAll(place))]
}
