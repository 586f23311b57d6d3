import type {
  CancelLinesResponse,
  ChangeDeliveryResponse,
  MoveReturnResponse,
  OpenReturnResponse,
  ReaddressResponse,
  PriceSwapsResponse,
  SwapPiecesResponse,
} from '@vitrine/contracts/orders/v1'
import { orderAnswer, contractAnswer, receiptAnswer } from '../answers/order-answer.ts'
import { deliveryOptionsAnswer } from '../answers/cart-answer.ts'
import { amountOr0 } from '../answers/amounts.ts'
import { timeOf } from '../answers/texts.ts'
import { fromMoney } from '@vitrine/contracts/money'
import { operations } from '../client.ts'
import { refuse, type Refusal } from '../problem.ts'
import type { Wording } from '../answers/wording.ts'
import { type Call, done, type Operation, operation, type Outcome } from '../route-registry.ts'
import type { DeliveryOptions } from '../schemas/cart.ts'
import { invoicePdfInput, invoicePdfOutput, type Order, type SwapPrices } from '../schemas/order.ts'
import { type Locale, textOf, wordsOf } from '../words/words.ts'
import { ifNotFound, viewerOf } from './carts.ts'
import type { DoorParts } from './parts.ts'
import { present } from './present.ts'

const changing = { rate: 'write', idempotency: 'optional', deadlineMs: 8_000, cache: 'none', personal: true, graphql: 'field' } as const
const unknown = (): never => {
  throw new Error('orders answered with a result this version does not know')
}

/** What a refused return says. */
export function refusedReturn(
  result: OpenReturnResponse['result'],
  problem: 'not-withdrawable' | 'not-returnable',
  locale: Locale,
): Refusal {
  switch (result.case) {
    case 'refused':
      return refuse('move-refused', { orderStatus: result.value.status, allowed: result.value.allowed })
    case 'notReturnable': {
      const { lineId, reason, left } = result.value
      return refuse(problem, { lineId, reason, left, detail: textOf(wordsOf(locale).withdrawalReasons, reason) })
    }
    default:
      return unknown()
  }
}

/** What became of a move of a file. */
export function returnMoved({ result }: MoveReturnResponse, wording: Wording): Outcome<Order> {
  if (result.case === 'moved' && result.value.order) return done(orderAnswer(result.value.order, wording))
  if (result.case === 'refused') return refuse('move-refused', { state: result.value.status, allowed: result.value.allowed })
  return unknown()
}

/** What became of taking pieces out. */
export function linesCancelled({ result }: CancelLinesResponse, wording: Wording): Outcome<Order> {
  switch (result.case) {
    case 'cancelled':
      return done(orderAnswer(result.value, wording))
    case 'tooMany':
      return refuse('above-ordered', { lineId: result.value.lineId, left: result.value.left })
    case 'refused':
      return refuse('move-refused', { orderStatus: result.value.status, allowed: result.value.allowed })
    case undefined:
      return unknown()
  }
}

export const swapPrices = ({ swaps }: PriceSwapsResponse): Outcome<SwapPrices> =>
  done({ items: swaps.map(({ variantId, difference }) => ({ variantId, difference: fromMoney(difference) })) })

/** What became of a swap. One that waits for another service is under way: the order says how it ended. */
export function piecesSwapped({ result }: SwapPiecesResponse, wording: Wording, lineId: string): Outcome<Order> {
  switch (result.case) {
    case 'swapped':
      return done(orderAnswer(result.value, wording))
    case 'pending':
      return done(orderAnswer(result.value, wording), 202)
    case 'tooMany':
      return refuse('above-ordered', { lineId, left: result.value.left })
    case 'notSwappable': {
      const { reason, left } = result.value
      const detail = textOf(wordsOf(wording.locale).notSwappable, reason)
      return refuse('not-swappable', { lineId, reason, detail, ...(reason === 'sold-out' && { left }) })
    }
    case 'refused':
      return refuse('move-refused', { orderStatus: result.value.status, allowed: result.value.allowed })
    case undefined:
      return unknown()
  }
}

/** What became of another address. */
export function readdressed({ result }: ReaddressResponse, wording: Wording): Outcome<Order> {
  switch (result.case) {
    case 'changed':
      return done(orderAnswer(result.value, wording))
    case 'otherCountry':
      return refuse('other-country', { country: result.value.country })
    case 'refused':
      return refuse('move-refused', { orderStatus: result.value.status, allowed: result.value.allowed })
    case undefined:
      return unknown()
  }
}

