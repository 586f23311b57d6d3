import type { ReturnFile } from '../domain/return-file.ts'
import type { Order, OrderStatus } from '../domain/order.ts'

/** An event about an order, in the words of the contract. */
export interface Telling {
  readonly type: string
  readonly body: unknown
}

/** What orders tells. Each says the order as it is once the event is true. */
export interface OrderTellings {
  placed(order: Order): Telling
  paid(order: Order): Telling
  cancelled(order: Order, reason: string): Telling
  /** `isCredit`: to the gift cards and store credit that paid, not through the bank. */
  refunded(order: Order, amountMinor: number, reason: string, isCredit: boolean): Telling
  changed(order: Order, what: 'lines' | 'address' | 'return-passed'): Telling
  returnMoved(order: Order, file: ReturnFile): Telling
  returned(order: Order, file: ReturnFile): Telling
  moved(order: Order, status: OrderStatus, at: Date): Telling
}
