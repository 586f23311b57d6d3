import type { Order } from '@vitrine/contracts/orders/v1'
import {
  GlassesMadeSchema,
  GlassesRemadeSchema,
  HomeTrialMovedSchema,
  OrderCancelledSchema,
  OrderChangedSchema,
  OrderForgottenSchema,
  OrderPaidSchema,
} from '@vitrine/contracts/orders/v1/events'
import { ReservationReadySchema } from '@vitrine/contracts/stock/v1/events'
import type { Clock } from '@vitrine/platform/clock/clock'
import { readEvent } from '@vitrine/platform/events/read-event'
import type { Running } from '@vitrine/platform/service'
import type pg from 'pg'
import { changeParcels, type ChangeParcelsStore } from '../application/change-parcels.ts'
import { freeParcels, type FreeParcelsStore } from '../application/hold-parcels.ts'
import { makeParcel, type MakeParcelNeeds, type MakeParcelStore } from '../application/make-parcel.ts'
import { remakeParcel, type RemakeParcelStore } from '../application/remake-parcel.ts'
import { sendParcels, type SendParcelsStore } from '../application/send-parcels.ts'
import { stopParcel, type StopParcelStore } from '../application/stop-parcel.ts'

export interface OrderEventsNeeds extends Omit<MakeParcelNeeds, 'methods'> {
  readonly clock: Clock
  /** Stores inside the transaction that remembers the event: whoever has a connection does not wait for another. */
  readonly storeIn: (
    tx: pg.PoolClient,
  ) => MakeParcelStore & SendParcelsStore & StopParcelStore & ChangeParcelsStore & RemakeParcelStore & FreeParcelsStore
  readonly methodsIn: (tx: pg.PoolClient) => MakeParcelNeeds['methods']
}

/** What delivery does with events of orders, and of the pieces and lenses they waited for. */
export const orderEvents = (needs: OrderEventsNeeds): NonNullable<Running['handlers']> => ({
  [OrderPaidSchema.typeName]: async ({ body }, tx) => {
    const { order } = readEvent(OrderPaidSchema, body)
    const contents = contentsOf(order)
    if (contents.lines.length === 0) return // gift cards alone need no parcel
    await makeParcel({ ...needs, methods: needs.methodsIn(tx) }, needs.storeIn(tx), {
      number: order?.number ?? '',
      forTrial: false,
      methodId: order?.deliveryMethodId ?? '',
      waitsUntil: order?.waitsUntil ?? '',
      awaitsReturn: order?.exchangeOf?.waits ?? false,
      lensDays: lensDaysOf(order),
      ...contents,
    })
    return 'told'
  },

  [ReservationReadySchema.typeName]: async ({ body }, tx) => {
    const { reservationId } = readEvent(ReservationReadySchema, body)
    await sendParcels(needs, needs.storeIn(tx), reservationId, 'pieces')
    return 'told'
  },

  [GlassesMadeSchema.typeName]: async ({ body }, tx) => {
    const { orderId } = readEvent(GlassesMadeSchema, body)
    await sendParcels(needs, needs.storeIn(tx), orderId, 'lenses')
    return 'told'
  },

  [OrderChangedSchema.typeName]: async ({ body }, tx) => {
    const { order, what, changeId } = readEvent(OrderChangedSchema, body)
    const store = needs.storeIn(tx)
    if (order && what === 'return-passed') await sendParcels(needs, store, order.id, 'return')
    else await changeParcels(needs.ids, store, { ...contentsOf(order), version: order?.version ?? 0 })
    if (order && changeId !== '') await freeParcels(needs, store, order.id, changeId)
    return 'told'
  },

  [OrderCancelledSchema.typeName]: async ({ body }, tx) => {
    const { order } = readEvent(OrderCancelledSchema, body)
    if (!order) throw new RangeError('OrderCancelled without an order')
    await stopParcel(needs.storeIn(tx), order.id, needs.clock())
    return 'told'
  },

  [GlassesRemadeSchema.typeName]: async ({ body }, tx) => {
    const { order, lineIds } = readEvent(GlassesRemadeSchema, body)
    const parts = (order?.lines ?? []).filter(({ id }) => lineIds.includes(id))
    if (order)
      await remakeParcel(
        needs,
        needs.storeIn(tx),
        order.id,
        parts.map(({ variantId, sku, quantity }) => ({ variantId, sku, quantity })),
      )
    return 'told'
  },

  // The parcel of a home trial stands under the trial's id, as that of an order under the order's.
  [HomeTrialMovedSchema.typeName]: async ({ body }, tx) => {
    const { trial, what } = readEvent(HomeTrialMovedSchema, body)
    if (!trial?.shipping) throw new RangeError('HomeTrialMoved without its trial, or its address')
    // Told by who did not ask first: a process of the version before.
    if (what === 'cancelled') await stopParcel(needs.storeIn(tx), trial.id, needs.clock())
    if (what !== 'begun') return
    await needs.storeIn(tx).meet(trial.id)
    const { $typeName: _, $unknown: __, ...address } = trial.shipping
    const lines = trial.frames.map(({ variantId, sku }) => ({ variantId, sku, quantity: 1 }))
    const plain = { waitsUntil: '', awaitsReturn: false, lensDays: 0 }
    await makeParcel({ ...needs, methods: needs.methodsIn(tx) }, needs.storeIn(tx), {
      id: trial.id,
      number: '',
      forTrial: true,
      methodId: trial.deliveryMethodId,
      lines,
      address,
      ...plain,
    })
    return 'told'
  },

  [OrderForgottenSchema.typeName]: async ({ body }, tx) => {
    await tx.query(blanking, [readEvent(OrderForgottenSchema, body).orderId])
  },
})

/** Working days until the last lenses of an order are made; at least one, because a lab is never the same day. */
const lensDaysOf = (order: Order | undefined): number =>
  Math.max(0, ...(order?.lines ?? []).flatMap(({ glasses }) => (glasses && !glasses.made ? [Math.max(1, glasses.leadDays)] : [])))

/** Only the country stays of where a parcel went: what was sent where is counted. Who knows its number could ask the carrier for the rest. */
const blanking = `
  with parcel as (
    update delivery.parcel set tracking_number = '', tracking_url = '', address = jsonb_build_object('name', '', 'company', '', 'line1', '', 'line2', '',
      'postcode', '', 'city', '', 'region', '', 'country', address ->> 'country', 'phone', '') where order_id = $1 returning id
  ), plan as (
    delete from delivery.planned_scan using parcel where parcel_id = parcel.id
  )
  update delivery.scan set place = '' from parcel where parcel_id = parcel.id`

/** What is to be sent, and where: pieces that were cancelled stay, and gift cards go by mail. */
function contentsOf(order: Order | undefined) {
  if (!order?.shipping) throw new RangeError('an event without its order, or its address')
  const { $typeName: _, $unknown: __, ...address } = order.shipping
  const lines = order.lines
    .filter(({ kind }) => kind !== 'gift-card')
    .map(({ variantId, sku, quantity, cancelled }) => ({ variantId, sku, quantity: quantity - cancelled }))
  return { id: order.id, lines, address }
}
