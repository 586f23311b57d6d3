import { Fault } from '@vitrine/platform/rpc/fault'
import { maySee, type Viewer } from '../domain/cart.ts'
import type { Order } from '../domain/order.ts'
import type { OrderStore } from './edit-order.ts'

/** One order as it is now. Fault: `not-found`, also for a customer's order asked for by somebody else. */
export async function findOrder(orders: Pick<OrderStore, 'find'>, orderId: string, viewer: Viewer): Promise<Order> {
  const order = await orders.find(orderId)
  if (!order || !maySee(order, viewer)) throw new Fault('not-found', `no order ${orderId}`)
  return order
}
