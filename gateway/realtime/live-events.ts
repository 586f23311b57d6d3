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
import { isWaitedFor } from '@vitrine/platform/events/inbox'
import type { DomainEvent } from '@vitrine/platform/events/outbox'
import type { EventHandler, OwnMark } from '@vitrine/platform/service'
import { inGroups } from '@vitrine/platform/sql/in-groups'
import { perConnection } from '@vitrine/platform/sql/per-connection'
import type pg from 'pg'

interface LiveMessage {
  readonly topic: string
  readonly type: string
  readonly data: unknown
}

type Told = Pick<Order, 'id' | 'number' | 'status' | 'customerId'>

/** What is told of an order: to whoever watches it, staff among them (`live-feed.ts`), and to its customer. No address, no mail: pages read the order anew. */
function ofOrder(type: string, { id, number, status, customerId }: Told): LiveMessage[] {
  const data = { orderId: id, ...(number && { number }), status }
  const topics = [`order:${id}`, ...(customerId ? [`me:${customerId}`] : [])]
  return topics.map((topic) => ({ topic, type, data }))
}

/**
 * These carry the whole order in the same field. Its four texts are read where they lie, in protobuf JSON, which leaves out what is empty: a message made
 * of an order of two lines is 27 kB.
 */
const orderTold =
  (type: string) =>
  (body: JsonValue): LiveMessage[] => {
    const { order } = body as { readonly order?: Partial<Told> }
    if (!order) return []
    const { id = '', number = '', status = '', customerId = '' } = order
    return ofOrder(type, { id, number, status, customerId })
  }

/** What open pages hear of, by type of event. */
export const liveMessages: Readonly<Record<string, (body: JsonValue) => readonly LiveMessage[]>> = {
  [OrderPlacedSchema.typeName]: orderTold('order-placed'),
  [OrderPaidSchema.typeName]: orderTold('order-paid'),
  [OrderCancelledSchema.typeName]: orderTold('order-cancelled'),
  [OrderRefundedSchema.typeName]: orderTold('order-refunded'),
  [OrderChangedSchema.typeName]: orderTold('order-changed'),
  [ReturnMovedSchema.typeName]: orderTold('order-return'),
  [OrderMovedSchema.typeName](body) {
    const { orderId: id, customerId, status } = fromJson(OrderMovedSchema, body)
    return ofOrder('order-moved', { id, number: '', status, customerId })
  },
  [ParcelMovedSchema.typeName](body) {
    const { orderId, parcelId, state, at } = fromJson(ParcelMovedSchema, body)
    const data = { orderId, parcelId, state, at: at ? timestampDate(at).toISOString() : null }
    return [{ topic: `order:${orderId}`, type: 'parcel-moved', data }]
  },
  [AvailabilityChangedSchema.typeName](body) {
    const { variantId, state, available } = fromJson(AvailabilityChangedSchema, body)
    return [{ topic: `stock:${variantId}`, type: 'availability-changed', data: { variantId, state, available } }]
  },
}

const telling = `
  insert into gateway.live_message (event_id, topic, type, data)
  select id, topic, type, data from jsonb_to_recordset($1) as told (n int, id text, key text, topic text, type text, data jsonb)
  where $2 or not ${isWaitedFor('gateway', 'told.key')} order by n on conflict (topic, event_id) do nothing`

/** Answers whether all of it was told now, and not before. `isLate`: whatever waits is behind it. */
async function tell(asks: pg.Pool | pg.PoolClient, events: readonly DomainEvent[], isLate: boolean): Promise<boolean> {
  const messages = events.flatMap(({ id, type, key, body }) =>
    liveMessages[type]!(body as JsonValue).map((message) => ({ id, key, ...message })),
  )
  if (messages.length === 0) return true
  const values = [JSON.stringify(messages.map((message, n) => ({ n, ...message }))), isLate]
  const { rowCount } = await asks.query({ name: 'gateway tell', text: telling, values })
  return rowCount === messages.length
}

/** Tells open pages of events: what is told of one bears its id, so nothing else has to remember that it was told (`docs/decisions/0045`). */
export const toldAsTheyCome = (pool: pg.Pool): OwnMark => ({
  types: Object.keys(liveMessages),
  handle: (events) => tell(pool, events, false),
})

/** The same for events that had to wait in the queue. What those beside each other have to tell is one statement. */
export function liveEvents(): Readonly<Record<string, EventHandler>> {
  const tellings = perConnection((tx) =>
    inGroups(
      async (events: readonly DomainEvent[]) => {
        await tell(tx, events, true)
        return events
      },
      { keysOf: () => [] }, // rows are added, and none is changed
    ),
  )
  const handler: EventHandler = async (event, tx) => void (await tellings(tx)(event))
  return Object.fromEntries(Object.keys(liveMessages).map((type) => [type, handler]))
}

/** Answers how many went. Whoever was away for an hour reads the page anew. */
export async function forgetLive(pool: pg.Pool): Promise<number> {
  const { rowCount } = await pool.query(`delete from gateway.live_message where at < now() - interval '1 hour'`)
  return rowCount ?? 0
}
