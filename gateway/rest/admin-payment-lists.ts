import { amountOr0 } from '../answers/amounts.ts'
import { paymentAnswer, transactionAnswer } from '../answers/payment-answer.ts'
import { periodOf, timeOf } from '../answers/texts.ts'
import { refuse } from '../problem.ts'
import { type Call, done, type Operation, operation } from '../route-registry.ts'
import * as schemas from '../schemas/admin-payments.ts'
import { staffReading, staffWriting } from './admin-entries.ts'
import type { DoorParts } from './parts.ts'

const reading = { ...staffReading, policy: 'staff:payments', refusals: [] } as const

/** Payments of the shop: each with what moved, and what stands where. */
export function adminPaymentListOperations({ peers, currency }: DoorParts): Operation[] {
  async function shown(attemptId: string, { within }: Call) {
    const { payment, transactions, steps, nextAt } = await peers.payments.getPayment({ attemptId }, within())
    if (!payment) return refuse('not-found')
    return done({
      ...paymentAnswer(payment, currency),
      transactions: transactions.map((one) => transactionAnswer(one, currency)),
      steps: steps.map(({ at, step, amount, detail }) => ({
        ...{ at: timeOf(at), step },
        ...(step === 'refund-asked' && { amount: amountOr0(amount, currency) }),
        ...(detail && { detail }),
      })),
      ...(nextAt && { nextAt: timeOf(nextAt) }),
    })
  }

  return [
    operation({
      ...reading,
      name: 'adminPayments',
      summary: 'Payments, newest first, by state, provider, period, or an id of theirs or of their order.',
      input: schemas.adminPaymentsInput,
      output: schemas.adminPaymentsOutput,
      rest: { method: 'GET', path: '/v1/admin/payments' },
      async handler({ state = '', provider = '', q = '', limit = 50, cursor = '', ...period }, { within }) {
        const found = q === '' ? [] : (await peers.orders.listOrders({ q, page: { limit: 100 } }, within())).orders
        const asked = { state, provider, reference: q, orderIds: found.map(({ id }) => id), ...periodOf(period) }
        const { payments, nextCursor, total } = await peers.payments.listPayments({ ...asked, page: { limit, cursor } }, within())
        return done({ items: payments.map((one) => paymentAnswer(one, currency)), nextCursor: nextCursor || null, total })
      },
    }),

    operation({
      ...reading,
      name: 'adminPayment',
      summary: 'One payment with every transaction, and what was asked for.',
      input: schemas.adminPaymentInput,
      output: schemas.adminPaymentOutput,
      refusals: ['not-found'],
      rest: { method: 'GET', path: '/v1/admin/payments/:paymentId' },
      handler: ({ paymentId }, call) => shown(paymentId, call),
    }),

    operation({
      ...staffWriting,
      name: 'askPaymentProvider',
      summary: 'Asks the provider how a payment stands, and finishes what was begun.',
      input: schemas.adminPaymentInput,
      output: schemas.adminPaymentOutput,
      policy: 'staff:payments',
      deadlineMs: 8_000,
      refusals: ['not-found'],
      rest: { method: 'POST', path: '/v1/admin/payments/:paymentId/ask' },
      async handler({ paymentId }, call) {
        await peers.payments.getAttempt({ attemptId: paymentId, ask: true }, call.within())
        return shown(paymentId, call)
      },
    }),

    operation({
      ...reading,
      name: 'adminDisputes',
      summary: 'Payments a bank took back, or tried to, newest first.',
      input: schemas.adminDisputesInput,
      output: schemas.adminDisputesOutput,
      rest: { method: 'GET', path: '/v1/admin/payments/disputes' },
      async handler({ limit = 50, cursor = '' }, { within }) {
        const { disputes, nextCursor } = await peers.payments.listDisputes({ page: { limit, cursor } }, within())
        const items = disputes.map(
          ({ attemptId: paymentId, orderId, provider, reference, outcome, amount, openedAt, endedAt, reason }) => ({
            ...{ paymentId, orderId, provider, reference, outcome: outcome as schemas.Dispute['outcome'] }, // one of three, by contract
            ...{ amount: amountOr0(amount, currency), openedAt: timeOf(openedAt) },
            ...(endedAt && { endedAt: timeOf(endedAt) }),
            ...(reason && { reason }),
          }),
        )
        return done({ items, nextCursor: nextCursor || null, total: null })
      },
    }),

    operation({
      ...reading,
      name: 'adminLedger',
      summary: 'What stands on each account of the two-sided ledger.',
      input: schemas.adminLedgerInput,
      output: schemas.adminLedgerOutput,
      personal: false,
      rest: { method: 'GET', path: '/v1/admin/payments/ledger' },
      async handler(_, { within }) {
        const { balances } = await peers.payments.listBalances({}, within())
        const items = balances.map(({ provider, account, amount, entries }) => ({
          ...{ provider, account: account as schemas.LedgerBalance['account'], entries }, // one of four, by contract
          amount: amountOr0(amount, currency),
        }))
        return done({ items })
      },
    }),

    operation({
      ...reading,
      name: 'adminLedgerEntries',
      summary: 'The rows behind a balance, newest first.',
      input: schemas.adminLedgerEntriesInput,
      output: schemas.adminLedgerEntriesOutput,
      rest: { method: 'GET', path: '/v1/admin/payments/ledger/entries' },
      async handler({ provider = '', account = '', currency: of = '', limit = 50, cursor = '', ...period }, { within }) {
        const asked = { provider, account, currency: of, ...periodOf(period), page: { limit, cursor } }
        const { entries, nextCursor } = await peers.payments.listEntries(asked, within())
        const items = entries.map((entry) => ({
          ...{ provider: entry.provider, movementId: entry.movementId, kind: entry.kind, at: timeOf(entry.at) },
          account: entry.account as schemas.LedgerEntry['account'], // one of four, by contract
          ...{ paymentId: entry.attemptId, orderId: entry.orderId, amount: amountOr0(entry.amount, currency) },
        }))
        return done({ items, nextCursor: nextCursor || null, total: null })
      },
    }),

    operation({
      ...reading,
      name: 'adminStuck',
      summary:
        'What was asked of a provider or another service again and again without an answer, and messages of providers that were put aside. Normally none.',
      input: schemas.adminStuckInput,
      output: schemas.adminStuckOutput,
      rest: { method: 'GET', path: '/v1/admin/payments/stuck' },
      async handler(_, { within }) {
        const [{ stuck, dropped }, { errands }] = await Promise.all([
          peers.payments.listStuck({}, within()),
          peers.orders.listErrands({}, within()),
        ])
        const ofPayments = stuck.map(({ what, provider, attemptId, orderId, since, tries, nextAt, eventId }) => ({
          ...{ id: `${what} ${provider} ${attemptId} ${timeOf(since)}`, what, provider, since: timeOf(since), tries },
          ...(attemptId && { paymentId: attemptId }),
          ...(orderId && { orderId }),
          ...(nextAt ? { nextAt: timeOf(nextAt) } : eventId && { eventId }),
        }))
        const ofOrders = errands.map(({ id, orderId, orderNumber, kind, tries, nextAt }) => {
          return { id, errandId: id, what: `order-${kind}`, orderId, orderNumber, tries, ...(nextAt && { nextAt: timeOf(nextAt) }) }
        })
        const aside = dropped.map(({ provider, eventId, reference, heardAt, droppedAt }) => {
          return { provider, eventId, reference, heardAt: timeOf(heardAt), droppedAt: timeOf(droppedAt) }
        })
        return done({ items: [...ofPayments, ...ofOrders], dropped: aside })
      },
    }),

    operation({
      ...staffWriting,
      name: 'tryErrand',
      summary: 'Asks another service once more at once what an order asks of it: the same question, so what was done is not done twice.',
      input: schemas.tryErrandInput,
      output: schemas.tryErrandOutput,
      policy: 'staff:payments',
      deadlineMs: 8_000,
      rest: { method: 'POST', path: '/v1/admin/payments/stuck/errands/:errandId/try' },
      async handler({ errandId }, { within }) {
        const { outcome } = await peers.orders.tryErrand({ errandId }, within())
        return done({ outcome: outcome as schemas.TriedErrand['outcome'] }) // one of four, by contract
      },
    }),

    operation({
      ...staffWriting,
      name: 'replayWebhook',
      summary: 'Works on a webhook once more that was given up or dropped; one that is done stays as it is.',
      input: schemas.replayWebhookInput,
      output: schemas.replayWebhookOutput,
      policy: 'staff:payments',
      rest: { method: 'POST', path: '/v1/admin/payments/stuck/webhooks/:provider/:eventId/replay' },
      async handler(asked, { within }) {
        const { replayed } = await peers.payments.replayWebhook(asked, within())
        return done({ replayed })
      },
    }),
  ]
}
