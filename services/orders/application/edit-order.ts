import { Fault } from '@vitrine/platform/rpc/fault'
import type { End, PaymentChoice, Step } from '../domain/checkout.ts'
import { creditErrandIdOf, type MoneyBack } from '../domain/money-back.ts'
import type { Order, OrderStatus, TimelineEntry } from '../domain/order.ts'
import type { Swap } from '../domain/swap.ts'
import type { Telling } from './tell-order.ts'

type ErrandKind =
  | 'give-back'
  | 'release'
  | 'release-part'
  | 'fulfil'
  | 'fulfil-part'
  | 'refund'
  | 'settle'
  | 'restock'
  | 'refund-credit'
  | 'void-cards'
  | 'renew'
  | 'swap'
  | 'document'

/**
 * What an order and its replacement ask of each other, being two: buy the replacement; tell the file that it was paid; let its parcel go; cancel it.
 * `agree` is the replacement's, the others of the order whose pieces come back.
 */
export type ExchangeErrandKind = 'replace' | 'agree' | 'pass' | 'call-off'

/** What an order still asks of another service, or of another order. */
export interface Errand {
  readonly id: string
  readonly kind: ErrandKind | ExchangeErrandKind
  readonly amountMinor: number
  readonly reason: string
  readonly actor: string
  /** Of which pieces, where it is about some. */
  readonly variantId?: string
  readonly quantity?: number
  /** Of a payment that is to be set aside: how. */
  readonly payment?: PaymentChoice
  /** Of pieces that are to be swapped: which, and for what. */
  readonly swap?: Swap
}

export interface OrderChange {
  /** The order as it is to be. */
  readonly order: Order
  readonly told: readonly Telling[]
  readonly errands?: readonly Errand[]
  /** Lines and totals, addresses or returns differ too. Only then they are written: a checkout, which changes none, does not pay for them. */
  readonly rewrites?: boolean
  /** The checkout of this order goes on from one step to another; when it is elsewhere, nothing of the change is kept. */
  readonly checkout?: { readonly from: Step | 'paid-later'; readonly to: Step | End }
}

export interface OrderStore {
  find(orderId: string): Promise<Order | undefined>
  /** By its number and the mail address it was made with, whose case does not matter. */
  findByNumber(number: string, email: string): Promise<Order | undefined>
  /** Writes all of a change over the version it was made from, in one statement. False when somebody else wrote meanwhile. */
  change(change: OrderChange, at: Date): Promise<boolean>
}

const attempts = 50

/**
 * Changes an order, or leaves it when `decide` says so. Two changes at once both hold, one after the other.
 * `known` is the order as the caller read it last, if it did. Answers the order as it is afterwards; undefined when there is none.
 */
export async function editOrder(
  store: OrderStore,
  orderId: string,
  at: Date,
  decide: (order: Order) => OrderChange | undefined,
  known?: Order,
): Promise<Order | undefined> {
  for (let attempt = 0; attempt < attempts; attempt++) {
    const order = (attempt === 0 && known) || (await store.find(orderId))
    if (!order) return undefined
    const change = decide(order)
    if (!change) return order
    if (await store.change(change, at)) return { ...change.order, version: order.version + 1 }
  }
  throw new Fault('unavailable', `order ${orderId} changes too fast`)
}

/** The order in another status, with the entry that says so. */
export const moved = (order: Order, status: OrderStatus, entry: TimelineEntry): Order => ({
  ...order,
  status,
  timeline: [...order.timeline, { ...entry, status }],
})

/** What an amount that goes back asks of payments, and of pricing. */
export function moneyErrands(
  { id, bankMinor, creditMinor }: MoneyBack,
  errand: Pick<Errand, 'reason' | 'actor'> & { readonly kind: 'refund' | 'settle' },
): Errand[] {
  const bank: Errand[] = bankMinor > 0 ? [{ ...errand, id, amountMinor: bankMinor }] : []
  return [...bank, ...creditErrands({ id, creditMinor }, errand)]
}

export const creditErrands = (
  { id, creditMinor }: Pick<MoneyBack, 'id' | 'creditMinor'>,
  { reason, actor }: Pick<Errand, 'reason' | 'actor'>,
): Errand[] => (creditMinor > 0 ? [{ id: creditErrandIdOf(id), kind: 'refund-credit', amountMinor: creditMinor, reason, actor }] : [])
