import type { MessageInitShape } from '@bufbuild/protobuf'
import { timestampDate, timestampFromDate } from '@bufbuild/protobuf/wkt'
import type { ServiceImpl } from '@connectrpc/connect'
import { fromMoney, toMoney } from '@vitrine/contracts/money'
import type { CheckoutResponseSchema, OrderService, PayAgainResponseSchema } from '@vitrine/contracts/orders/v1'
import type { InTurn } from '@vitrine/platform/turns'
import { cancelOrder } from '../application/cancel-order.ts'
import { checkOut, type CheckoutOutcome, type CheckOutNeeds } from '../application/checkout/check-out.ts'
import { abandonCheckout } from '../application/checkout/abandon-checkout.ts'
import { checkoutState } from '../application/checkout/checkout-state.ts'
import { findOrder } from '../application/find-order.ts'
import { payAgain } from '../application/pay-again.ts'
import { listOrders, type OrderArchive, type OrderView } from '../application/list-orders.ts'
import { refundOrder } from '../application/refund-order.ts'
import { type ErrandNeeds, tryErrand } from '../application/run-errands.ts'
import { summarise, type SummaryStore } from '../application/summarise.ts'
import { paymentOf } from './payment-choice.ts'
import { cartMessage } from './cart-message.ts'
import { viewerOf } from './cart-rpc.ts'
import { orderMessage, summaryMessage } from './order-message.ts'

export interface OrderRpcNeeds {
  /** So many pay at once: more would only make each other too late for what a step may take. */
  readonly inTurn: InTurn
  readonly checkout: CheckOutNeeds
  readonly errand: ErrandNeeds
  readonly archive: OrderArchive & SummaryStore
}

type OrderCalls =
  | 'checkout'
  | 'checkoutState'
  | 'abandonCheckout'
  | 'getOrder'
  | 'listOrders'
  | 'cancelOrder'
  | 'payAgain'
  | 'refundOrder'
  | 'listErrands'
  | 'tryErrand'
  | 'summarise'

const defaultLimit = 24

