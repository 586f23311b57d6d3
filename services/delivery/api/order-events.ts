import { fromJson, type JsonValue } from '@bufbuild/protobuf'
import { OrderCancelledSchema, OrderPaidSchema } from '@vitrine/contracts/orders/v1/events'
import type { Clock } from '@vitrine/platform/clock/clock'
import type { Running } from '@vitrine/platform/service'
import type pg from 'pg'
import { makeParcel, type MakeParcelNeeds, type MakeParcelStore } from '../application/make-parcel.ts'
import { stopParcel, type StopParcelStore } from '../application/stop-parcel.ts'

export interface OrderEventsNeeds extends MakeParcelNeeds {
  readonly clock: Clock
  /** The store inside the transaction that remembers the event. */
  readonly storeIn: (tx: pg.PoolClient) => MakeParcelStore & StopParcelStore
}

/** What delivery does with events of orders. */
export const orderEvents = (needs: OrderEventsNeeds): NonNullable<Running['handlers']> => ({
  [OrderPaidSchema.typeName]: async ({ body }, tx) => {
    const { order } = fromJson(OrderPaidSchema, body as JsonValue)
    if (!order?.shipping) throw new RangeError('OrderPaid without an order or its address')
    const { $typeName: _, $unknown: __, ...address } = order.shipping
    const lines = order.lines.map(({ variantId, sku, quantity }) => ({ variantId, sku, quantity }))
    await makeParcel(needs, needs.storeIn(tx), { id: order.id, methodId: order.deliveryMethodId, lines, address })
    return 'told'
  },

  [OrderCancelledSchema.typeName]: async ({ body }, tx) => {
    const { order } = fromJson(OrderCancelledSchema, body as JsonValue)
    if (!order) throw new RangeError('OrderCancelled without an order')
    await stopParcel(needs.storeIn(tx), order.id, needs.clock())
    return 'told'
  },
})
