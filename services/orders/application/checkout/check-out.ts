import { Fault } from '@vitrine/platform/rpc/fault'
import { type Cart, maySee, type Missing, missingOf, stillFits, type Viewer } from '../../domain/cart.ts'
import { type CheckoutRefusal, isUndo, leaseMs, type PaymentAction, type PaymentChoice } from '../../domain/checkout.ts'
import type { Order } from '../../domain/order.ts'
import { isStillSwappable } from '../exchange/dearer-swap.ts'
import type { DeliveryNeeds } from '../list-delivery-options.ts'
import { whyDeliveryFails } from '../set-delivery.ts'
import { type CartView, type ViewCartNeeds, viewCart } from '../view-cart.ts'
import { runSaga } from './run-saga.ts'
import type { Run, SagaNeeds } from './saga.ts'

export interface CheckOut {
  readonly cartId: string
  /** Drawn by the gateway and kept through faults: the same id again is the same checkout. */
  readonly orderId: string
  readonly payment: PaymentChoice
  readonly expected: { readonly amountMinor: number; readonly currency: string }
  readonly viewer: Viewer
}

export type CheckoutOutcome =
  | { readonly outcome: 'order'; readonly order: Order }
  | { readonly outcome: 'action'; readonly action: PaymentAction }
  | { readonly outcome: 'incomplete'; readonly missing: readonly Missing[] }
  | { readonly outcome: 'checked-out'; readonly orderId: string }
  | { readonly outcome: 'payment-in-progress' }
  | { readonly outcome: 'price-changed'; readonly view: CartView }
  | {
      readonly outcome: 'refused'
      readonly refusal: Exclude<CheckoutRefusal, { code: 'price-changed' | 'unavailable' | 'payment-unusable' }>
    }

export type CheckOutNeeds = SagaNeeds &
  ViewCartNeeds &
  DeliveryNeeds & { readonly pricing: SagaNeeds['pricing'] & ViewCartNeeds['pricing'] }

const attempts = 20

/**
 * Pays a cart: reserve, freeze the price, authorise, place, capture. One order per cart, whoever asks how often.
 *
 * The row is written first, so a process that dies anywhere is finished by the next one, here or in `finish-checkouts.ts`. The same order id again
 * gives the same answer, or goes on where it waits; one that was given up because a service stayed away begins again. A refused cart is open again. Outcomes: the order; an action to wait for or to go to; a refusal;
 * `incomplete` with what is missing; `payment-in-progress` while another checkout of this cart is under way; `checked-out` with its order.
 * Throws RangeError for a payment that payments does not know. Faults: `not-found`, also for somebody else's cart; `unavailable`; `already-exists` for
 * the order id of another cart.
 */
export async function checkOut(needs: CheckOutNeeds, wish: CheckOut): Promise<CheckoutOutcome> {
  if (wish.orderId === '') throw new RangeError('orderId is missing')
  for (let attempt = 0; attempt < attempts; attempt++) {
    const found = await needs.checkouts.load(wish.cartId)
    if (!found || !maySee(found.cart, wish.viewer)) throw new Fault('not-found', `no cart ${wish.cartId}`)
    const { cart, run } = found
    if (run?.orderId === wish.orderId && !mayBeginAgain(run)) return goOn(needs, run)
    if (cart.state === 'checked-out') return { outcome: 'checked-out', orderId: cart.orderId }
    if (cart.state === 'checking-out') return { outcome: 'payment-in-progress' }
    if (wish.expected.currency !== cart.currency)
      throw new RangeError(`expectedTotal is in ${wish.expected.currency}, the cart in ${cart.currency}`)
    const missing = missingOf(cart, true)
    if (!(await isExchangeAwaited(needs.orders, cart))) missing.push('lines')
    if (missing.length === 0 && !stillFits(cart) && (await whyDeliveryFails(needs, cart))) missing.push('delivery')
    if (missing.length > 0) return { outcome: 'incomplete', missing }
    const now = needs.clock()
    // Pricing knows nothing of what pieces that come back pay.
    const expectedMinor = wish.expected.amountMinor + (cart.exchange?.atMostMinor ?? 0)
    const begun = await needs.checkouts.begin(cart, wish.orderId, wish.payment, expectedMinor, now, leaseFrom(now))
    if (begun) return finished(needs, begun)
  }
  throw new Fault('unavailable', `cart ${wish.cartId} changes too fast`)
}

/** The cart of an exchange is paid while its file waits for that, and by nobody once the shop took its agreement back, or the pieces that pay it are not there any more. */
async function isExchangeAwaited(orders: SagaNeeds['orders'], { id, exchange }: Cart): Promise<boolean> {
  if (!exchange) return true
  const order = await orders.find(exchange.orderId)
  const file = order?.returns.find((each) => each.state === 'to-pay' && each.exchange?.cartId === id)
  return order !== undefined && file !== undefined && (file.kind !== 'swap' || isStillSwappable(order, file))
}

/** Nothing was refused but our own patience: whoever asks again, under the same key, is served. */
const mayBeginAgain = ({ step, refusal }: Run): boolean => step === 'refused' && refusal?.code === 'unavailable'

export const leaseFrom = (now: Date): Date => new Date(now.getTime() + leaseMs)

/** The same checkout asked for again: its answer, or its next step when nobody works on it. */
async function goOn(needs: CheckOutNeeds, run: Run): Promise<CheckoutOutcome> {
  const now = needs.clock()
  const claimed = await needs.checkouts.claim(run.orderId, now, leaseFrom(now))
  return claimed ? finished(needs, claimed) : answer(needs, run)
}

async function finished(needs: CheckOutNeeds, claimed: Run): Promise<CheckoutOutcome> {
  const order = await runSaga(needs, claimed)
  if (order) return { outcome: 'order', order }
  const found = await needs.checkouts.load(claimed.cart.id)
  if (!found?.run) throw new Error(`checkout of cart ${claimed.cart.id} was begun and is not there`)
  return answer(needs, found.run)
}

/** What a checkout is, for whoever asks. One that is being undone is refused already; only its cart is not open yet. */
async function answer(needs: CheckOutNeeds, run: Run): Promise<CheckoutOutcome> {
  if (run.step === 'paid' || run.step === 'paid-later' || run.step === 'cancelled') {
    const order = await needs.orders.find(run.orderId)
    if (!order) throw new Error(`order ${run.orderId} was placed and is not there`)
    return { outcome: 'order', order }
  }
  if (run.refusal && (run.step === 'refused' || isUndo(run.step))) return refused(needs, run, run.refusal)
  return run.action ? { outcome: 'action', action: run.action } : { outcome: 'payment-in-progress' }
}

async function refused(needs: CheckOutNeeds, { cart, orderId }: Run, refusal: CheckoutRefusal): Promise<CheckoutOutcome> {
  switch (refusal.code) {
    case 'price-changed':
      return { outcome: 'price-changed', view: await viewCart(needs, cart) }
    case 'unavailable':
      throw new Fault('unavailable', `order ${orderId} was not placed: a service stayed away, and nothing was charged`)
    case 'payment-unusable':
      throw new RangeError(refusal.message)
    default:
      return { outcome: 'refused', refusal }
  }
}
