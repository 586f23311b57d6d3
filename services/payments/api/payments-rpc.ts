import type { MessageInitShape } from '@bufbuild/protobuf'
import { timestampFromDate } from '@bufbuild/protobuf/wkt'
import type { HandlerContext, ServiceImpl } from '@connectrpc/connect'
import { fromMoney, toMoney } from '@vitrine/contracts/money'
import type {
  AuthoriseResponseSchema,
  CaptureResponseSchema,
  PaymentService,
  RefundResponseSchema,
  VoidResponseSchema,
} from '@vitrine/contracts/payments/v1'
import type { RefundRequestStore } from '../application/agree-to-refund.ts'
import { authorisePayment, type Authorising, type BeginningStore } from '../application/authorise-payment.ts'
import { capturePayment, type Capturing, type CapturingStore } from '../application/capture-payment.ts'
import { hearWebhook, type WebhookStore } from '../application/hear-webhook.ts'
import type { LookUpStore } from '../application/look-up-payments.ts'
import type { ReconcilingStore } from '../application/reconcile-movements.ts'
import { reportAgain, type ReportingStore } from '../application/report-day.ts'
import { refundPayment, type Refunding, type RefundingStore } from '../application/refund-payment.ts'
import { removeSavedMethod, type SavedMethodStore } from '../application/saved-methods.ts'
import type { IsAwaited, SettleNeeds } from '../application/settle-attempt.ts'
import { listAttempts, showAttempt, type ShowingStore } from '../application/show-attempts.ts'
import { voidPayment, type Voiding, type VoidingStore } from '../application/void-payment.ts'
import { attemptMessage } from './attempt-message.ts'
import { lookUpRpc } from './look-up-rpc.ts'
import { refundRequestRpc } from './refund-request-rpc.ts'
import { differenceMessage, reportMessage } from './report-message.ts'

export interface PaymentsRpcNeeds extends SettleNeeds {
  readonly store: SettleNeeds['store'] &
    (BeginningStore & CapturingStore & VoidingStore & RefundingStore & ShowingStore & WebhookStore) &
    (ReconcilingStore & ReportingStore & LookUpStore & SavedMethodStore) &
    RefundRequestStore
  readonly refundLimitMinor: number
}

