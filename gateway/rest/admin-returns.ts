import { toMoney } from '@vitrine/contracts/money'
import type { z } from 'zod'
import { orderAnswer } from '../answers/order-answer.ts'
import { amountOr0 } from '../answers/amounts.ts'
import { timeOf } from '../answers/texts.ts'
import { type Call, done, type Operation, operation, type Outcome } from '../route-registry.ts'
import { adminOpenReturnInput, adminReturnsInput, adminReturnsOutput, moveReturnInput, takeReturnInInput } from '../schemas/admin-orders.ts'
import { deliveryOptionsOutput } from '../schemas/cart.ts'
import {
  cancelOrderLinesInput,
  changeOrderDeliveryInput,
  invoicePdfInput,
  invoicePdfOutput,
  type Order,
  orderInput,
  orderInvoicesOutput,
  orderOutput,
  type OrderReturn,
  orderSwapPricesInput,
  orderSwapPricesOutput,
  swapOrderPiecesInput,
  readdressOrderInput,
} from '../schemas/order.ts'
import { staffReading, staffWriting } from './admin-entries.ts'
import { actorOf } from './admin-stock.ts'
import {
  deliveryChanged,
  linesCancelled,
  orderDeliveryOptions,
  pdfAnswer,
  piecesSwapped,
  readdressed,
  refusedReturn,
  returnMoved,
  swapPrices,
} from './after-sale.ts'
import type { DoorParts } from './parts.ts'
import { present } from './present.ts'

const viewer = { customerId: '', staff: true }

async function moving(
  { peers, pictures }: Pick<DoorParts, 'peers' | 'pictures'>,
  { orderId, returnId, to, note = '', lines = [], withheld, replacement, placeId = '' }: z.output<typeof moveReturnInput>,
  call: Call,
): Promise<Outcome<Order>> {
  const kept = withheld ? { withheld: toMoney(withheld) } : {}
  const move = { orderId, returnId, to, note, lines, replacement: replacement ?? '', placeId, ...kept, actor: actorOf(call) }
  return returnMoved(await peers.orders.moveReturn(move, call.within()), { pictures, ...call })
}

