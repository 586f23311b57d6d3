import type { Address } from './address.ts'
import type { ChosenOption, LocalText, Picture } from './cart.ts'
import type { Gift } from './gift-cards.ts'
import type { Glasses } from './glasses.ts'
import type { MoneyBack } from './money-back.ts'
import type { ReturnFile } from './return-file.ts'

export type OrderStatus =
  | 'placed'
  | 'awaiting-prescription'
  | 'paid'
  | 'in-lab'
  | 'packed'
  | 'partly-shipped'
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
  packed: ['partly-shipped', 'shipped', 'cancelled', 'refunded'],
  'partly-shipped': ['shipped', 'refunded'],
  shipped: ['delivered', 'returned', 'refunded'],
  delivered: ['returned', 'refunded'],
  returned: ['refunded'],
  cancelled: [],
  refunded: [],
} as const satisfies Record<OrderStatus, readonly OrderStatus[]>

export const mayMove = (from: OrderStatus, to: OrderStatus): boolean => (moves[from] as readonly OrderStatus[]).includes(to)

/** The way of an order through the shop, which events may report with gaps: a scan that was lost, or came early. */
const way = ['paid', 'packed', 'partly-shipped', 'shipped', 'delivered'] as const satisfies readonly OrderStatus[]
export type Reached = Exclude<(typeof way)[number], 'paid'>

/**
 * The moves that bring an order to where its parcels are, none skipped: a parcel reported delivered was packed and shipped before; only what leaves at
 * once was never partly shipped. Empty when the order is there or further, or when its way ended otherwise.
 */
export function stepsTo(from: OrderStatus, to: Reached): OrderStatus[] {
  const start = from === 'in-lab' ? 0 : way.indexOf(from as (typeof way)[number])
  if (start < 0) return []
  return way.slice(start + 1, way.indexOf(to) + 1).filter((status) => status !== 'partly-shipped' || status === to)
}

/** What people may do with an order, and while it is what: the other half of the table. Amounts, pieces and days decide the rest. */
export const actions = {
  cancel: ['placed', 'awaiting-prescription', 'paid', 'in-lab', 'packed'],
  /** Some pieces go, the others stay. */
  'cancel-lines': ['placed', 'awaiting-prescription', 'paid', 'in-lab', 'packed', 'partly-shipped'],
  /** Some pieces become another variant of their product, while all its parcels are known and in the shop (decision 0019). */
  swap: ['paid', 'in-lab', 'packed'],
  /** Before it is prepared (features.md ORD-10: after packing no more). */
  edit: ['placed', 'awaiting-prescription', 'paid', 'in-lab'],
  /** Until its parcel is made, which follows the payment at once. */
  'change-delivery': ['placed', 'awaiting-prescription'],
  /** Where the bank let go of the money. */
  pay: ['awaiting-prescription'],
  /** Also cancelled, while some of its money has not been decided to go back: a second person refused that. */
  refund: ['paid', 'in-lab', 'packed', 'partly-shipped', 'shipped', 'delivered', 'returned', 'cancelled'],
  /** From the contract on, not from arrival: who withdraws before the parcel left gets it cancelled (Directive 2011/83/EU, article 9). */
  withdraw: ['paid', 'in-lab', 'packed', 'partly-shipped', 'shipped', 'delivered'],
  return: ['partly-shipped', 'shipped', 'delivered'],
  /** Of something faulty. */
  claim: ['partly-shipped', 'shipped', 'delivered'],
  invoice: ['paid', 'in-lab', 'packed', 'partly-shipped', 'shipped', 'delivered', 'cancelled', 'returned', 'refunded'],
} as const satisfies Record<string, readonly OrderStatus[]>
export type Action = keyof typeof actions

export const mayAct = (action: Action, status: OrderStatus): boolean => (actions[action] as readonly OrderStatus[]).includes(status)

export interface Totals {
  readonly linesMinor: number
  readonly discountMinor: number
  /** Null until a delivery method is chosen. */
  readonly deliveryMinor: number | null
  readonly taxMinor: number
  readonly totalMinor: number
  readonly taxIncluded: boolean
  /** By rate, goods with their share of delivery; absent on orders from before it was kept. */
  readonly taxes?: readonly TaxPart[]
  /** What gave something, in the order it was applied; absent is none, and on orders from before it was kept. */
  readonly promotions?: readonly AppliedPromotion[]
  /** Paid by no bank: by gift cards and store credit, as pricing took it, or by the pieces of an exchange; absent is none. */
  readonly creditMinor?: number
  /** Paid by pieces of this order that were swapped for others (swap.ts); absent is none. */
  readonly swappedMinor?: number
  /** Of a replacement: whose pieces its credit is. */
  readonly exchange?: ExchangeOf
}

/** What a promotion is called, its code if it has one, and what it gave when the order was placed; 0 where it made the delivery free. */
export interface AppliedPromotion {
  readonly id: string
  readonly code: string
  readonly title: LocalText
  readonly discountMinor: number
}

