import type { MessageInitShape } from '@bufbuild/protobuf'
import { timestampFromDate } from '@bufbuild/protobuf/wkt'
import { toMoney } from '@vitrine/contracts/money'
import type { AttemptSchema } from '@vitrine/contracts/payments/v1'
import type { Attempt } from '../domain/attempt.ts'

/** An attempt on the wire. */
export function attemptMessage(attempt: Attempt): MessageInitShape<typeof AttemptSchema> {
  const { id, orderId, provider, method, state, currency, reference } = attempt
  const money = (amountMinor: number) => toMoney({ amountMinor, currency })
  return {
    ...{ id, orderId, provider, method, state },
    amount: money(attempt.amountMinor),
    captured: money(attempt.capturedMinor),
    refunded: money(attempt.refundedMinor),
    providerReference: reference,
    createdAt: timestampFromDate(attempt.createdAt),
    failure: attempt.failure ?? '',
    ...(state === 'action-required' ? { action: { kind: attempt.actionKind || 'three-d-secure', url: attempt.actionUrl ?? '' } } : {}),
  }
}
