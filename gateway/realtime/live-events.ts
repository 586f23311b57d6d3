import { fromJson, type JsonValue } from '@bufbuild/protobuf'
import { timestampDate } from '@bufbuild/protobuf/wkt'
import { ParcelMovedSchema } from '@vitrine/contracts/delivery/v1/events'
import {
  OrderCancelledSchema,
  OrderChangedSchema,
  OrderMovedSchema,
  OrderPaidSchema,
  OrderPlacedSchema,
  OrderRefundedSchema,
  ReturnMovedSchema,
} from '@vitrine/contracts/orders/v1/events'
import type { Order } from '@vitrine/contracts/orders/v1'
import { AvailabilityChangedSchema } from '@vitrine/contracts/stock/v1/events'
import type { EventHandler } from '@vitrine/platform/service'
import type pg from 'pg'

interface LiveMessage {
  readonly topic: string
  readonly type: string
  readonly data: unknown
}

/** Kept in the transaction that remembers the event: told once to whoever listens, however often it arrives. */
async function tell(tx: pg.PoolClient, messages: readonly LiveMessage[]): Promise<void> {
  await tx.query({
    name: 'gateway tell',
    text: `insert into gateway.live_message (topic, type, data)
      select topic, type, data from unnest($1::text[], $2::text[], $3::jsonb[]) with ordinality as m (topic, type, data, n) order by n`,
    values: [messages.map(({ topic }) => topic), messages.map(({ type }) => type), messages.map(({ data }) => JSON.stringify(data))],
  })
}

/** What is told of an order: to whoever watches it, its customer, and staff. No address, no mail: pages read the order anew. */
function ofOrder(type: string, { id, number, status, customerId }: Pick<Order, 'id' | 'number' | 'status' | 'customerId'>): LiveMessage[] {
  const data = { orderId: id, ...(number && { number }), status }
  const topics = [`order:${id}`, 'admin:orders', ...(customerId ? [`me:${customerId}`] : [])]
  return topics.map((topic) => ({ topic, type, data }))
}

const orderTold =
  (type: string, schema: typeof OrderPaidSchema): EventHandler =>
  async ({ body }, tx) => {
    const { order } = fromJson(schema, body as JsonValue, { ignoreUnknownFields: true })
    if (order) await tell(tx, ofOrder(type, order))
  }

/** What open pages hear of, by type of event. */
export const liveEvents: Readonly<Record<string, EventHandler>> = {
  // These carry the whole order in the same field.
  [OrderPlacedSchema.typeName]: orderTold('order-placed', OrderPaidSchema),
  [OrderPaidSchema.typeName]: orderTold('order-paid', OrderPaidSchema),
  [OrderCancelledSchema.typeName]: orderTold('order-cancelled', OrderPaidSchema),
  [OrderRefundedSchema.typeName]: orderTold('order-refunded', OrderPaidSchema),
  [OrderChangedSchema.typeName]: orderTold('order-changed', OrderPaidSchema),
  [ReturnMovedSchema.typeName]: orderTold('order-return', OrderPaidSchema),
  [OrderMovedSchema.typeName]: async ({ body }, tx) => {
    const { orderId: id, customerId, status } = fromJson(OrderMovedSchema, body as JsonValue)
    await tell(tx, ofOrder('order-moved', { id, number: '', status, customerId }))
  },
  [ParcelMovedSchema.typeName]: async ({ body }, tx) => {
    const { orderId, parcelId, state, at } = fromJson(ParcelMovedSchema, body as JsonValue)
    const data = { orderId, parcelId, state, at: at ? timestampDate(at).toISOString() : null }
    await tell(
      tx,
      [`order:${orderId}`, 'admin:orders'].map((topic) => ({ topic, type: 'parcel-moved', data })),
    )
  },
  [AvailabilityChangedSchema.typeName]: async ({ body }, tx) => {
    const { variantId, state, available } = fromJson(AvailabilityChangedSchema, body as JsonValue)
    await tell(tx, [{ topic: `stock:${variantId}`, type: 'availability-changed', data: { variantId, state, available } }])
  },
}

/** Answers how many went. Whoever was away for an hour reads the page anew. */
export async function forgetLive(pool: pg.Pool): Promise<number> {
  const { rowCount } = await pool.query(`delete from gateway.live_message where at < now() - interval '1 hour'`)
  return rowCount ?? 0
}
