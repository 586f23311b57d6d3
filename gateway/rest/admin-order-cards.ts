import { fromMoney } from '@vitrine/contracts/money'
import type { Order } from '@vitrine/contracts/orders/v1'
import type { SoldCard } from '@vitrine/contracts/pricing/v1'
import { refuse } from '../problem.ts'
import { done, type Operation, operation } from '../route-registry.ts'
import { type OrderCard, orderCard, orderCardsOutput, sendOrderCardInput } from '../schemas/admin-prices.ts'
import { orderInput } from '../schemas/order.ts'
import { staffReading, staffWriting } from './admin-entries.ts'
import { actorOf } from './admin-stock.ts'
import type { DoorParts } from './parts.ts'

const viewer = { customerId: '', staff: true }

/** Gift cards that were sold with an order: what is on them, and sending one again whose code was lost. */
export const adminOrderCardOperations = ({ peers }: DoorParts): Operation[] => [
  operation({
    ...staffReading,
    name: 'adminOrderCards',
    summary: 'The gift cards that were sold with an order: the end of each code, what is on it, and to whom it goes.',
    input: orderInput,
    output: orderCardsOutput,
    policy: 'staff:orders',
    rest: { method: 'GET', path: '/v1/admin/orders/:orderId/gift-cards' },
    async handler({ orderId }, { within }) {
      const [{ order }, { cards }] = await Promise.all([
        peers.orders.getOrder({ orderId, viewer }, within()),
        peers.pricing.listSoldCards({ orderId }, within()),
      ])
      return order ? done({ items: cards.map((card) => cardOf(card, order)) }) : refuse('not-found')
    },
  }),

  operation({
    ...staffWriting,
    name: 'sendOrderCard',
    summary:
      'Sends a gift card again whose code was lost, to whom it went: another code takes the place of the old one, which pays nothing any more; the balance stays.',
    input: sendOrderCardInput,
    output: orderCard,
    policy: 'staff:refunds',
    idempotency: 'required',
    refusals: ['not-found', 'move-refused'],
    rest: { method: 'POST', path: '/v1/admin/orders/:orderId/gift-cards/:creditId/send' },
    async handler({ orderId, creditId }, call) {
      const [{ order }, { cards }] = await Promise.all([
        peers.orders.getOrder({ orderId, viewer }, call.within()),
        peers.pricing.listSoldCards({ orderId }, call.within()),
      ])
      const card = cards.find((each) => each.creditId === creditId)
      if (!order || !card) return refuse('not-found')
      const email = receiverOf(card, order)
      // Who bought it was forgotten, and it was for themselves.
      if (email === '') return refuse('move-refused', { state: order.status, allowed: [] })
      const gift = { email, giver: order.shipping?.name ?? '', message: giftOf(card, order)?.message ?? '', locale: order.locale }
      const asked = { sendId: call.newId, creditId, orderId, orderNumber: order.number, actor: actorOf(call), ...gift }
      const { result } = await peers.pricing.sendSoldCard(asked, call.within())
      if (result.case === 'sent') return done(cardOf(result.value, order))
      if (result.case === 'worthless') return refuse('move-refused', { state: result.value.closed ? 'closed' : 'spent', allowed: [] })
      throw new Error('pricing answered with a result this version does not know')
    },
  }),
]

const giftOf = ({ lineId }: SoldCard, { lines }: Order) => lines.find(({ id }) => id === lineId)?.gift
const receiverOf = (card: SoldCard, order: Order): string => giftOf(card, order)?.email || order.email

const cardOf = (card: SoldCard, order: Order): OrderCard => {
  const { creditId, lineId, codeEnd, closed, sentAgain } = card
  return { creditId, lineId, codeEnd, closed, sentAgain, balance: fromMoney(card.balance), to: receiverOf(card, order) }
}