/** What is taxed at one rate: `taxMinor` inside `amountMinor`, or on top of it where tax is not included. */
export interface TaxPart {
  readonly ratePpm: number
  readonly amountMinor: number
  readonly taxMinor: number
}

/** What a replacement was given for: the file of pieces that come back, and its order. */
export interface ExchangeOf {
  readonly orderId: string
  readonly orderNumber: string
  readonly returnId: string
  /** Its parcel stays in the shop until the pieces passed the check. */
  readonly waits: boolean
  /** Of pieces that had not left: nothing comes back, and the parcel waits for their order alone. */
  readonly isSwap?: true
}

/** Whether its parcel still waits for the check of the pieces it is given for. */
export const awaitsReturn = ({ totals, timeline }: Pick<Order, 'totals' | 'timeline'>): boolean =>
  totals.exchange?.waits === true && !timeline.some(({ event }) => event === 'exchange-passed')

/** What is left for a bank to pay. */
export const dueOf = (totals: Totals): number => costMinor(totals) - (totals.creditMinor ?? 0)

/** What its shopper pays in all, by whatever way: pieces that were swapped in are paid by those they came for. */
export const costMinor = ({ totalMinor, swappedMinor = 0 }: Totals): number => totalMinor - swappedMinor

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
  /** eyewear, perfume, apparel, gift-card, other; absent on orders from before it was kept. */
  readonly kind?: string
  /** The lenses this frame is to get. */
  readonly glasses?: Glasses
  /** Of lenses and treatments: the line of their frame. */
  readonly partOf?: string
  /** Of lenses and treatments: how often they were made again (OPT-10); each may travel in a parcel of its own. */
  readonly remade?: number
  /** Of a gift card: to whom it goes; absent is the buyer. */
  readonly gift?: Gift
  /** It was swapped in, for pieces of this line. */
  readonly swapOf?: string
  /** What became of its pieces (pieces.ts): all four, or nothing yet. */
  readonly cancelled?: number
  readonly sent?: number
  readonly returned?: number
  readonly settled?: number
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
  /** What its customer agreed to have kept, with which it may be set aside anew. */
  readonly keptMethodId?: string
}

export interface OrderDelivery {
  readonly parcelId: string
  readonly carrier: string
  /** The carrier's; empty until it is known. */
  readonly trackingNumber: string
  /** Where it is followed, and how often its number was written; absent while nobody wrote one. */
  readonly trackingUrl?: string
  readonly label?: number
  readonly state: string
  readonly earliest: string
  readonly latest: string
  /** What is in it; absent on orders from when they travelled in one parcel. */
  readonly lines?: readonly { readonly variantId: string; readonly quantity: number }[]
  /** Oldest first. */
  readonly scans: readonly { readonly at: string; readonly state: string }[]
}

export interface TimelineEntry {
  /** RFC 3339. */
  readonly at: string
  /**
   * Stable code: order-placed, payment-captured, parcel-made, parcel-shipped, parcel-delivered, refunded, credit-refunded, cancelled, lines-cancelled, swapped, swap-refused, address-changed,
   * delivery-changed, withdrawn, claimed, not-taken, gift-cards-sent, gift-card-spent, refund-refused, refund-waits, taken-back, payment-disputed, dispute-won, dispute-lost, exchanged, exchange-passed, exchange-called-off, exchange-undone, `return-` with the state of a file, and
   * prescription-awaited, -asked, -corrected, -verified, payment-renewing, -held, -asked, -given, lenses-sent, lenses-made, lenses-remade.
   */
  readonly event: string
  readonly facts: Readonly<Record<string, string>>
  /** The status the order got by it, if it got another one. */
  readonly status?: OrderStatus
}

/** Whether anything was paid for it: by a bank, or by credit alone. An order that was free was not. */
export const wasPaid = ({ capturedMinor, totals, timeline }: Pick<Order, 'capturedMinor' | 'totals' | 'timeline'>): boolean =>
  capturedMinor > 0 || ((totals.creditMinor ?? 0) > 0 && timeline.some(({ status }) => status === 'paid'))

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
  /** Through the bank; what gift cards and store credit got back is in `backs`. */
  readonly refundedMinor: number
  /** What was decided to go back, oldest first. */
  readonly backs: readonly MoneyBack[]
  /** In whose days it counts: the shop's zone when it was placed; absent is Europe/Paris. */
  readonly timeZone?: string
  /** So many days after it arrived the shop takes things back, 14 at least, as it said when the order was placed; absent is 14. */
  readonly returnDays?: number
  /** The day from which it leaves, `2026-12-24`, while it waits for pieces sold ahead; empty when all are there. */
  readonly waitsUntil: string
}

export interface Order extends OrderSummary {
  readonly payments: readonly OrderPayment[]
  readonly deliveries: readonly OrderDelivery[]
  readonly timeline: readonly TimelineEntry[]
  /** Oldest first. */
  readonly returns: readonly ReturnFile[]
  /** Grows with each change. */
  readonly version: number
}
