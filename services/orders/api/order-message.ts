import { create, type MessageInitShape, toJson } from '@bufbuild/protobuf'
import { timestampFromDate } from '@bufbuild/protobuf/wkt'
import { toMoney } from '@vitrine/contracts/money'
import type { OrderSchema, ReturnFileSchema } from '@vitrine/contracts/orders/v1'
import {
  CheckoutLostSchema,
  GiftCardsPaidSchema,
  GlassesDroppedSchema,
  GlassesMadeSchema,
  GlassesPaidSchema,
  GlassesRemadeSchema,
  OrderAskedSchema,
  OrderAwaitsSchema,
  OrderCancelledSchema,
  OrderChangedSchema,
  OrderMovedSchema,
  OrderPaidSchema,
  OrderPaymentAskedSchema,
  OrderPlacedSchema,
  OrderRefundedSchema,
  OrderReturnedSchema,
  ReturnMovedSchema,
} from '@vitrine/contracts/orders/v1/events'
import type { OrderTellings } from '../application/tell-order.ts'
import { allowedActions } from '../domain/allowed-actions.ts'
import type { Snapshot } from '../domain/cart.ts'
import { byHandMinor, creditBackMinor } from '../domain/money-back.ts'
import { awaitsPayment, holdOf } from '../domain/awaiting-order.ts'
import { awaitsReturn, mayAct, type Order, type OrderLine, type OrderSummary, wasPaid } from '../domain/order.ts'
import { piecesOf } from '../domain/pieces.ts'
import { contentsOf } from '../domain/parcels.ts'
import { movesByHand, movesByShopper, type ReturnFile, shopPays } from '../domain/return-file.ts'
import { amountsMinor, claimRight, type DatedRight, returnRight } from '../domain/send-back.ts'
import { lineRight, withdrawUntil } from '../domain/withdrawal.ts'
import { glassesOf, imageOf, optionsOf, promotionsMessage, totalsMessage } from './cart-message.ts'

/** An order in the words of the contract, without what happened to it. */
export function summaryMessage(order: OrderSummary) {
  const money = (amountMinor: number) => toMoney({ amountMinor, currency: order.currency })
  const lines = order.lines.map(
    ({
      name,
      options,
      image,
      unitPriceMinor,
      totalMinor,
      discountMinor,
      taxMinor,
      settled: _,
      remade: __,
      swapOf: ___,
      glasses,
      gift,
      ...line
    }) => ({
      ...line,
      ...(gift && { gift: { ...gift } }),
      ...glassesOf(glasses),
      name: { ...name },
      ...optionsOf(options),
      ...imageOf(image),
      unitPrice: money(unitPriceMinor),
      total: money(totalMinor),
      discount: money(discountMinor),
      tax: money(taxMinor),
    }),
  )
  const {
    id,
    number,
    status,
    email,
    shipping,
    billing,
    customerId,
    locale,
    placedAt,
    cartId,
    deliveryMethodId,
    refundedMinor,
    waitsUntil,
  } = order
  return {
    ...{
      id,
      number,
      status,
      email,
      customerId,
      locale,
      cartId,
      deliveryMethodId,
      waitsUntil: status === 'cancelled' ? '' : waitsUntil,
      lines,
      shipping: { ...shipping },
    },
    ...(billing && { billing: { ...billing } }),
    totals: totalsMessage(order.totals, order.currency),
    promotions: promotionsMessage(order.totals, order.currency),
    placedAt: timestampFromDate(new Date(placedAt)),
    refunded: money(refundedMinor + creditBackMinor(order)),
    creditRefunded: money(creditBackMinor(order)),
  }
}

const at = (moment: string) => timestampFromDate(new Date(moment))

/** The whole order, with what may be done with it now. */
export function orderMessage(order: Order, now: Date): MessageInitShape<typeof OrderSchema> {
  const facts = factsMessage(order)
  return {
    ...facts,
    version: order.version,
    lines: facts.lines.map((line, n) => ({ ...line, ...rightsOf(order, order.lines[n]!, now) })), // the same lines in the same order
    allowed: allowedActions(order, now),
    refundable: toMoney({
      amountMinor: mayAct('refund', order.status) && wasPaid(order) ? byHandMinor(order) : 0,
      currency: order.currency,
    }),
    withdrawUntil: withdrawUntil(order),
    ...(awaitsPayment(order) && { payBy: at(holdOf(order)?.payBy ?? order.placedAt) }),
    timeline: order.timeline.map(({ at: moment, event, facts: about }) => ({ at: at(moment), event, facts: { ...about } })),
  }
}

