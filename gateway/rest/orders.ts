import { withContentsOfOrder } from '../answers/bundle-contents.ts'
import { transactionAnswer } from '../answers/payment-answer.ts'
import { orderAnswer, orderSummaryOf } from '../answers/order-answer.ts'
import { operations } from '../client.ts'
import { refuse } from '../problem.ts'
import { done, type Operation, operation } from '../route-registry.ts'
import type { DoorParts } from './parts.ts'
import { viewerOf } from './carts.ts'
import { provenEmailOf } from './person.ts'

export const orderOperations = ({ peers, pictures, currency }: DoorParts): Operation[] => [
  operation({
    ...operations.order,
    name: 'order',
    summary: 'An order with its payments, parcels and history.',
    policy: 'order',
    rate: 'read',
    idempotency: 'none',
    deadlineMs: 2_000,
    cache: 'none',
    personal: true,
    refusals: ['not-found'],
    rest: { method: 'GET', path: '/v1/orders/:orderId' },
    graphql: 'field',
    async handler({ orderId }, call) {
      const { order } = await peers.orders.getOrder({ orderId, viewer: viewerOf(call) }, call.within())
      if (!order) return refuse('not-found')
      return done(await withContentsOfOrder(peers, orderAnswer(order, { pictures, ...call }), call.locale, call.within()))
    },
  }),

  operation({
    ...operations.orderTransactions,
    name: 'orderTransactions',
    summary: 'What moved for an order: set aside, taken, given back, refused, each with the provider’s reference and its time.',
    policy: 'order',
    rate: 'read',
    idempotency: 'none',
    deadlineMs: 2_000,
    cache: 'none',
    personal: true,
    refusals: ['not-found'],
    rest: { method: 'GET', path: '/v1/orders/:orderId/transactions' },
    graphql: 'field',
    async handler({ orderId }, call) {
      const { order } = await peers.orders.getOrder({ orderId, viewer: viewerOf(call) }, call.within())
      if (!order) return refuse('not-found')
      const { transactions } = await peers.payments.listTransactions({ orderIds: [orderId] }, call.within())
      return done({ items: transactions.map((one) => transactionAnswer(one, currency)) })
    },
  }),

  operation({
    ...operations.myOrders,
    name: 'myOrders',
    summary: "The caller's orders, newest first; once their address is proven, with what a guest ordered under it.",
    policy: 'customer',
    rate: 'read',
    idempotency: 'none',
    deadlineMs: 2_000,
    cache: 'none',
    personal: true,
    refusals: [],
    rest: { method: 'GET', path: '/v1/me/orders' },
    graphql: 'field',
    async handler({ limit = 24, cursor = '' }, call) {
      const { customerId } = viewerOf(call)
      const { account } = await peers.accounts.getAccount({ accountId: customerId }, call.within())
      const asked = { customerId, provenEmail: provenEmailOf(account), page: { limit, cursor } }
      const { orders, nextCursor, total } = await peers.orders.listOrders(asked, call.within())
      return done({ items: orders.map((order) => orderSummaryOf(order, { pictures, ...call })), nextCursor: nextCursor || null, total })
    },
  }),

  operation({
    ...operations.cancelOrder,
    name: 'cancelOrder',
    summary: 'Cancels an order that has not left: money and pieces go back.',
    policy: 'order',
    rate: 'write',
    idempotency: 'optional',
    deadlineMs: 8_000,
    cache: 'none',
    personal: true,
    refusals: ['not-found', 'move-refused'],
    rest: { method: 'POST', path: '/v1/orders/:orderId/cancel' },
    graphql: 'field',
    async handler({ orderId, reason = '' }, call) {
      const { result } = await peers.orders.cancelOrder({ orderId, reason, viewer: viewerOf(call) }, call.within())
      switch (result.case) {
        case 'cancelled':
          return done(orderAnswer(result.value, { pictures, ...call }))
        case 'refused':
          return refuse('move-refused', { orderStatus: result.value.status, allowed: result.value.allowed })
        case undefined:
          throw new Error('orders answered with a result this version does not know')
      }
    },
  }),
]
