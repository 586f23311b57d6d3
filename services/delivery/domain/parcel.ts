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

/** `stopped`: its order was cancelled before the carrier had it. `returned`: it came back to the shop undelivered. */
export type ParcelState = 'made' | 'handed-over' | 'in-transit' | 'out-for-delivery' | 'delivered' | 'lost' | 'returned' | 'stopped'

const underWay = ['handed-over', 'in-transit', 'out-for-delivery'] as const satisfies readonly ParcelState[]

/**
 * From where each scan moves a parcel. It never goes back, so a scan that comes late moves nothing; only what the carrier has is lost, and what was lost
 * may still turn up at one door or the other.
 */
const movesFrom = {
  'handed-over': ['made'],
  'in-transit': ['made', 'handed-over'],
  'out-for-delivery': ['made', 'handed-over', 'in-transit'],
  delivered: ['made', ...underWay, 'lost'],
  lost: underWay,
  returned: [...underWay, 'lost'],
} as const satisfies Readonly<Partial<Record<ParcelState, readonly ParcelState[]>>>

/** What a carrier can see, or staff in its place. */
export type ScanState = keyof typeof movesFrom

export const isScanState = (state: string): state is ScanState => Object.hasOwn(movesFrom, state)

export const statesBefore = (state: ScanState): readonly ParcelState[] => movesFrom[state]

/** A parcel whose number may still be written: it has not ended. */
export const takesNumber = (state: ParcelState): boolean => state === 'made' || statesBefore('returned').includes(state)

/** Spaces are for the eye: carriers print numbers in groups. Throws RangeError for what is no number of a carrier; empty is none. */
export function checkedNumber(typed: string): string {
  const number = typed.replaceAll(/\s/g, '')
  if (!/^([A-Za-z0-9-]{4,64})?$/.test(number)) throw new RangeError('trackingNumber is not 4 to 64 letters, digits and dashes')
  return number
}

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
  /** The carrier's; empty until it is known. */
  readonly trackingNumber: string
  /** Where it is followed, and how often its number was written. */
  readonly trackingUrl: string
  readonly label: number
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
  /** Empty on a parcel of before it was kept. */
  readonly methodId: string
  /** As people know the order; empty for a home trial. */
  readonly orderNumber: string
  readonly forTrial: boolean
}

/** What delivery needs to know of an order that was paid. */
export interface PaidOrder {
  readonly id: string
  /** As people know it; empty for a home trial. */
  readonly number: string
  readonly forTrial: boolean
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
