import { Fault } from '@vitrine/platform/rpc/fault'
import { maySee, type Viewer } from '../../domain/cart.ts'
import { isUndo, type PaymentAction } from '../../domain/checkout.ts'
import type { CheckoutStore } from './saga.ts'

export interface CheckoutState {
  readonly state: 'open' | 'running' | 'waiting' | 'placed' | 'refused'
  /** Empty until an order was placed. */
  readonly orderId: string
  readonly action: PaymentAction | null
  /** The code of the refusal; empty otherwise. */
  readonly refusal: string
}

/** How far the checkout of a cart is, for whoever lost the answer. Changes nothing. Fault: `not-found`, also for somebody else's cart. */
export async function checkoutState(checkouts: Pick<CheckoutStore, 'load'>, cartId: string, viewer: Viewer): Promise<CheckoutState> {
  const found = await checkouts.load(cartId)
  if (!found || !maySee(found.cart, viewer)) throw new Fault('not-found', `no cart ${cartId}`)
  const { cart, run } = found
  const state = { orderId: cart.orderId, action: null, refusal: '' }
  if (!run) return { ...state, state: 'open' }
  if (run.step === 'paid' || run.step === 'paid-later' || run.step === 'cancelled') return { ...state, state: 'placed' }
  if (run.refusal && (run.step === 'refused' || isUndo(run.step))) return { ...state, state: 'refused', refusal: run.refusal.code }
  return run.action ? { ...state, state: 'waiting', action: run.action } : { ...state, state: 'running' }
}