/** What was bought, what was paid, where it is, and what comes back. */
function factsMessage(order: Order) {
  const money = (amountMinor: number) => toMoney({ amountMinor, currency: order.currency })
  return {
    ...summaryMessage(order),
    returns: order.returns.map((file) => fileMessage(file, order.currency)),
    ...(order.totals.exchange && { exchangeOf: { ...order.totals.exchange, waits: awaitsReturn(order) } }),
    payments: order.payments.map(({ id, provider, method, state, amountMinor, refundedMinor }) => {
      return { id, provider, method, state, amount: money(amountMinor), refunded: money(refundedMinor) }
    }),
    deliveries: order.deliveries.map((delivery) => {
      const { scans, lines: _, label: __, ...parcel } = delivery
      return {
        ...parcel,
        lines: contentsOf(order, delivery),
        scans: scans.map((scan) => ({ at: at(scan.at), event: scan.state, facts: {} })),
      }
    }),
  }
}

function rightsOf(order: Order, line: OrderLine, now: Date) {
  const dated = (right: DatedRight) => {
    const amounts = amountsMinor(line, order.totals.taxIncluded, right.quantity)
    return { ...right, amounts: amounts.map((amountMinor) => toMoney({ amountMinor, currency: order.currency })) }
  }
  return {
    right: lineRight(order, line, now),
    returnRight: dated(returnRight(order, line, now)),
    claimRight: dated(claimRight(order, line, now)),
  }
}

/** A file of pieces that come back. */
export function fileMessage(file: ReturnFile, currency: string): MessageInitShape<typeof ReturnFileSchema> {
  const { id, kind, state, name, lines, askedAt, amountMinor, withheldMinor = 0, words = '', remedy = '' } = file
  const { steps, exchange, lapsesAt, placeId = '' } = file
  const money = (minor: number) => toMoney({ amountMinor: minor, currency })
  return {
    ...{ id, kind, state, name, askedAt: at(askedAt), amount: toMoney({ amountMinor, currency }), allowed: [...movesByHand(file)] },
    ...{ words, remedy, placeId, shopPays: shopPays(file), cancellable: movesByShopper(file).length > 0 },
    ...(withheldMinor > 0 && { withheld: toMoney({ amountMinor: withheldMinor, currency }) }),
    lines: lines.map(({ wants, ...line }) => ({ ...line, ...(wants && { wants: wantedMessage(wants) }) })),
    ...(exchange && { exchange: { ...exchange, due: money(exchange.dueMinor), paid: money(exchange.paidMinor) } }),
    steps: steps.map((step) => ({ ...step, at: at(step.at) })),
    ...(lapsesAt && { lapsesAt: at(lapsesAt) }),
  }
}

const wantedMessage = ({ variantId, name, options }: Snapshot) => ({ variantId, name: { ...name }, ...optionsOf(options) })

/** An event leaves out what only a screen shows: pictures, what may be done now, and the timeline. */
const told = (order: Order) => {
  const { lines, ...facts } = factsMessage(order)
  return { ...facts, version: order.version + 1, lines: lines.map(({ image: _, ...line }) => line) }
}

