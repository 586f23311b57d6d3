import type { Address } from './address.ts'
import type { ChosenOption, LocalText, Picture } from './cart.ts'

export type OrderStatus =
  | 'placed'
  | 'awaiting-prescription'
  | 'paid'
  | 'in-lab'
  | 'packed'
  | 'shipped'
  | 'delivered'
  | 'cancelled'
  | 'returned'
  | 'refunded'

/** Which status may follow which: the one table, read by the server, by `verify` (I7) and, as `allowed` of each order, by the screens. */
export const moves = {
  placed: ['awaiting-prescription', 'paid', 'cancelled'],
  'awaiting-prescription': ['paid', 'cancelled'],
  paid: ['in-lab', 'packed', 'cancelled', 'refunded'],
  'in-lab': ['packed', 'cancelled', 'refunded'],
  packed: ['shipped', 'cancelled', 'refunded'],
  shipped: ['delivered', 'returned', 'refunded'],
  delivered: ['returned', 'refunded'],
  returned: ['refunded'],
  cancelled: [],
  refunded: [],
} as const satisfies Record<OrderStatus, readonly OrderStatus[]>

export const mayMove = (from: OrderStatus, to: OrderStatus): boolean => (moves[from] as readonly OrderStatus[]).includes(to)

/** The way of a parcel through the shop, which events may report with gaps: a scan that was lost, or came early. */
const way = ['paid', 'packed', 'shipped', 'delivered'] as const satisfies readonly OrderStatus[]

/**
 * The moves that bring an order to where its parcel is, none skipped: a parcel reported delivered was packed and shipped before.
 * Empty when the order is there or further, or when its way ended otherwise.
 */
export function stepsTo(from: OrderStatus, to: 'packed' | 'shipped' | 'delivered'): OrderStatus[] {
  const start = from === 'in-lab' ? 0 : way.indexOf(from as (typeof way)[number])
  return start < 0 ? [] : way.slice(start + 1, way.indexOf(to) + 1)
}

/** What people may do with an order. */
export type Action = 'cancel' | 'refund'

/** Refunding part of an order is possible wherever money was taken and some of it is left. */
export function allowedActions(status: OrderStatus, refundableMinor: number): Action[] {
  const actions: Action[] = []
  if (mayMove(status, 'cancelled')) actions.push('cancel')
  if (mayMove(status, 'refunded') && refundableMinor > 0) actions.push('refund')
  return actions
}

export interface Totals {
  readonly linesMinor: number
  readonly discountMinor: number
  /** Null until a delivery method is chosen. */
  readonly deliveryMinor: number | null
  readonly taxMinor: number
  readonly totalMinor: number
  readonly taxIncluded: boolean
  /** Paid by gift cards and store credit, as pricing took it; absent is none. */
  readonly creditMinor?: number
}

/** What is left for a bank to pay. */
export const dueOf = ({ totalMinor, creditMinor = 0 }: Totals): number => totalMinor - creditMinor

export interface OrderLine {
  readonly id: string
  readonly variantId: string
  readonly productId: string
  readonly sku: string
  readonly slug: string
  readonly name: LocalText
  readonly options: Readonly<Record<string, ChosenOption>>
  readonly image: Picture | null
  readonly quantity: number
  readonly unitPriceMinor: number
  readonly totalMinor: number
  readonly discountMinor: number
  readonly taxMinor: number
  readonly taxRatePpm: number
}

/** As payments last told; amounts in the order's currency. */
export interface OrderPayment {
  readonly id: string
  readonly provider: string
  readonly method: string
  readonly state: string
  readonly amountMinor: number
  readonly capturedMinor: number
  readonly refundedMinor: number
}

export interface OrderDelivery {
  readonly parcelId: string
  readonly carrier: string
  readonly trackingNumber: string
  readonly state: string
  readonly earliest: string
  readonly latest: string
  /** Oldest first. */
  readonly scans: readonly { readonly at: string; readonly state: string }[]
}

export interface TimelineEntry {
  /** RFC 3339. */
  readonly at: string
  /** Stable code: order-placed, payment-captured, parcel-made, parcel-shipped, parcel-delivered, refunded, cancelled. */
  readonly event: string
  readonly facts: Readonly<Record<string, string>>
  /** The status the order got by it, if it got another one. */
  readonly status?: OrderStatus
}

/** An order without what happened to it: enough for a list. */
export interface OrderSummary {
  readonly id: string
  readonly number: string
  readonly status: OrderStatus
  readonly currency: string
  readonly lines: readonly OrderLine[]
  readonly totals: Totals
  readonly email: string
  readonly shipping: Address
  readonly billing: Address | null
  readonly customerId: string
  readonly locale: string
  /** RFC 3339. */
  readonly placedAt: string
  readonly cartId: string
  readonly deliveryMethodId: string
  readonly pickupPointId: string
  readonly capturedMinor: number
  readonly refundedMinor: number
}

export interface Order extends OrderSummary {
  readonly payments: readonly OrderPayment[]
  readonly deliveries: readonly OrderDelivery[]
  readonly timeline: readonly TimelineEntry[]
  /** Grows with each change. */
  readonly version: number
}