/** What became of another way to travel. */
export function deliveryChanged({ result }: ChangeDeliveryResponse, wording: Wording): Outcome<Order> {
  switch (result.case) {
    case 'changed':
      return done(orderAnswer(result.value, wording))
    case 'deliveryRefused':
      return refuse('delivery-refused', { reason: result.value.why, detail: textOf(wordsOf(wording.locale).unfit, result.value.why) })
    case 'refused':
      return refuse('move-refused', { orderStatus: result.value.status, allowed: result.value.allowed })
    case undefined:
      return unknown()
  }
}

/** Ways an order could travel, for whoever may see it. */
export async function orderDeliveryOptions(
  orders: DoorParts['peers']['orders'],
  asked: { readonly orderId: string; readonly viewer: ReturnType<typeof viewerOf> },
  { locale, within }: Pick<Call, 'locale' | 'within'>,
): Promise<Outcome<DeliveryOptions>> {
  const { order } = await orders.getOrder(asked, within())
  if (!order) return refuse('not-found')
  // Whose order it is, its cart is.
  const { options, unfit } = await orders.deliveryOptions({ cartId: order.cartId, viewer: { staff: true } }, within())
  return done(deliveryOptionsAnswer(options, unfit, order.shipping?.country ?? '', locale))
}

/** What a PDF answers with: the person's own, kept by nobody between. */
export const pdfAnswer = (pdf: Uint8Array, number: string) => ({
  status: 200,
  body: pdf,
  headers: {
    'content-type': 'application/pdf',
    'content-disposition': `inline; filename="${number}.pdf"`,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  },
})

