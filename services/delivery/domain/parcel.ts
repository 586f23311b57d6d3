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
}

/** What delivery needs to know of an order that was paid. */
export interface PaidOrder {
  readonly id: string
  readonly methodId: string
  readonly lines: readonly ParcelLine[]
  readonly address: Address
}

/** 12 digits and capitals behind the shop's two letters, from an id nobody can guess: who knows the number may follow the parcel. */
export const trackingNumberOf = (id: string): string => `VT${id.slice(0, 12).toUpperCase()}`