/** What orders tells, as the contract spells it. */
export const orderTellings: OrderTellings = {
  lost({ amountMinor, currency, lines, ...lost }) {
    const told = {
      ...lost,
      amount: toMoney({ amountMinor, currency }),
      lines: lines.map(({ name, isShort: short, ...line }) => ({ ...line, short, name: { ...name } })),
    }
    return { type: CheckoutLostSchema.typeName, body: toJson(CheckoutLostSchema, create(CheckoutLostSchema, told)) }
  },
  placed: ({ id, number, status, customerId }) => ({
    type: OrderPlacedSchema.typeName,
    body: toJson(OrderPlacedSchema, create(OrderPlacedSchema, { order: { id, number, status, customerId } })),
  }),
  paid: (order) => ({
    type: OrderPaidSchema.typeName,
    body: toJson(OrderPaidSchema, create(OrderPaidSchema, { order: told(order) })),
  }),
  awaits(order, until) {
    const message = create(OrderAwaitsSchema, { order: told(order), until: timestampFromDate(until) })
    return { type: OrderAwaitsSchema.typeName, body: toJson(OrderAwaitsSchema, message) }
  },
  asked(order, { configurationId, reason, at: moment }, until) {
    const when = { at: timestampFromDate(moment), until: timestampFromDate(until) }
    const message = create(OrderAskedSchema, { order: told(order), configurationId, reason, ...when })
    return { type: OrderAskedSchema.typeName, body: toJson(OrderAskedSchema, message) }
  },
  paymentAsked(order) {
    const { at: moment = order.placedAt, payBy = moment } = holdOf(order) ?? {}
    const message = create(OrderPaymentAskedSchema, { order: told(order), at: at(moment), until: at(payBy) })
    return { type: OrderPaymentAskedSchema.typeName, body: toJson(OrderPaymentAskedSchema, message) }
  },
  glassesPaid({ id: orderId, number: orderNumber }, ids, moment) {
    const facts = { orderId, orderNumber, configurationIds: [...ids], at: timestampFromDate(moment) }
    return { type: GlassesPaidSchema.typeName, body: toJson(GlassesPaidSchema, create(GlassesPaidSchema, facts)) }
  },
  cardsPaid({ id: orderId, number: orderNumber, email, shipping, locale, currency }, lines) {
    const cards = lines.map((line) => ({
      ...{ lineId: line.id, quantity: piecesOf(line).sent, price: toMoney({ amountMinor: line.unitPriceMinor, currency }) },
      ...(line.gift && { gift: { ...line.gift } }),
    }))
    const facts = { orderId, orderNumber, email, giver: shipping.name, locale, cards }
    return { type: GiftCardsPaidSchema.typeName, body: toJson(GiftCardsPaidSchema, create(GiftCardsPaidSchema, facts)) }
  },
  glassesMade({ id: orderId }, moment) {
    const facts = { orderId, at: timestampFromDate(moment) }
    return { type: GlassesMadeSchema.typeName, body: toJson(GlassesMadeSchema, create(GlassesMadeSchema, facts)) }
  },
  glassesRemade(order, lineIds, moment) {
    const facts = { order: told(order), lineIds: [...lineIds], at: timestampFromDate(moment) }
    return { type: GlassesRemadeSchema.typeName, body: toJson(GlassesRemadeSchema, create(GlassesRemadeSchema, facts)) }
  },
  glassesDropped({ id: orderId }, ids, moment) {
    const facts = { orderId, configurationIds: [...ids], at: timestampFromDate(moment) }
    return { type: GlassesDroppedSchema.typeName, body: toJson(GlassesDroppedSchema, create(GlassesDroppedSchema, facts)) }
  },
  cancelled(order, reason) {
    const message = create(OrderCancelledSchema, { order: told(order), reason })
    return { type: OrderCancelledSchema.typeName, body: toJson(OrderCancelledSchema, message) }
  },
  refunded(order, amountMinor, reason, isCredit) {
    const amount = toMoney({ amountMinor, currency: order.currency })
    const message = create(OrderRefundedSchema, { order: told(order), amount, reason, credit: isCredit })
    return { type: OrderRefundedSchema.typeName, body: toJson(OrderRefundedSchema, message) }
  },
  changed(order, what, changeId = '') {
    const message = create(OrderChangedSchema, { order: told(order), what, changeId })
    return { type: OrderChangedSchema.typeName, body: toJson(OrderChangedSchema, message) }
  },
  returnMoved(order, file) {
    const message = create(ReturnMovedSchema, { order: told(order), file: fileMessage(file, order.currency) })
    return { type: ReturnMovedSchema.typeName, body: toJson(ReturnMovedSchema, message) }
  },
  returned(order, file) {
    const message = create(OrderReturnedSchema, { order: told(order), file: fileMessage(file, order.currency) })
    return { type: OrderReturnedSchema.typeName, body: toJson(OrderReturnedSchema, message) }
  },
  moved({ id: orderId, customerId }, status, at) {
    const message = create(OrderMovedSchema, { orderId, customerId, status, at: timestampFromDate(at) })
    return { type: OrderMovedSchema.typeName, body: toJson(OrderMovedSchema, message) }
  },
}
