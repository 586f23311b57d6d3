import type { SavedMethod } from '@vitrine/contracts/payments/v1'
import { timeOf } from '../answers/texts.ts'
import { operations } from '../client.ts'
import { type Call, done, type Operation, operation } from '../route-registry.ts'
import type { KeptMethod } from '../schemas/person.ts'
import { viewerOf } from './carts.ts'
import type { DoorParts } from './parts.ts'

/** What a customer keeps to pay with. It is kept at a checkout; here it is seen and removed. */
export function paymentMethodOperations({ peers }: DoorParts): Operation[] {
  async function kept(call: Call) {
    const { methods } = await peers.payments.listSavedMethods({ customerId: viewerOf(call).customerId }, call.within())
    return done({ items: methods.map(keptMethodOf) })
  }

  return [
    operation({
      ...operations.myPaymentMethods,
      name: 'myPaymentMethods',
      summary: 'Ways to pay the caller agreed to keep, newest first.',
      policy: 'customer',
      rate: 'read',
      idempotency: 'none',
      deadlineMs: 2_000,
      cache: 'none',
      personal: true,
      refusals: [],
      rest: { method: 'GET', path: '/v1/me/payment-methods' },
      graphql: 'field',
      handler: (_, call) => kept(call),
    }),

    operation({
      ...operations.removePaymentMethod,
      name: 'removePaymentMethod',
      summary: 'Removes a kept way to pay, here and at its provider; answers those that are left.',
      policy: 'customer',
      rate: 'write',
      idempotency: 'none',
      deadlineMs: 5_000,
      cache: 'none',
      personal: true,
      refusals: ['not-found'],
      rest: { method: 'DELETE', path: '/v1/me/payment-methods/:methodId' },
      graphql: 'field',
      async handler({ methodId }, call) {
        await peers.payments.removeSavedMethod({ customerId: viewerOf(call).customerId, methodId }, call.within())
        return kept(call)
      },
    }),
  ]
}

export const keptMethodOf = ({ id, provider, method, brand, last4, expires, agreedAt }: SavedMethod): KeptMethod => ({
  ...{ id, provider, method, at: timeOf(agreedAt) },
  ...(brand && { brand }),
  ...(last4 && { last4 }),
  ...(expires && { expires }),
})
