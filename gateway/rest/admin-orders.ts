import { fromMoney, type Money, toMoney } from '@vitrine/contracts/money'
import type { Order as OrderMessage, ReturnFile } from '@vitrine/contracts/orders/v1'
import type { RefundRequested } from '@vitrine/contracts/payments/v1'
import { amountOr0, costOf } from '../answers/amounts.ts'
import { withContentsOfOrder } from '../answers/bundle-contents.ts'
import { orderAnswer } from '../answers/order-answer.ts'
import { periodOf, pick, timeOf } from '../answers/texts.ts'
import { refuse } from '../problem.ts'
import { type Call, done, type Operation, operation, type Outcome } from '../route-registry.ts'
import {
  type AdminOrder,
  type AdminReturn,
  adminOrderInput,
  adminOrderOutput,
  adminOrdersInput,
  adminOrdersOutput,
  awaitedRefund,
  type AwaitedRefund,
  awaitedRefundInput,
  awaitedRefundsInput,
  awaitedRefundsOutput,
  refundOrderInput,
} from '../schemas/admin-orders.ts'
import { cancelOrderInput, type OrderReturn, type OrderStatus } from '../schemas/order.ts'
import { staffReading, staffWriting } from './admin-entries.ts'
import { actorOf } from './admin-stock.ts'
import type { DoorParts } from './parts.ts'

const viewer = { customerId: '', staff: true }

/** What orders keeps of an entry of the timeline, of those staff can read. */
function detailsOf({ amountMinor, currency, reason, carrier, trackingNumber }: Readonly<Record<string, string>>) {
  return {
    ...(amountMinor && currency && { amount: { amountMinor: Number(amountMinor), currency } }),
    ...(reason && { reason }),
    ...(trackingNumber && { parcel: [carrier, trackingNumber].filter(Boolean).join(' ') }),
  }
}

interface AskedRefund {
  readonly refundId: string
  readonly orderId: string
  readonly amount: Money
  readonly reason: string
  readonly actor: string
}

function awaitedRefundOf(
  { refundId: id, orderId, amount, reason, cancels, askedBy, askedAt }: RefundRequested,
  currency: string,
): AwaitedRefund {
  return { id, orderId, amount: amountOr0(amount, currency), reason, cancels, askedBy, at: timeOf(askedAt) }
}

/** A file with what staff do to it. */
function adminReturnOf(shown: OrderReturn, { allowed, lines, withheld, steps, placeId }: ReturnFile): AdminReturn {
  return {
    ...shown,
    allowed: allowed as AdminReturn['allowed'], // states, by contract
    lines: shown.lines.map((line, n) => ({ ...line, restocked: lines[n]?.restocked ?? 0 })),
    ...(withheld && { withheld: fromMoney(withheld) }),
    ...(placeId && { placeId }),
    steps: steps.map(({ at, state, note, actor }) => ({ at: timeOf(at), state: state as AdminReturn['state'], note, actor })),
  }
}

