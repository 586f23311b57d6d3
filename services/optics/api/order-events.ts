import { fromJson, type JsonValue } from '@bufbuild/protobuf'
import { timestampDate } from '@bufbuild/protobuf/wkt'
import { GlassesDroppedSchema, GlassesPaidSchema, OrderAwaitsSchema } from '@vitrine/contracts/orders/v1/events'
import type { Running } from '@vitrine/platform/service'
import type pg from 'pg'
import type { ConfigurationStore } from '../application/configure.ts'
import { hearAwaits, hearDropped, hearPaid } from '../application/hear-order.ts'

/** Only events of orders with glasses: others cost nothing here. */
export const heardTypes: readonly string[] = [OrderAwaitsSchema, GlassesPaidSchema, GlassesDroppedSchema].map(({ typeName }) => typeName)

/** What optics does with events of orders. `storeIn` gives the store inside the transaction that remembers the event. */
export const orderEvents = (storeIn: (tx: pg.PoolClient) => ConfigurationStore): NonNullable<Running['handlers']> => ({
  [OrderAwaitsSchema.typeName]: async ({ body }, tx) => {
    const { order } = fromJson(OrderAwaitsSchema, body as JsonValue)
    if (!order?.placedAt) throw new RangeError('OrderAwaits without an order')
    const configurationIds = order.lines.flatMap(({ glasses }) => (glasses ? [glasses.lensConfigurationId] : []))
    await hearAwaits(
      storeIn(tx),
      { orderId: order.id, orderNumber: order.number, customerId: order.customerId, configurationIds },
      timestampDate(order.placedAt),
    )
  },

  [GlassesPaidSchema.typeName]: async ({ body }, tx) => {
    const { at, ...order } = fromJson(GlassesPaidSchema, body as JsonValue)
    if (!at) throw new RangeError('GlassesPaid without its time')
    await hearPaid(storeIn(tx), order, timestampDate(at))
  },

  [GlassesDroppedSchema.typeName]: async ({ body }, tx) => {
    const { at, ...order } = fromJson(GlassesDroppedSchema, body as JsonValue)
    if (!at) throw new RangeError('GlassesDropped without its time')
    await hearDropped(storeIn(tx), order, timestampDate(at))
  },
})
