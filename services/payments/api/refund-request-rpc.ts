import type { MessageInitShape } from '@bufbuild/protobuf'
import { timestampFromDate } from '@bufbuild/protobuf/wkt'
import type { ServiceImpl } from '@connectrpc/connect'
import { fromMoney, toMoney } from '@vitrine/contracts/money'
import type { PaymentService, RefundRequestedSchema } from '@vitrine/contracts/payments/v1'
import type { Clock } from '@vitrine/platform/clock/clock'
import { agreeToRefund, refuseRefund, requestRefund, type RefundRequest, type RefundRequestStore } from '../application/agree-to-refund.ts'

interface RefundRequestNeeds {
  readonly store: RefundRequestStore
  readonly clock: Clock
  readonly refundLimitMinor: number
}

type Calls = 'requestRefund' | 'agreeToRefund' | 'refuseRefund' | 'listRefundRequests'

/** The part of the contract that is about refunds people ask for. */
export const refundRequestRpc = (needs: RefundRequestNeeds): Pick<ServiceImpl<typeof PaymentService>, Calls> => ({
  async requestRefund({ refundId: id, orderId, amount, reason, cancels, actor: askedBy }) {
    const request = await requestRefund(needs, { id, orderId, ...fromMoney(amount), reason, cancels, askedBy })
    const isFree = !request.needsSecond || request.agreedBy !== null
    return { result: { case: isFree ? 'free' : 'needsSecond', value: requestMessage(request) } }
  },

  async agreeToRefund({ refundId, actor }) {
    const answer = await agreeToRefund(needs, refundId, actor)
    switch (answer.outcome) {
      case 'agreed':
        return { result: { case: 'agreed', value: requestMessage(answer.request) } }
      case 'same-person':
        return { result: { case: 'samePerson', value: {} } }
      case 'ended':
        return { result: { case: 'ended', value: {} } }
    }
  },

  async refuseRefund({ refundId, actor }) {
    return { refused: requestMessage(await refuseRefund(needs, refundId, actor)) }
  },

  async listRefundRequests({ orderId }) {
    return { waiting: (await needs.store.waitingRequests(orderId)).map(requestMessage) }
  },
})

function requestMessage(request: RefundRequest): MessageInitShape<typeof RefundRequestedSchema> {
  const { id, orderId, amountMinor, currency, reason, cancels, askedBy, askedAt, isRefused: refused } = request
  return {
    refundId: id,
    orderId,
    amount: toMoney({ amountMinor, currency }),
    reason,
    cancels,
    refused,
    askedBy,
    askedAt: timestampFromDate(askedAt),
  }
}
