export interface Address {
  readonly name: string
  readonly company: string
  readonly line1: string
  readonly line2: string
  readonly postcode: string
  readonly city: string
  readonly region: string
  readonly country: string
  readonly phone: string
}

/** The way of a parcel, in order. */
export const parcelStates = ['made', 'handed-over', 'in-transit', 'out-for-delivery', 'delivered'] as const
/** `stopped`: its order was cancelled before the carrier had it. */
export type ParcelState = (typeof parcelStates)[number] | 'stopped'

/** What a carrier can see. */
export type ScanState = Exclude<(typeof parcelStates)[number], 'made'>

export const isScanState = (state: string): state is ScanState => parcelStates.indexOf(state as ScanState) > 0

/** The states that a scan moves on: a parcel never goes back, so a scan that comes late moves nothing. */
export const statesBefore = (state: ScanState): ParcelState[] => parcelStates.slice(0, parcelStates.indexOf(state))

export interface ParcelLine {
  readonly variantId: string
  readonly sku: string
  readonly quantity: number
}

export interface Scan {
  readonly id: string
  readonly state: string
  /** RFC 3339. */
  readonly at: string
  readonly place: string
}

export interface Parcel {
  readonly id: string
  readonly orderId: string
  readonly carrier: string
  readonly trackingNumber: string
  readonly state: ParcelState
  readonly lines: readonly ParcelLine[]
  /** Oldest first. */
  readonly scans: readonly Scan[]
  /** RFC 3339. */
  readonly createdAt: string
  /** Days `2026-11-26`; empty when the method is not known any more. */
  readonly earliest: string
  readonly latest: string
  readonly address: Address
  /** Pieces or lenses of its order have not come: no carrier is told of it, and none takes it. */
  readonly waits: boolean
}

/** What delivery needs to know of an order that was paid. */
export interface PaidOrder {
  readonly id: string
  readonly methodId: string
  readonly lines: readonly ParcelLine[]
  readonly address: Address
  /** The day from which it leaves, `2026-12-24`, while it waits for pieces; else empty. */
  readonly waitsUntil: string
  /** It replaces pieces that are to pass a check first. */
  readonly awaitsReturn: boolean
  /** Working days until its lenses are made; 0 when it has none. */
  readonly lensDays: number
}

/** What an order may wait for. */
export type WaitsFor = 'pieces' | 'lenses' | 'return'

/** 12 digits and capitals behind the shop's two letters, from an id nobody can guess: who knows the number may follow the parcel. */
export const trackingNumberOf = (id: string): string => `VT${id.slice(0, 12).toUpperCase()}`

export type Taken =
  | { readonly out: readonly ParcelLine[]; readonly left: readonly ParcelLine[] }
  | { readonly tooMany: { readonly variantId: string; readonly held: number } }

/** Pieces taken out of a parcel, and what is left in it. Throws RangeError for no pieces, a number that is none, or when nothing would be left. */
export function taking(lines: readonly ParcelLine[], wanted: readonly Pick<ParcelLine, 'variantId' | 'quantity'>[]): Taken {
  const sums = new Map<string, number>()
  for (const { variantId, quantity } of wanted) {
    if (!Number.isInteger(quantity) || quantity < 1) throw new RangeError(`quantity is ${quantity}, not positive`)
    sums.set(variantId, (sums.get(variantId) ?? 0) + quantity)
  }
  if (sums.size === 0) throw new RangeError('lines: none is named')
  const heldOf = (id: string) => lines.reduce((sum, line) => sum + (line.variantId === id ? line.quantity : 0), 0)
  for (const [variantId, quantity] of sums) {
    if (quantity > heldOf(variantId)) return { tooMany: { variantId, held: heldOf(variantId) } }
  }
  const parts = lines.map((line) => {
    const count = Math.min(line.quantity, sums.get(line.variantId) ?? 0)
    sums.set(line.variantId, (sums.get(line.variantId) ?? 0) - count)
    return { out: { ...line, quantity: count }, left: { ...line, quantity: line.quantity - count } }
  })
  const some = (part: 'out' | 'left') => parts.map((each) => each[part]).filter(({ quantity }) => quantity > 0)
  if (some('left').length === 0) throw new RangeError('lines: nothing would be left in the parcel')
  return { out: some('out'), left: some('left') }
}