/** What staff do with pieces that come back, and with invoices. */
export const adminReturnOperations = ({ peers, pictures }: DoorParts): Operation[] => [
  operation({
    ...staffReading,
    name: 'adminReturns',
    summary: 'Files of pieces that come back, those of the newest orders first.',
    input: adminReturnsInput,
    output: adminReturnsOutput,
    policy: 'staff:orders',
    refusals: [],
    rest: { method: 'GET', path: '/v1/admin/returns' },
    async handler({ state = '', kind = '', q = '', limit = 24, cursor = '' }, { within }) {
      const { returns, nextCursor } = await peers.orders.listReturns({ state, kind, q, page: { limit, cursor } }, within())
      const items = returns.map(({ orderId, orderNumber, file }) => ({
        ...{ id: file?.id ?? '', orderId, orderNumber, at: timeOf(file?.askedAt) },
        kind: file?.kind as OrderReturn['kind'], // one of its kinds and states, by contract
        state: file?.state as OrderReturn['state'],
        pieces: file?.lines.reduce((sum, { quantity }) => sum + quantity, 0) ?? 0,
        refund: amountOr0(file?.amount, 'EUR'),
        allowed: [...(file?.allowed ?? [])],
      }))
      return done({ items, nextCursor: nextCursor || null, total: null })
    },
  }),

  operation({
    ...staffWriting,
    name: 'moveReturn',
    summary:
      'Brings a file of pieces that come back to its next state; checked, the money or the replacement goes out and what can be sold is counted in.',
    input: moveReturnInput,
    output: orderOutput,
    policy: 'staff:refunds',
    deadlineMs: 8_000,
    refusals: ['not-found', 'move-refused'],
    rest: { method: 'POST', path: '/v1/admin/orders/:orderId/returns/:returnId/moves' },
    handler: (asked, call) => moving({ peers, pictures }, asked, call),
  }),

  operation({
    ...staffWriting,
    name: 'takeReturnIn',
    summary:
      'Whoever takes goods in says that pieces came back, and what was found: no money is kept of it, and what goes back follows by the rules.',
    input: takeReturnInInput,
    output: orderOutput,
    policy: 'staff:returns',
    deadlineMs: 8_000,
    refusals: ['not-found', 'move-refused'],
    rest: { method: 'POST', path: '/v1/admin/orders/:orderId/returns/:returnId/goods' },
    handler: (asked, call) => moving({ peers, pictures }, asked, call),
  }),

  operation({
    ...staffWriting,
    name: 'adminOpenReturn',
    summary: 'Opens a return or a claim for a shopper, on any day after it arrived, and keeps why.',
    input: adminOpenReturnInput,
    output: orderOutput,
    policy: 'staff:refunds',
    deadlineMs: 8_000,
    refusals: ['not-found', 'move-refused', 'not-returnable'],
    rest: { method: 'POST', path: '/v1/admin/orders/:orderId/returns' },
    async handler({ lines: asked, remedy = '', ...wish }, call) {
      const lines = asked.map(({ exchangeFor: wantsVariantId = '', ...line }) => ({ ...line, wantsVariantId }))
      const opening = { returnId: call.newId, ...wish, remedy, lines, actor: actorOf(call), viewer }
      const { result } = await peers.orders.openReturn(opening, call.within())
      if (result.case !== 'opened') return refusedReturn(result, 'not-returnable', call.locale)
      if (result.value.order) return done(orderAnswer(result.value.order, { pictures, ...call }), 201)
      throw new Error('orders answered with a result this version does not know')
    },
  }),

  operation({
    ...staffWriting,
    name: 'adminCancelOrderLines',
    summary:
      'Takes pieces out of an order that has not left, for the shopper: their share of the money goes back, above the limit once a second person agrees.',
    input: cancelOrderLinesInput,
    output: orderOutput,
    policy: 'staff:refunds',
    deadlineMs: 8_000,
    refusals: ['not-found', 'move-refused', 'above-ordered'],
    rest: { method: 'POST', path: '/v1/admin/orders/:orderId/lines/cancel' },
    async handler({ orderId, lines, reason = '' }, call) {
      return linesCancelled(
        await peers.orders.cancelLines({ cancelId: call.newId, orderId, lines, reason, actor: actorOf(call), viewer }, call.within()),
        {
          pictures,
          ...call,
        },
      )
    },
  }),

  operation({
    ...staffWriting,
    name: 'adminSwapOrderPieces',
    summary:
      'Swaps pieces that have not left for another variant of the same product, for the shopper; above the limit what it costs less waits for a second person. 202 while what it costs more waits to be paid: they are asked for it by mail.',
    input: swapOrderPiecesInput,
    output: orderOutput,
    policy: 'staff:refunds',
    deadlineMs: 8_000,
    refusals: ['not-found', 'move-refused', 'above-ordered', 'not-swappable'],
    rest: { method: 'POST', path: '/v1/admin/orders/:orderId/lines/:lineId/swap' },
    async handler({ orderId, ...wish }, call) {
      const asked = { swapId: call.newId, orderId, ...wish, actor: actorOf(call), viewer }
      return piecesSwapped(await peers.orders.swapPieces(asked, call.within()), { pictures, ...call }, wish.lineId)
    },
  }),

  operation({
    ...staffReading,
    name: 'adminOrderSwapPrices',
    summary: 'What a swap for each other variant of the product would cost its shopper now, or give back.',
    input: orderSwapPricesInput,
    output: orderSwapPricesOutput,
    policy: 'staff:orders',
    rest: { method: 'GET', path: '/v1/admin/orders/:orderId/lines/:lineId/swap' },
    handler: async (asked, call) => swapPrices(await peers.orders.priceSwaps({ ...asked, viewer }, call.within())),
  }),

  operation({
    ...staffWriting,
    name: 'adminReaddressOrder',
    summary: 'Changes where an order goes, before it is prepared, in the same country, for the shopper.',
    input: readdressOrderInput,
    output: orderOutput,
    policy: 'staff:refunds',
    refusals: ['not-found', 'move-refused', 'other-country'],
    rest: { method: 'PUT', path: '/v1/admin/orders/:orderId/addresses' },
    async handler({ orderId, shipping, billing }, call) {
      const asked = { orderId, shipping: present(shipping), ...(billing && { billing: present(billing) }), viewer }
      return readdressed(await peers.orders.readdress(asked, call.within()), { pictures, ...call })
    },
  }),

  operation({
    ...staffReading,
    name: 'adminOrderDeliveryOptions',
    summary: 'Ways an order could travel, with their prices of now; and those that do not fit, with the reason.',
    input: orderInput,
    output: deliveryOptionsOutput,
    policy: 'staff:orders',
    rest: { method: 'GET', path: '/v1/admin/orders/:orderId/delivery-options' },
    handler: ({ orderId }, call) => orderDeliveryOptions(peers.orders, { orderId, viewer }, call),
  }),

  operation({
    ...staffWriting,
    name: 'adminChangeOrderDelivery',
    summary: 'Lets an order travel another way for its shopper, until its parcel is made, for as much or less: the difference goes back.',
    input: changeOrderDeliveryInput,
    output: orderOutput,
    policy: 'staff:refunds',
    deadlineMs: 8_000,
    refusals: ['not-found', 'move-refused', 'delivery-refused'],
    rest: { method: 'PUT', path: '/v1/admin/orders/:orderId/delivery' },
    async handler({ orderId, optionId, pickupPointId = '' }, call) {
      const wish = { changeId: call.newId, orderId, optionId, pickupPointId, viewer }
      return deliveryChanged(await peers.orders.changeDelivery(wish, call.within()), { pictures, ...call })
    },
  }),

  operation({
    ...staffReading,
    name: 'adminInvoices',
    summary: 'The invoice of an order, and a credit note for each refund.',
    input: orderInput,
    output: orderInvoicesOutput,
    policy: 'staff:orders',
    deadlineMs: 5_000,
    rest: { method: 'GET', path: '/v1/admin/orders/:orderId/invoices' },
    async handler({ orderId }, { within }) {
      const { invoices } = await peers.orders.listInvoices({ orderId, viewer }, within())
      const items = invoices.map(({ number, kind, issuedAt, total }) => {
        return { number, kind: kind as 'invoice' | 'credit-note', at: timeOf(issuedAt), total: amountOr0(total, 'EUR') }
      })
      return done({ items })
    },
  }),

  operation({
    ...staffReading,
    name: 'adminInvoicePdf',
    summary: 'An invoice or credit note of an order as PDF; the same bytes each time.',
    input: invoicePdfInput,
    output: invoicePdfOutput,
    policy: 'staff:orders',
    deadlineMs: 5_000,
    rest: { method: 'GET', path: '/v1/admin/orders/:orderId/invoice.pdf' },
    graphql: 'none: the answer is a PDF',
    async handler({ orderId, number = '' }, { within }) {
      const { pdf, invoice } = await peers.orders.printInvoice({ orderId, number, viewer }, within())
      return pdfAnswer(pdf, invoice?.number ?? 'invoice')
    },
  }),
]
