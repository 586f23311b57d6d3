import { create, type MessageInitShape, toJson } from '@bufbuild/protobuf'
import { timestampFromDate } from '@bufbuild/protobuf/wkt'
import { toMoney } from '@vitrine/contracts/money'
import type { OrderSchema } from '@vitrine/contracts/orders/v1'
import {
  OrderCancelledSchema,
  OrderMovedSchema,
  OrderPaidSchema,
  OrderPlacedSchema,
  OrderRefundedSchema,
} from '@vitrine/contracts/orders/v1/events'
import { allowedOf } from '../application/cancel-order.ts'
import type { OrderTellings } from '../application/tell-order.ts'
import type { Order, OrderSummary } from '../domain/order.ts'
import { imageOf, optionsOf, totalsMessage } from './cart-message.ts'

/** An order in the words of the contract, without what happened to it. */
export function summaryMessage(order: OrderSummary) {
  const money = (amountMinor: number) => toMoney({ amountMinor, currency: order.currency })
  const lines = order.lines.map(({ name, options, image, unitPriceMinor, totalMinor, discountMinor, taxMinor, ...line }) => ({
    ...line,
    name: { ...name },
    ...optionsOf(options),
    ...imageOf(image),
    unitPrice: money(unitPriceMinor),
    total: money(totalMinor),
    discount: money(discountMinor),
    tax: money(taxMinor),
  }))
  const { id, number, status, email, shipping, billing, customerId, locale, placedAt, cartId, deliveryMethodId, refundedMinor } = order
  return {
    ...{ id, number, status, email, customerId, locale, cartId, deliveryMethodId, lines, shipping: { ...shipping } },
    ...(billing && { billing: { ...billing } }),
    totals: totalsMessage(order.totals, order.currency),
    placedAt: timestampFromDate(new Date(placedAt)),
    refunded: money(refundedMinor),
    allowed: allowedOf(order),
  }
}

/** The whole order. */
export function orderMessage(order: Order): MessageInitShape<typeof OrderSchema> {
  const money = (amountMinor: number) => toMoney({ amountMinor, currency: order.currency })
  const at = (moment: string) => timestampFromDate(new Date(moment))
  return {
    ...summaryMessage(order),
    payments: order.payments.map(({ id, provider, method, state, amountMinor, refundedMinor }) => {
      return { id, provider, method, state, amount: money(amountMinor), refunded: money(refundedMinor) }
    }),
    deliveries: order.deliveries.map(({ scans, ...parcel }) => {
      return { ...parcel, scans: scans.map((scan) => ({ at: at(scan.at), event: scan.state, facts: {} })) }
    }),
    timeline: order.timeline.map(({ at: moment, event, facts }) => ({ at: at(moment), event, facts: { ...facts } })),
  }
}

/** What orders tells, as the contract spells it. */
export const orderTellings: OrderTellings = {
  placed: (order) => ({
    type: OrderPlacedSchema.typeName,
    body: toJson(OrderPlacedSchema, create(OrderPlacedSchema, { order: orderMessage(order) })),
  }),
  paid: (order) => ({
    type: OrderPaidSchema.typeName,
    body: toJson(OrderPaidSchema, create(OrderPaidSchema, { order: orderMessage(order) })),
  }),
  cancelled(order, reason) {
    const message = create(OrderCancelledSchema, { order: orderMessage(order), reason })
    return { type: OrderCancelledSchema.typeName, body: toJson(OrderCancelledSchema, message) }
  },
  refunded(order, amountMinor, reason) {
    const amount = toMoney({ amountMinor, currency: order.currency })
    const message = create(OrderRefundedSchema, { order: orderMessage(order), amount, reason })
    return { type: OrderRefundedSchema.typeName, body: toJson(OrderRefundedSchema, message) }
  },
  moved({ id: orderId, customerId }, status, at) {
    const message = create(OrderMovedSchema, { orderId, customerId, status, at: timestampFromDate(at) })
    return { type: OrderMovedSchema.typeName, body: toJson(OrderMovedSchema, message) }
  },
}