export function adminOrderOperations({ peers, pictures }: DoorParts): Operation[] {
  async function adminOrderOf(order: OrderMessage, call: Call): Promise<AdminOrder> {
    const { waiting } = await peers.payments.listRefundRequests({ orderId: order.id }, call.within())
    const shown = orderAnswer(order, { pictures, locale: call.locale, apiBase: call.apiBase })
    return {
      ...shown,
      ...(order.customerId && { customerId: order.customerId }),
      // The same lines and promotions in the same order.
      lines: shown.lines.map((line, n) => ({ ...line, sku: order.lines[n]!.sku })),
      promotions: shown.promotions.map((promotion, n) => ({ ...promotion, promotionId: order.promotions[n]!.promotionId })),
      refundable: amountOr0(order.refundable, shown.currency),
      allowed: [...order.allowed],
      returns: shown.returns.map((file, n) => adminReturnOf(file, order.returns[n]!)), // the same files in the same order
      refundsAwaited: waiting.map((request) => awaitedRefundOf(request, shown.currency)),
      timeline: shown.timeline.map((entry, n) => ({ ...entry, ...detailsOf(order.timeline[n]?.facts ?? {}) })),
    }
  }

  async function refunding({ amount, ...asked }: AskedRefund, call: Call): Promise<Outcome<AdminOrder>> {
    const { result } = await peers.orders.refundOrder({ ...asked, amount: toMoney(amount) }, call.within())
    switch (result.case) {
      case 'refunded':
        return done(await adminOrderOf(result.value, call), 201)
      case 'aboveCaptured':
        return refuse('above-captured', { refundable: amountOr0(result.value.refundable, amount.currency) })
      case 'refused':
        return refuse('move-refused', { orderStatus: result.value.status, allowed: result.value.allowed })
      case undefined:
        throw new Error('orders answered with a result this version does not know')
    }
  }

  async function cancelling(orderId: string, reason: string, call: Call): Promise<Outcome<AdminOrder>> {
    const { result } = await peers.orders.cancelOrder({ orderId, reason, viewer }, call.within())
    if (result.case === 'cancelled') return done(await adminOrderOf(result.value, call))
    return refuse('move-refused', result.value && { orderStatus: result.value.status, allowed: result.value.allowed })
  }

  /** Cancelling gives money back too: above the limit a second person agrees to that first. The order as it waits, where it does. */
  async function awaiting(orderId: string, reason: string, call: Call): Promise<AdminOrder | undefined> {
    const { order } = await peers.orders.getOrder({ orderId, viewer }, call.within())
    if (!order?.allowed.includes('cancel')) return undefined
    const shown = await adminOrderOf(order, call)
    if (shown.refundable.amountMinor === 0) return undefined
    if (shown.refundsAwaited.length > 0) return shown
    const asked = { refundId: call.newId, orderId, amount: toMoney(shown.refundable), reason, actor: actorOf(call), cancels: true }
    const { result } = await peers.payments.requestRefund(asked, call.within())
    return result.case === 'needsSecond' ? adminOrderOf(order, call) : undefined
  }

  return [
    operation({
      ...staffReading,
      name: 'adminOrders',
      summary: 'Orders, newest first, by state or by number, mail or name.',
      input: adminOrdersInput,
      output: adminOrdersOutput,
      policy: 'staff:orders',
      rest: { method: 'GET', path: '/v1/admin/orders' },
      async handler({ status = '', view = '', since, until, productId = '', q = '', limit = 50, cursor = '' }, { locale, within }) {
        const period = periodOf({ since, until })
        const asked = { status, view, productId, q, ...period, page: { limit, cursor } }
        const { orders, nextCursor, total } = await peers.orders.listOrders(asked, within())
        const items = orders.map((order) => ({
          id: order.id,
          number: order.number,
          status: order.status as OrderStatus, // one of its states, by contract
          placedAt: timeOf(order.placedAt),
          email: order.email,
          name: order.shipping?.name ?? '',
          total: costOf(order.totals, 'EUR'),
          refunded: amountOr0(order.refunded, 'EUR'),
          itemCount: order.lines.reduce((sum, line) => sum + (productId && line.productId !== productId ? 0 : line.quantity), 0),
          names: order.lines.map(({ name }) => pick(name, locale)),
        }))
        return done({ items, nextCursor: nextCursor || null, total })
      },
    }),

    operation({
      ...staffReading,
      name: 'adminOrder',
      summary: 'An order with what staff need to help.',
      input: adminOrderInput,
      output: adminOrderOutput,
      policy: 'staff:orders',
      rest: { method: 'GET', path: '/v1/admin/orders/:orderId' },
      async handler({ orderId }, call) {
        const { order } = await peers.orders.getOrder({ orderId, viewer }, call.within())
        if (!order) return refuse('not-found')
        return done(await withContentsOfOrder(peers, await adminOrderOf(order, call), call.locale, call.within()))
      },
    }),

    operation({
      ...staffWriting,
      name: 'refundOrder',
      summary: 'Gives money back to the shopper.',
      input: refundOrderInput,
      output: adminOrderOutput,
      policy: 'staff:refunds',
      idempotency: 'required',
      deadlineMs: 8_000,
      refusals: ['not-found', 'above-captured', 'move-refused'],
      rest: { method: 'POST', path: '/v1/admin/orders/:orderId/refunds' },
      async handler({ orderId, amount, reason }, call) {
        const asked = { refundId: call.newId, orderId, amount, reason, actor: actorOf(call) }
        const { result } = await peers.payments.requestRefund({ ...asked, amount: toMoney(amount) }, call.within())
        if (result.case === 'free') return refunding(asked, call)
        const { order } = await peers.orders.getOrder({ orderId, viewer }, call.within())
        return order ? done(await adminOrderOf(order, call), 202) : refuse('not-found')
      },
    }),

    operation({
      ...staffReading,
      name: 'adminAwaitedRefunds',
      summary: 'Refunds that wait for a second person, oldest first.',
      input: awaitedRefundsInput,
      output: awaitedRefundsOutput,
      policy: 'staff:refunds',
      refusals: [],
      rest: { method: 'GET', path: '/v1/admin/refunds' },
      async handler(_, { within }) {
        const { waiting } = await peers.payments.listRefundRequests({}, within())
        return done({ items: waiting.map((request) => awaitedRefundOf(request, 'EUR')) })
      },
    }),

    operation({
      ...staffWriting,
      name: 'agreeToRefund',
      summary:
        'A second person agrees to a refund above the limit: the money goes back, or the order is cancelled. Never who asked for it.',
      input: awaitedRefundInput,
      output: adminOrderOutput,
      policy: 'staff:refunds',
      deadlineMs: 8_000,
      refusals: ['not-found', 'same-person', 'above-captured', 'move-refused'],
      rest: { method: 'POST', path: '/v1/admin/refunds/:refundId/agree' },
      async handler({ refundId }, call) {
        const { result } = await peers.payments.agreeToRefund({ refundId, actor: actorOf(call) }, call.within())
        if (result.case === 'agreed') {
          const { orderId, amount, reason, cancels } = result.value
          if (cancels) return cancelling(orderId, reason, call)
          return refunding({ refundId, orderId, amount: fromMoney(amount), reason, actor: actorOf(call) }, call)
        }
        return refuse(result.case === 'samePerson' ? 'same-person' : 'not-found')
      },
    }),

    operation({
      ...staffWriting,
      name: 'refuseRefund',
      summary: 'Ends a refund that waits for a second person: no money moves.',
      input: awaitedRefundInput,
      output: awaitedRefund,
      policy: 'staff:refunds',
      refusals: ['not-found'],
      rest: { method: 'POST', path: '/v1/admin/refunds/:refundId/refuse' },
      async handler({ refundId }, call) {
        const { refused } = await peers.payments.refuseRefund({ refundId, actor: actorOf(call) }, call.within())
        return refused ? done(awaitedRefundOf(refused, 'EUR')) : refuse('not-found')
      },
    }),

    operation({
      ...staffWriting,
      name: 'adminCancelOrder',
      summary: 'Cancels an order that has not left, for the shopper. 202 while a second person has to agree to its money going back.',
      input: cancelOrderInput,
      output: adminOrderOutput,
      policy: 'staff:refunds',
      deadlineMs: 8_000,
      refusals: ['not-found', 'move-refused'],
      rest: { method: 'POST', path: '/v1/admin/orders/:orderId/cancel' },
      async handler({ orderId, reason = '' }, call) {
        const waiting = await awaiting(orderId, reason, call)
        if (waiting) return done(waiting, 202)
        return cancelling(orderId, reason, call)
      },
    }),
  ]
}
