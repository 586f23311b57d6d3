import type { ReturnFile } from '../domain/return-file.ts'
import type { LocalText } from '../domain/cart.ts'
import type { Order, OrderLine, OrderStatus } from '../domain/order.ts'

/** An event about an order, in the words of the contract. */
export interface Telling {
  readonly type: string
  readonly body: unknown
}

/** A checkout whose shopper has paid, and gets nothing but their money back. */
export interface LostCheckout {
  readonly orderId: string
  readonly email: string
  readonly locale: string
  /** What was set aside, and is dropped. */
  readonly amountMinor: number
  readonly currency: string
  readonly lines: readonly { readonly name: LocalText; readonly quantity: number; readonly isShort: boolean }[]
}

/** What an optician asks the shopper. */
export interface Question {
  readonly configurationId: string
  readonly reason: string
  readonly at: Date
}

/** What orders tells. Each says the order as it is once the event is true. */
export interface OrderTellings {
  /** Nothing was placed: its pieces went while the shopper was at the bank. */
  lost(checkout: LostCheckout): Telling
  /** Which, whose and where it stands: what is in it is told once it is paid. */
  placed(order: Order): Telling
  paid(order: Order): Telling
  /** Its money waits for an optician. */
  awaits(order: Order, until: Date): Telling
  asked(order: Order, question: Question, until: Date): Telling
  /** Its money is not set aside any more: its shopper is asked to pay again. */
  paymentAsked(order: Order): Telling
  glassesPaid(order: Order, configurationIds: readonly string[], at: Date): Telling
  /** Lines of gift cards, which left with the payment. */
  cardsPaid(order: Order, lines: readonly OrderLine[]): Telling
  glassesMade(order: Order, at: Date): Telling
  glassesRemade(order: Order, lineIds: readonly string[], at: Date): Telling
  glassesDropped(order: Order, configurationIds: readonly string[], at: Date): Telling
  cancelled(order: Order, reason: string): Telling
  /** `isCredit`: to the gift cards and store credit that paid, not through the bank. */
  refunded(order: Order, amountMinor: number, reason: string, isCredit: boolean): Telling
  /** `changeId`: of the change that has ended by it, for which its parcels were held. */
  changed(order: Order, what: 'lines' | 'address' | 'return-passed', changeId?: string): Telling
  returnMoved(order: Order, file: ReturnFile): Telling
  returned(order: Order, file: ReturnFile): Telling
  moved(order: Order, status: OrderStatus, at: Date): Telling
}