/** The half of the contract that is about paying and orders. */
export const orderRpc = ({ inTurn, checkout, errand, archive }: OrderRpcNeeds): Pick<ServiceImpl<typeof OrderService>, OrderCalls> => ({
  async checkout({ cartId, orderId, payment, expectedTotal, viewer }) {
    const wish = {
      cartId,
      orderId,
      payment: paymentOf(payment),
      expected: fromMoney(expectedTotal),
      viewer: viewerOf(viewer),
    }
    return outcomeMessage(await inTurn(() => checkOut(checkout, wish)), checkout.clock())
  },

  async abandonCheckout({ cartId, viewer }) {
    await abandonCheckout(checkout, cartId, viewerOf(viewer))
    return {}
  },

  async checkoutState({ cartId, viewer }) {
    const { state, orderId, action, refusal } = await checkoutState(checkout.checkouts, cartId, viewerOf(viewer))
    return { state, orderId, refusal, ...(action && { action: { ...action } }) }
  },

  async getOrder({ orderId, viewer }) {
    return { order: orderMessage(await findOrder(errand.orders, orderId, viewerOf(viewer)), errand.clock()) }
  },

  async listOrders({ customerId, provenEmail, status, q, view, since, until, productId, page }) {
    const asked = { cursor: page?.cursor ?? '', limit: page?.limit || defaultLimit }
    const period = { since: since && timestampDate(since), until: until && timestampDate(until) }
    const filter = { customerId, provenEmail, status, q, view: view as OrderView | '', productId, ...period } // an unknown view is refused there
    const { orders, nextCursor, total } = await listOrders(archive, filter, asked)
    return { orders: orders.map(summaryMessage), nextCursor, total }
  },

  async cancelOrder({ orderId, viewer, reason }) {
    const outcome = await cancelOrder(errand, orderId, viewerOf(viewer), reason)
    if (outcome.outcome === 'cancelled') return { result: { case: 'cancelled', value: orderMessage(outcome.order, errand.clock()) } }
    return { result: { case: 'refused', value: { status: outcome.status, allowed: [...outcome.allowed] } } }
  },

  async payAgain({ orderId, payment, viewer }): Promise<MessageInitShape<typeof PayAgainResponseSchema>> {
    const outcome = await payAgain(errand, orderId, paymentOf(payment), viewerOf(viewer))
    switch (outcome.outcome) {
      case 'order':
        return { result: { case: 'order', value: orderMessage(outcome.order, errand.clock()) } }
      case 'action':
        return { result: { case: 'action', value: { ...outcome.action } } }
      case 'declined':
        return { result: { case: 'declined', value: { reason: outcome.reason } } }
      case 'refused':
        return { result: { case: 'refused', value: { status: outcome.status, allowed: [...outcome.allowed] } } }
    }
  },

  async refundOrder({ refundId, orderId, amount, reason, actor }) {
    const outcome = await refundOrder(errand, { refundId, orderId, amount: fromMoney(amount), reason, actor })
    switch (outcome.outcome) {
      case 'refunded':
        return { result: { case: 'refunded', value: orderMessage(outcome.order, errand.clock()) } }
      case 'above-captured': {
        const refundable = toMoney({ amountMinor: outcome.refundableMinor, currency: outcome.currency })
        return { result: { case: 'aboveCaptured', value: { refundable } } }
      }
      case 'refused':
        return { result: { case: 'refused', value: { status: outcome.status, allowed: [...outcome.allowed] } } }
    }
  },

  async listErrands() {
    const stuck = await errand.errands.stuck()
    return { errands: stuck.map(({ nextAt, ...rest }) => ({ ...rest, nextAt: timestampFromDate(nextAt) })) }
  },

  async tryErrand({ errandId }) {
    const outcome = await tryErrand(errand, errandId)
    return { outcome: outcome === 'disputed' ? 'waits' : (outcome ?? 'none') }
  },

  async summarise({ since, until }) {
    if (!since || !until) throw new RangeError('since or until is missing')
    const { currency, salesMinor, refundedMinor, days, bestSellers, ...counts } = await summarise(
      archive,
      timestampDate(since),
      timestampDate(until),
      errand.clock(),
    )
    const money = (amountMinor: number) => toMoney({ amountMinor, currency })
    return {
      ...counts,
      sales: money(salesMinor),
      refunded: money(refundedMinor),
      days: days.map(({ day, orders, salesMinor: minor }) => ({ day, orders, sales: money(minor) })),
      bestSellers: bestSellers.map((product) => ({ ...product, name: { ...product.name } })),
    }
  },
})

function outcomeMessage(outcome: CheckoutOutcome, now: Date): MessageInitShape<typeof CheckoutResponseSchema> {
  switch (outcome.outcome) {
    case 'order':
      return { result: { case: 'order', value: orderMessage(outcome.order, now) } }
    case 'action':
      return { result: { case: 'action', value: { ...outcome.action } } }
    case 'incomplete':
      return { result: { case: 'incomplete', value: { missing: [...outcome.missing] } } }
    case 'checked-out':
      return { result: { case: 'checkedOut', value: { orderId: outcome.orderId } } }
    case 'payment-in-progress':
      return { result: { case: 'paymentInProgress', value: {} } }
    case 'price-changed':
      return { result: { case: 'priceChanged', value: { cart: cartMessage(outcome.view) } } }
    case 'refused':
      return refusalMessage(outcome.refusal)
  }
}

function refusalMessage(
  refusal: Extract<CheckoutOutcome, { outcome: 'refused' }>['refusal'],
): MessageInitShape<typeof CheckoutResponseSchema> {
  switch (refusal.code) {
    case 'payment-declined':
      return { result: { case: 'declined', value: { reason: refusal.reason } } }
    case 'out-of-stock':
      return { result: { case: 'outOfStock', value: { shortages: refusal.shortages.map((shortage) => ({ ...shortage })) } } }
    case 'coupon-refused':
      return { result: { case: 'couponRefused', value: { code: refusal.coupon } } }
    case 'not-sold-there':
      return { result: { case: 'notSoldThere', value: { country: refusal.country } } }
  }
}
