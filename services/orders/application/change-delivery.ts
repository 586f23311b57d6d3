import { Fault } from '@vitrine/platform/rpc/fault'
import type { Viewer } from '../domain/cart.ts'
import { cheaperMinor, savedMinor } from '../domain/delivery-back.ts'
import { partBack, withBack } from '../domain/money-back.ts'
import { mayAct, type Order } from '../domain/order.ts'
import { refundIdOf } from '../domain/return-file.ts'
import { type MoveRefused, moveRefused } from './cancel-order.ts'
import { editOrder, moneyErrands, type OrderChange } from './edit-order.ts'
import { findOrder } from './find-order.ts'
import { listDeliveryOptions, type ListDeliveryOptionsNeeds } from './list-delivery-options.ts'
import { type ErrandNeeds, runErrandsOf } from './run-errands.ts'

export interface NewDelivery {
  /** Drawn by the caller: the same change again is made once. */
  readonly changeId: string
  readonly orderId: string
  readonly optionId: string
  /** A point of a method that has points; empty otherwise. */
  readonly pickupPointId: string
  readonly viewer: Viewer
}

export type DeliveryChanged =
  | { readonly outcome: 'changed'; readonly order: Order }
  | MoveRefused
  /** It does not fit the order, or costs more than what was paid for its delivery. */
  | { readonly outcome: 'delivery-refused'; readonly why: string }

/**
 * Lets an order travel another way, until its parcel is made: by a method that fits and costs as much or less. A difference is not charged, or goes back once
 * it was; a dearer one is refused, because nobody is asked for money twice: cancel, and order anew. Twice is once.
 * Refusals: a status in which it is too late; `country`, `weight`, `dangerous-goods`, `unknown`, `pickup-point` or `dearer`. Fault: `not-found`.
 */
export async function changeDelivery(needs: ErrandNeeds & ListDeliveryOptionsNeeds, wish: NewDelivery): Promise<DeliveryChanged> {
  const { changeId, orderId, optionId, pickupPointId, viewer } = wish
  if (changeId === '') throw new RangeError('changeId is missing')
  const known = await findOrder(needs.orders, orderId, viewer)
  const { options, unfit } = await listDeliveryOptions(needs, known.cartId, { ...viewer, isStaff: true }) // whose order it is, its cart is
  const option = options.find(({ id }) => id === optionId)
  if (!option) return { outcome: 'delivery-refused', why: unfit.find(({ id }) => id === optionId)?.why ?? 'unknown' }
  const hasPoint = option.pickupPoints.length === 0 ? pickupPointId === '' : option.pickupPoints.some(({ id }) => id === pickupPointId)
  if (!hasPoint) return { outcome: 'delivery-refused', why: 'pickup-point' }
  if (option.price.amountMinor > (known.totals.deliveryMinor ?? 0)) return { outcome: 'delivery-refused', why: 'dearer' }
  const now = needs.clock()
  let refusal: DeliveryChanged | undefined
  const decide = (latest: Order): OrderChange | undefined => {
    if (latest.timeline.some(({ facts }) => facts['changeId'] === changeId)) return undefined
    // What a change before gave back is not asked for again.
    const moreMinor = savedMinor(latest, option.price.amountMinor) - cheaperMinor(latest)
    refusal = !mayAct('change-delivery', latest.status)
      ? moveRefused(latest, now)
      : moreMinor < 0
        ? { outcome: 'delivery-refused', why: 'dearer' }
        : undefined
    return refusal ? undefined : changing(latest, wish, moreMinor, now)
  }
  const order = await editOrder(needs.orders, orderId, now, decide, known)
  if (!order) throw new Fault('not-found', `no order ${orderId}`)
  if (refusal) return refusal
  await runErrandsOf(needs, orderId)
  return { outcome: 'changed', order: (await needs.orders.find(orderId)) ?? order }
}

function changing(order: Order, { changeId, optionId, pickupPointId }: NewDelivery, moreMinor: number, now: Date): OrderChange {
  const back = partBack(order, refundIdOf(changeId), moreMinor)
  const facts = { changeId, method: optionId, cheaperMinor: String(back.bankMinor + back.creditMinor) }
  const timeline = [...order.timeline, { at: now.toISOString(), event: 'delivery-changed', facts }]
  const changed = { ...withBack(order, back), deliveryMethodId: optionId, pickupPointId, timeline }
  return {
    order: changed,
    told: [],
    errands: moneyErrands(back, { kind: 'settle', reason: 'delivery-changed', actor: '' }),
    rewrites: true,
  }
}