export const paymentsRpc = (needs: PaymentsRpcNeeds): ServiceImpl<typeof PaymentService> => ({
  ...lookUpRpc(needs.store),
  ...refundRequestRpc(needs),

  listMethods() {
    const methods = [...needs.providers.values()].flatMap(({ name, methods: all }) =>
      all.map(({ method, testTokens }) => ({ provider: name, method, testTokens: [...testTokens] })),
    )
    return { methods }
  },

  async authorise({ attemptId, orderId, amount, provider, method, token, returnUrl, customerId, save: saves, savedMethodId }, context) {
    const who = { customerId, saves, savedMethodId }
    const asked = { id: attemptId, orderId, ...fromMoney(amount), provider, method, token, returnUrl, ...who }
    return authoriseMessage(await authorisePayment(needs, asked, isAwaitedIn(context)))
  },

  async capture({ attemptId, amount }, context) {
    return captureMessage(await capturePayment(needs, attemptId, amount && fromMoney(amount), isAwaitedIn(context)))
  },

  async void({ attemptId }) {
    return voidMessage(await voidPayment(needs, attemptId))
  },

  async refund({ refundId, orderId, amount, reason }) {
    return refundMessage(await refundPayment(needs, { id: refundId, orderId, ...fromMoney(amount), reason }))
  },

  async getAttempt({ attemptId, ask }) {
    return { attempt: attemptMessage(await showAttempt(needs, attemptId, ask)) }
  },

  async listAttempts({ orderIds }) {
    return { attempts: (await listAttempts(needs.store, orderIds)).map(attemptMessage) }
  },

  async listSavedMethods({ customerId }) {
    const kept = customerId === '' ? [] : await needs.store.savedOf(customerId)
    return {
      methods: kept.map(({ id, provider, method, brand, last4, expires, agreedAt }) => {
        return { ...{ id, provider, method, brand, last4, expires }, agreedAt: timestampFromDate(agreedAt) }
      }),
    }
  },

  async removeSavedMethod({ customerId, methodId }) {
    await removeSavedMethod(needs, customerId, methodId)
    return {}
  },

  async hearWebhook(asked) {
    const outcome = await hearWebhook(needs, asked)
    const answers = { heard: 'heard', forged: 'forged', 'not-configured': 'notConfigured' } as const
    return { result: { case: answers[outcome], value: {} } }
  },

  async replayWebhook({ provider, eventId }) {
    return { replayed: await needs.store.replayWebhook(provider, eventId, needs.clock()) }
  },

  async listReports({ limit, before }) {
    if (limit < 0 || limit > 100) throw new RangeError('at most 100 days at once')
    if (before !== '' && !/^\d{4}-\d{2}-\d{2}$/.test(before)) throw new RangeError(`${before} is no day`)
    const days = limit || 31
    const found = await needs.store.reports(days + 1, before)
    const known = [...new Set(found.map(({ day }) => day))]
    const shown = known.slice(0, days)
    return {
      reports: found.filter(({ day }) => shown.includes(day)).map(reportMessage),
      nextBefore: known.length > days ? (shown.at(-1) ?? '') : '',
    }
  },

  async makeReport({ day }) {
    return { reports: (await reportAgain(needs, day)).map(reportMessage) }
  },

  async listDifferences() {
    const open = await needs.store.openDifferences(100)
    return { differences: open.map((one) => differenceMessage(one.provider, one)) }
  },
})

/** Until the call has ended: by its answer, by its deadline, or as its caller left. */
const isAwaitedIn =
  (context: HandlerContext): IsAwaited =>
  () =>
    !context.signal.aborted

function authoriseMessage(answer: Authorising): MessageInitShape<typeof AuthoriseResponseSchema> {
  switch (answer.outcome) {
    case 'authorised':
      return { result: { case: 'authorised', value: attemptMessage(answer.attempt) } }
    case 'declined':
      return { result: { case: 'declined', value: { reason: answer.reason } } }
    case 'action':
      return { result: { case: 'action', value: { kind: answer.kind, url: answer.url } } }
    case 'pending':
      return { result: { case: 'pending', value: {} } }
    case 'another-open':
      return { result: { case: 'anotherOpen', value: { attemptId: answer.attemptId } } }
  }
}

function captureMessage(answer: Capturing): MessageInitShape<typeof CaptureResponseSchema> {
  switch (answer.outcome) {
    case 'captured':
      return { result: { case: 'captured', value: attemptMessage(answer.attempt) } }
    case 'pending':
      return { result: { case: 'pending', value: {} } }
    case 'refused':
      return { result: { case: 'refused', value: { reason: answer.reason } } }
  }
}

function voidMessage(answer: Voiding): MessageInitShape<typeof VoidResponseSchema> {
  switch (answer.outcome) {
    case 'voided':
      return { result: { case: 'voided', value: attemptMessage(answer.attempt) } }
    case 'pending':
      return { result: { case: 'pending', value: {} } }
    case 'captured':
      return { result: { case: 'captured', value: attemptMessage(answer.attempt) } }
  }
}

function refundMessage(answer: Refunding): MessageInitShape<typeof RefundResponseSchema> {
  switch (answer.outcome) {
    case 'refunded':
      return { result: { case: 'refunded', value: attemptMessage(answer.attempt) } }
    case 'pending':
      return { result: { case: 'pending', value: {} } }
    case 'above-captured': {
      const refundable = toMoney({ amountMinor: answer.refundableMinor, currency: answer.currency })
      return { result: { case: 'aboveCaptured', value: { refundable, takenBack: answer.takenBack } } }
    }
  }
}
