import { type CheckoutResponse } from '@vitrine/contracts/orders/v1'
import { toMoney } from '@vitrine/contracts/money'
import { orderAnswer } from '../answers/order-answer.ts'
import { operations } from '../client.ts'
import { refuse, type Refusal } from '../problem.ts'
import { type Call, done, type Operation, operation, type Outcome } from '../route-registry.ts'
import type { CheckoutPending, CheckoutState, Order } from '../schemas/order.ts'
import { textOf, wordsOf } from '../words/words.ts'
import { cartAnswers, cartIdOf, viewerOf } from './carts.ts'
import type { DoorParts } from './parts.ts'

const actions = ['wait', 'redirect', 'three-d-secure'] as const

export function checkoutOperations(parts: DoorParts): Operation[] {
  const { peers, pictures, jar, publicUrl } = parts
  const { shown } = cartAnswers(parts)

  async function answerTo({ result }: CheckoutResponse, call: Call): Promise<Outcome<Order | CheckoutPending>> {
    switch (result.case) {
      case 'order': {
        const order = orderAnswer(result.value, { pictures, locale: call.locale, apiBase: call.apiBase })
        // The next purchase begins with an empty cart.
        const setCookie = call.cookies.cart === result.value.cartId ? [jar.clear('cart')] : []
        return { status: 201, body: order, headers: { location: `${call.apiBase}/v1/orders/${order.id}` }, setCookie }
      }
      case 'action': {
        const action = actions.find((known) => known === result.value.kind) ?? 'wait'
        return done({ action, ...(result.value.url && { url: result.value.url }) }, 202)
      }
      case 'declined': {
        const { reason } = result.value
        return refuse('payment-declined', { reason, detail: textOf(wordsOf(call.locale).declined, reason) })
      }
      case 'outOfStock':
        return refuse(result.value.shortages.some(({ capped }) => capped) ? 'cap-reached' : 'out-of-stock', {
          shortages: result.value.shortages.map(({ variantId, lineId, available, partId }) => {
            return { variantId, lineId, available, ...(partId && { partId }) }
          }),
          available: Math.min(...result.value.shortages.map(({ available }) => available)),
        })
      case 'priceChanged': {
        const { body } = await shown(result.value.cart, call)
        return refuse('price-changed', { total: body.totals.total, cart: body })
      }
      case 'incomplete':
        return refuse('cart-incomplete', { missing: result.value.missing.map((part) => (part === 'address' ? 'addresses' : part)) })
      case 'checkedOut':
        return refuse('cart-checked-out', { orderId: result.value.orderId })
      case 'paymentInProgress':
        return refuse('payment-in-progress', undefined, { 'retry-after': '1' })
      case 'couponRefused':
        return refuse('coupon-refused', { coupon: result.value.code })
      case 'notSoldThere':
        return refuse('not-sold-there', { country: result.value.country })
      case undefined:
        throw new Error('orders answered with a result this version does not know')
    }
  }

  async function stateOf(cartId: string, call: Call): Promise<CheckoutState> {
    const { state, orderId, action, refusal } = await peers.orders.checkoutState({ cartId, viewer: viewerOf(call) }, call.within())
    const kind = actions.find((known) => known === action?.kind)
    return {
      state: states.find((known) => known === state) ?? 'running',
      ...(orderId && { orderId }),
      ...(kind && { action: kind }),
      ...(action?.url && { url: action.url }),
      ...(refusal && { refusal }),
    }
  }

  return [
    operation({
      ...operations.checkoutCart,
      name: 'checkoutCart',
      summary: 'Pays for the cart: 201 with the order, 202 with what to wait for. One order per cart, however often it is asked.',
      policy: 'cart',
      rate: 'write',
      idempotency: 'required',
      deadlineMs: 8_000,
      cache: 'none',
      personal: true,
      refusals: [
        ...(['not-found', 'payment-declined', 'out-of-stock', 'cap-reached', 'price-changed', 'cart-incomplete'] as const),
        ...(['cart-checked-out', 'payment-in-progress', 'coupon-refused', 'not-sold-there', 'unauthorised'] as const),
      ],
      rest: { method: 'POST', path: '/v1/carts/:cartId/checkout' },
      graphql: 'field',
      async handler({ cartId, payment, expectedTotal }, call) {
        const id = cartIdOf(cartId, call)
        if (id === undefined) return refuse('not-found')
        const { provider, method, token = '', returnUrl = '', save = false, keptMethodId: savedMethodId = '' } = payment
        if ((save || savedMethodId !== '') && call.identity.kind !== 'account') return refuse('unauthorised')
        if (!isOwnAddress(returnUrl, publicUrl)) {
          return foreignAddress()
        }
        const kept = { save, savedMethodId }
        const asked = {
          ...kept,
          provider,
          method,
          token,
          returnUrl: returnUrl.startsWith('/') ? new URL(returnUrl, publicUrl).href : returnUrl,
        }
        const response = await peers.orders.checkout(
          { cartId: id, orderId: call.newId, payment: asked, expectedTotal: toMoney(expectedTotal), viewer: viewerOf(call) },
          call.within(),
        )
        return answerTo(response, call)
      },
    }),

    operation({
      ...operations.checkoutState,
      name: 'checkoutState',
      summary: 'How far the checkout of this cart is, for whoever lost the answer.',
      policy: 'cart',
      rate: 'read',
      idempotency: 'none',
      deadlineMs: 2_000,
      cache: 'none',
      personal: true,
      refusals: ['not-found'],
      rest: { method: 'GET', path: '/v1/carts/:cartId/checkout' },
      graphql: 'field',
      async handler({ cartId }, call) {
        const id = cartIdOf(cartId, call)
        if (id === undefined) return refuse('not-found')
        return done(await stateOf(id, call))
      },
    }),

    operation({
      ...operations.abandonCheckout,
      name: 'abandonCheckout',
      summary: 'Gives up a payment the shopper was sent away for: nothing is charged, the cart is open. Answers how far the checkout is.',
      policy: 'cart',
      rate: 'write',
      idempotency: 'optional',
      deadlineMs: 8_000,
      cache: 'none',
      personal: true,
      refusals: ['not-found'],
      rest: { method: 'DELETE', path: '/v1/carts/:cartId/checkout' },
      graphql: 'field',
      async handler({ cartId }, call) {
        const id = cartIdOf(cartId, call)
        if (id === undefined) return refuse('not-found')
        await peers.orders.abandonCheckout({ cartId: id, viewer: viewerOf(call) }, call.within())
        return done(await stateOf(id, call))
      },
    }),
  ]
}

const states = ['open', 'running', 'waiting', 'placed', 'refused'] as const

export const foreignAddress = (): Refusal =>
  refuse('bad-input', { errors: [{ path: 'payment.returnUrl', code: 'foreign-address', message: 'not an address of the shop' }] })

/** Nobody is sent from the bank to a stranger. A path of the shop, or nothing, is its own too. */
export function isOwnAddress(address: string, publicUrl: string): boolean {
  if (address === '') return true
  if (!URL.canParse(address, publicUrl)) return false
  return new URL(address, publicUrl).origin === new URL(publicUrl).origin
}
