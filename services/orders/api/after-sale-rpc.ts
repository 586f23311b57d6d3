import type { MessageInitShape } from '@bufbuild/protobuf'
import type { ServiceImpl } from '@connectrpc/connect'
import { fromMoney, toMoney } from '@vitrine/contracts/money'
import type { MoveReturnResponseSchema, OpenReturnResponseSchema, OrderService } from '@vitrine/contracts/orders/v1'
import { Fault } from '@vitrine/platform/rpc/fault'
import { cancelLines } from '../application/cancel-lines.ts'
import { changeDelivery } from '../application/change-delivery.ts'
import type { ListDeliveryOptionsNeeds } from '../application/list-delivery-options.ts'
import { listReturns, type ReturnArchive } from '../application/list-returns.ts'
import { cancelReturn, moveReturn, type ReturnMoved } from '../application/move-return.ts'
import { type OpenedReturn, openReturn } from '../application/open-return.ts'
import { priceSwaps } from '../application/price-swaps.ts'
import { readdressOrder } from '../application/readdress-order.ts'
import { swapPieces, type SwapNeeds } from '../application/swap-pieces.ts'
import type { WantedNeeds } from '../application/exchange/wanted-variants.ts'
import type { ReturnFile } from '../domain/return-file.ts'
import { addressOf, viewerOf } from './cart-rpc.ts'
import { fileMessage, orderMessage } from './order-message.ts'

export interface AfterSaleNeeds {
  readonly errand: SwapNeeds & WantedNeeds
  readonly cart: ListDeliveryOptionsNeeds
  readonly archive: ReturnArchive
}

type AfterSaleCalls =
  | 'cancelLines'
  | 'swapPieces'
  | 'priceSwaps'
  | 'readdress'
  | 'changeDelivery'
  | 'findContract'
  | 'openReturn'
  | 'moveReturn'
  | 'cancelReturn'
  | 'listReturns'

const defaultLimit = 24
const refused = (status: string, allowed: readonly string[]) => ({ case: 'refused' as const, value: { status, allowed: [...allowed] } })

/** The part of the contract that is about orders people have second thoughts about. */
export const afterSaleRpc = ({ errand, archive, cart }: AfterSaleNeeds): Pick<ServiceImpl<typeof OrderService>, AfterSaleCalls> => ({
  async cancelLines({ cancelId, orderId, lines, reason, actor, viewer }) {
    const outcome = await cancelLines(errand, { cancelId, orderId, lines, reason, actor, viewer: viewerOf(viewer) })
    switch (outcome.outcome) {
      case 'cancelled':
        return { result: { case: 'cancelled', value: orderMessage(outcome.order, errand.clock()) } }
      case 'too-many':
        return { result: { case: 'tooMany', value: { lineId: outcome.lineId, left: outcome.left } } }
      case 'refused':
        return { result: refused(outcome.status, outcome.allowed) }
    }
  },

  async swapPieces({ viewer, ...wish }) {
    const outcome = await swapPieces(errand, { ...wish, viewer: viewerOf(viewer) })
    switch (outcome.outcome) {
      case 'swapped':
      case 'pending':
        return { result: { case: outcome.outcome, value: orderMessage(outcome.order, errand.clock()) } }
      case 'too-many':
        return { result: { case: 'tooMany', value: { lineId: outcome.lineId, left: outcome.left } } }
      case 'not-swappable':
        return { result: { case: 'notSwappable', value: { reason: outcome.reason, left: outcome.left } } }
      case 'refused':
        return { result: refused(outcome.status, outcome.allowed) }
    }
  },

  async priceSwaps({ orderId, lineId, quantity, viewer }) {
    const { currency, swaps } = await priceSwaps(errand, { orderId, lineId, quantity, viewer: viewerOf(viewer) })
    const money = (amountMinor: number) => toMoney({ amountMinor, currency })
    return { swaps: swaps.map(({ variantId, differenceMinor }) => ({ variantId, difference: money(differenceMinor) })) }
  },

  async readdress({ orderId, shipping, billing, viewer }) {
    if (!shipping) throw new RangeError('shipping is missing')
    const to = { shipping: addressOf(shipping), billing: billing && addressOf(billing) }
    const outcome = await readdressOrder(errand, { orderId, ...to, viewer: viewerOf(viewer) })
    switch (outcome.outcome) {
      case 'changed':
        return { result: { case: 'changed', value: orderMessage(outcome.order, errand.clock()) } }
      case 'other-country':
        return { result: { case: 'otherCountry', value: { country: outcome.country } } }
      case 'refused':
        return { result: refused(outcome.status, outcome.allowed) }
    }
  },

  async changeDelivery({ viewer, ...wish }) {
    const { store, delivery, pricing } = cart
    const outcome = await changeDelivery(
      { ...errand, store, delivery: { ...errand.delivery, ...delivery }, pricing: { ...errand.pricing, ...pricing } },
      { ...wish, viewer: viewerOf(viewer) },
    )
    switch (outcome.outcome) {
      case 'changed':
        return { result: { case: 'changed', value: orderMessage(outcome.order, errand.clock()) } }
      case 'delivery-refused':
        return { result: { case: 'deliveryRefused', value: { why: outcome.why } } }
      case 'refused':
        return { result: refused(outcome.status, outcome.allowed) }
    }
  },

  async findContract({ number, email }) {
    const order = await errand.orders.findByNumber(number.trim().toUpperCase(), email.trim())
    if (!order) throw new Fault('not-found', 'no order of this number and address')
    return { order: orderMessage(order, errand.clock()) }
  },

  async openReturn({ kind, viewer, email, ...asked }) {
    const by = email === '' ? viewerOf(viewer) : { email }
    const wish = { ...asked, kind: kind as ReturnFile['kind'], by } // an unknown kind is refused there
    return openedMessage(await openReturn(errand, wish), errand.clock())
  },

  async moveReturn({ withheld, ...asked }) {
    const withheldMinor = withheld ? fromMoney(withheld).amountMinor : 0
    return movedMessage(await moveReturn(errand, { ...asked, withheldMinor }), errand.clock())
  },

  async cancelReturn({ orderId, returnId, viewer }) {
    return movedMessage(await cancelReturn(errand, { orderId, returnId, viewer: viewerOf(viewer) }), errand.clock())
  },

  async listReturns({ state, kind, q, page }) {
    const { returns, nextCursor } = await listReturns(
      archive,
      { state, kind, q },
      { cursor: page?.cursor ?? '', limit: page?.limit || defaultLimit },
    )
    const listed = returns.map(({ orderId, orderNumber, currency, file }) => ({ orderId, orderNumber, file: fileMessage(file, currency) }))
    return { returns: listed, nextCursor }
  },
})

function movedMessage(outcome: ReturnMoved, now: Date): MessageInitShape<typeof MoveReturnResponseSchema> {
  if (outcome.outcome === 'refused') return { result: refused(outcome.state, outcome.allowed) }
  const { order, file } = outcome
  return { result: { case: 'moved', value: { order: orderMessage(order, now), file: fileMessage(file, order.currency) } } }
}

function openedMessage(outcome: OpenedReturn, now: Date): MessageInitShape<typeof OpenReturnResponseSchema> {
  switch (outcome.outcome) {
    case 'opened': {
      const { order, file } = outcome
      return { result: { case: 'opened', value: { order: orderMessage(order, now), file: fileMessage(file, order.currency) } } }
    }
    case 'not-returnable': {
      const { lineId, reason, left } = outcome
      return { result: { case: 'notReturnable', value: { lineId, reason, left } } }
    }
    case 'refused':
      return { result: refused(outcome.status, outcome.allowed) }
  }
}
