import { methodsOf } from '../answers/cart-answer.ts'
import { orderAnswer } from '../answers/order-answer.ts'
import { operations } from '../client.ts'
import { refuse } from '../problem.ts'
import { done, type Operation, operation } from '../route-registry.ts'
import { textOf, wordsOf } from '../words/words.ts'
import { viewerOf } from './carts.ts'
import { foreignAddress, isOwnAddress } from './checkout.ts'
import type { DoorParts } from './parts.ts'

const kinds = ['wait', 'redirect', 'three-d-secure'] as const

/** Paying outside a checkout: the money of an order that waits for an optician, where the bank let go of it (ORD-14). */
export const payAgainOperations = ({ peers, pictures, publicUrl }: DoorParts): Operation[] => [
  operation({
    ...operations.waysToPay,
    name: 'waysToPay',
    summary: 'How one may pay in this shop.',
    policy: 'anyone',
    rate: 'read',
    idempotency: 'none',
    deadlineMs: 2_000,
    cache: 'none',
    personal: false,
    refusals: [],
    rest: { method: 'GET', path: '/v1/payment-methods' },
    graphql: 'field',
    async handler(_, call) {
      const { methods } = await peers.payments.listMethods({}, call.within())
      return done({ items: methodsOf(methods, call.locale) })
    },
  }),

  operation({
    ...operations.payOrderAgain,
    name: 'payOrderAgain',
    summary:
      'Sets the money of an order that waits for an optician aside again, where its bank let go of it. 202 with what to wait for while the bank wants to see its shopper.',
    policy: 'order',
    rate: 'write',
    idempotency: 'required',
    deadlineMs: 8_000,
    cache: 'none',
    personal: true,
    refusals: ['not-found', 'unauthorised', 'move-refused', 'payment-declined'],
    rest: { method: 'POST', path: '/v1/orders/:orderId/payment' },
    graphql: 'field',
    async handler({ orderId, payment }, call) {
      const { provider, method, token = '', returnUrl = '', save = false, keptMethodId: savedMethodId = '' } = payment
      if ((save || savedMethodId !== '') && call.identity.kind !== 'account') return refuse('unauthorised')
      if (!isOwnAddress(returnUrl, publicUrl)) return foreignAddress()
      const back = returnUrl.startsWith('/') ? new URL(returnUrl, publicUrl).href : returnUrl
      const asked = { orderId, payment: { provider, method, token, returnUrl: back, save, savedMethodId }, viewer: viewerOf(call) }
      const { result } = await peers.orders.payAgain(asked, call.within())
      switch (result.case) {
        case 'order':
          return done(orderAnswer(result.value, { pictures, ...call }))
        case 'action': {
          const { kind, url } = result.value
          return done({ action: kinds.find((known) => known === kind) ?? 'wait', ...(url && { url }) }, 202)
        }
        case 'declined': {
          const { reason } = result.value
          return refuse('payment-declined', { reason, detail: textOf(wordsOf(call.locale).declined, reason) })
        }
        case 'refused':
          return refuse('move-refused', { state: result.value.status, allowed: result.value.allowed })
        case undefined:
          throw new Error('orders answered with a result this version does not know')
      }
    },
  }),
]