/** What shoppers do with an order they have second thoughts about. */
export const afterSaleOperations = ({ peers, pictures, returnAddress }: DoorParts): Operation[] => [
  operation({
    ...operations.sendOrderLink,
    ...changing,
    name: 'sendOrderLink',
    summary:
      'Sends the confirmation of an order, which holds its link, once more to the address of the order; not twice within ten minutes.',
    policy: 'anyone',
    rate: 'login', // as findContract
    idempotency: 'none',
    refusals: [],
    rest: { method: 'POST', path: '/v1/orders/link' },
    async handler(contract, { within }) {
      const found = await peers.orders.findContract(contract, within()).catch(ifNotFound)
      const which = { case: 'orderId', value: found?.order?.id ?? '' } as const
      if (which.value) await peers.notifications.sendAgain({ which }, within()).catch(ifNotFound)
      return done({ asked: true as const })
    },
  }),

  operation({
    ...operations.findContract,
    ...changing,
    name: 'findContract',
    summary: 'First step of a withdrawal without sign-in: what of the order may still come back, and until when.',
    policy: 'anyone',
    rate: 'login', // whoever guesses numbers and addresses is slowed down as one who guesses passwords
    idempotency: 'none',
    deadlineMs: 2_000,
    refusals: ['not-found'],
    rest: { method: 'POST', path: '/v1/withdrawals/contract' },
    async handler({ number, email }, { locale, within }) {
      const { order } = await peers.orders.findContract({ number, email }, within())
      return order ? done(contractAnswer(order, locale)) : refuse('not-found')
    },
  }),

  operation({
    ...operations.withdraw,
    ...changing,
    name: 'withdraw',
    summary: 'Second step: declares the withdrawal. The receipt is the answer, and goes out by mail. Said twice it is one.',
    policy: 'anyone',
    rate: 'login',
    refusals: ['not-found', 'move-refused', 'not-withdrawable'],
    rest: { method: 'POST', path: '/v1/withdrawals' },
    async handler({ number, email, name, lines = [] }, { locale, newId: returnId, within }) {
      const { order } = await peers.orders.findContract({ number, email }, within())
      if (!order) return refuse('not-found')
      const { result } = await peers.orders.openReturn({ returnId, orderId: order.id, kind: 'withdrawal', name, email, lines }, within())
      if (result.case !== 'opened') return refusedReturn(result, 'not-withdrawable', locale)
      const { order: after, file } = result.value
      return after && file ? done(receiptAnswer(after, file, locale), 201) : unknown()
    },
  }),

  operation({
    ...operations.withdrawFromOrder,
    ...changing,
    name: 'withdrawFromOrder',
    summary: 'Withdraws from an order, or from some of its pieces. The receipt is the answer, and goes out by mail. Said twice it is one.',
    policy: 'order',
    refusals: ['not-found', 'move-refused', 'not-withdrawable'],
    rest: { method: 'POST', path: '/v1/orders/:orderId/withdrawal' },
    async handler({ orderId, name = '', lines = [] }, call) {
      const wish = { returnId: call.newId, orderId, kind: 'withdrawal', name, lines, viewer: viewerOf(call) }
      const { result } = await peers.orders.openReturn(wish, call.within())
      if (result.case !== 'opened') return refusedReturn(result, 'not-withdrawable', call.locale)
      const { order, file } = result.value
      return order && file ? done(receiptAnswer(order, file, call.locale), 201) : unknown()
    },
  }),

  operation({
    ...operations.askReturn,
    ...changing,
    name: 'askReturn',
    summary: 'Asks the shop to take pieces back, with the reason of each, for the money or for another variant.',
    policy: 'order',
    refusals: ['not-found', 'move-refused', 'not-returnable'],
    rest: { method: 'POST', path: '/v1/orders/:orderId/returns' },
    async handler({ orderId, lines: asked }, call) {
      const lines = asked.map(({ exchangeFor: wantsVariantId = '', ...line }) => ({ ...line, wantsVariantId }))
      const wish = { returnId: call.newId, orderId, kind: 'return', lines, viewer: viewerOf(call) }
      const { result } = await peers.orders.openReturn(wish, call.within())
      if (result.case !== 'opened') return refusedReturn(result, 'not-returnable', call.locale)
      return result.value.order ? done(orderAnswer(result.value.order, { pictures, ...call }), 201) : unknown()
    },
  }),

  operation({
    ...operations.claimGoods,
    ...changing,
    name: 'claimGoods',
    summary:
      'Claims something faulty, for two years after it arrived: what is wrong, in words, and what is wished. The shop pays for sending it back.',
    policy: 'order',
    refusals: ['not-found', 'move-refused', 'not-returnable'],
    rest: { method: 'POST', path: '/v1/orders/:orderId/claims' },
    async handler({ orderId, lines, words, remedy }, call) {
      const wish = { returnId: call.newId, orderId, kind: 'claim', lines, words, remedy, viewer: viewerOf(call) }
      const { result } = await peers.orders.openReturn(wish, call.within())
      if (result.case !== 'opened') return refusedReturn(result, 'not-returnable', call.locale)
      return result.value.order ? done(orderAnswer(result.value.order, { pictures, ...call }), 201) : unknown()
    },
  }),

  operation({
    ...operations.cancelReturn,
    ...changing,
    name: 'cancelReturn',
    summary: 'Takes a return or a claim back while nothing was sent. Said twice it is one.',
    policy: 'order',
    refusals: ['not-found', 'move-refused'],
    rest: { method: 'POST', path: '/v1/orders/:orderId/returns/:returnId/cancel' },
    async handler({ orderId, returnId }, call) {
      const asked = { orderId, returnId, viewer: viewerOf(call) }
      return returnMoved(await peers.orders.cancelReturn(asked, call.within()), { pictures, ...call })
    },
  }),

  operation({
    ...operations.returnTerms,
    name: 'returnTerms',
    summary: 'Where things are sent back to.',
    policy: 'anyone',
    rate: 'read',
    idempotency: 'none',
    deadlineMs: 2_000,
    cache: 'none',
    personal: false,
    graphql: 'field',
    refusals: [],
    rest: { method: 'GET', path: '/v1/returns/terms' },
    async handler() {
      return done({ sendTo: [...returnAddress] })
    },
  }),

  operation({
    ...operations.cancelOrderLines,
    ...changing,
    name: 'cancelOrderLines',
    summary: 'Takes pieces out of an order that has not left: their share of the money goes back, the rest stays.',
    policy: 'order',
    refusals: ['not-found', 'move-refused', 'above-ordered'],
    rest: { method: 'POST', path: '/v1/orders/:orderId/lines/cancel' },
    async handler({ orderId, lines, reason = '' }, call) {
      const asked = { cancelId: call.newId, orderId, lines, reason, viewer: viewerOf(call) }
      return linesCancelled(await peers.orders.cancelLines(asked, call.within()), { pictures, ...call })
    },
  }),

  operation({
    ...operations.swapOrderPieces,
    ...changing,
    name: 'swapOrderPieces',
    summary:
      'Swaps pieces that have not left for another variant of the same product: what it costs less goes back. 202 while another service has not answered, or what it costs more waits to be paid: a file of `returns` of kind `swap`, paid as an exchange; the variant that was ordered ends it.',
    policy: 'order',
    refusals: ['not-found', 'move-refused', 'above-ordered', 'not-swappable'],
    rest: { method: 'POST', path: '/v1/orders/:orderId/lines/:lineId/swap' },
    async handler({ orderId, ...wish }, call) {
      const asked = { swapId: call.newId, orderId, ...wish, viewer: viewerOf(call) }
      return piecesSwapped(await peers.orders.swapPieces(asked, call.within()), { pictures, ...call }, wish.lineId)
    },
  }),

  operation({
    ...operations.orderSwapPrices,
    ...changing,
    name: 'orderSwapPrices',
    summary:
      'What a swap for each other variant of the product would cost now, or give back, as it would be charged: a coupon of the order, its tax and delivery are in it. Those that cannot be had are left out.',
    policy: 'order',
    rate: 'read',
    idempotency: 'none',
    deadlineMs: 2_000,
    refusals: ['not-found'],
    rest: { method: 'GET', path: '/v1/orders/:orderId/lines/:lineId/swap' },
    async handler(asked, call) {
      return swapPrices(await peers.orders.priceSwaps({ ...asked, viewer: viewerOf(call) }, call.within()))
    },
  }),

  operation({
    ...operations.readdressOrder,
    ...changing,
    name: 'readdressOrder',
    summary: 'Changes where an order goes, before it is prepared, in the same country.',
    policy: 'order',
    refusals: ['not-found', 'move-refused', 'other-country'],
    rest: { method: 'PUT', path: '/v1/orders/:orderId/addresses' },
    async handler({ orderId, shipping, billing }, call) {
      const asked = { orderId, shipping: present(shipping), ...(billing && { billing: present(billing) }), viewer: viewerOf(call) }
      return readdressed(await peers.orders.readdress(asked, call.within()), { pictures, ...call })
    },
  }),

  operation({
    ...operations.orderDeliveryOptions,
    ...changing,
    name: 'orderDeliveryOptions',
    summary: 'Ways an order could travel, with their prices of now; and those that do not fit, with the reason.',
    policy: 'order',
    rate: 'read',
    idempotency: 'none',
    deadlineMs: 2_000,
    refusals: ['not-found'],
    rest: { method: 'GET', path: '/v1/orders/:orderId/delivery-options' },
    async handler({ orderId }, call) {
      return orderDeliveryOptions(peers.orders, { orderId, viewer: viewerOf(call) }, call)
    },
  }),

  operation({
    ...operations.changeOrderDelivery,
    ...changing,
    name: 'changeOrderDelivery',
    summary:
      'Lets an order travel another way, until its parcel is made, for as much or less: the difference is not charged, or goes back.',
    policy: 'order',
    refusals: ['not-found', 'move-refused', 'delivery-refused'],
    rest: { method: 'PUT', path: '/v1/orders/:orderId/delivery' },
    async handler({ orderId, optionId, pickupPointId = '' }, call) {
      const wish = { changeId: call.newId, orderId, optionId, pickupPointId, viewer: viewerOf(call) }
      return deliveryChanged(await peers.orders.changeDelivery(wish, call.within()), { pictures, ...call })
    },
  }),

  operation({
    ...operations.orderInvoices,
    ...changing,
    name: 'orderInvoices',
    summary: 'The invoice of an order, and a credit note for each refund.',
    policy: 'order',
    rate: 'read',
    idempotency: 'none',
    deadlineMs: 5_000,
    refusals: ['not-found'],
    rest: { method: 'GET', path: '/v1/orders/:orderId/invoices' },
    async handler({ orderId }, call) {
      const { invoices } = await peers.orders.listInvoices({ orderId, viewer: viewerOf(call) }, call.within())
      const items = invoices.map(({ number, kind, issuedAt, total }) => ({
        number,
        kind: kind as 'invoice' | 'credit-note', // by contract
        at: timeOf(issuedAt),
        total: amountOr0(total, 'EUR'),
      }))
      return done({ items })
    },
  }),

  operation({
    ...changing,
    name: 'invoicePdf',
    kind: 'query',
    summary: 'An invoice or credit note of an order as PDF; the same bytes each time.',
    input: invoicePdfInput,
    output: invoicePdfOutput,
    policy: 'order',
    rate: 'read',
    idempotency: 'none',
    deadlineMs: 5_000,
    refusals: ['not-found'],
    rest: { method: 'GET', path: '/v1/orders/:orderId/invoice.pdf' },
    graphql: 'none: the answer is a PDF',
    async handler({ orderId, number = '' }, call) {
      const { pdf, invoice } = await peers.orders.printInvoice({ orderId, number, viewer: viewerOf(call) }, call.within())
      return pdfAnswer(pdf, invoice?.number ?? 'invoice')
    },
  }),
]
