import type { DayReport, Difference } from '@vitrine/contracts/payments/v1'
import { amountOr0 } from '../answers/amounts.ts'
import { timeOf } from '../answers/texts.ts'
import { refuse } from '../problem.ts'
import { done, type Operation, operation } from '../route-registry.ts'
import * as schemas from '../schemas/admin-payments.ts'
import { staffReading, staffWriting } from './admin-entries.ts'
import type { DoorParts } from './parts.ts'

const dayMs = 24 * 60 * 60_000

/** The books of payments beside those of the providers. */
export const adminPaymentOperations = ({ peers, clock, currency }: DoorParts): Operation[] => [
  operation({
    ...staffReading,
    name: 'adminPaymentReports',
    summary: 'What each payment provider’s books and ours say of each day, newest first.',
    input: schemas.paymentReportsInput,
    output: schemas.paymentReportsOutput,
    policy: 'staff:payments',
    personal: false,
    rest: { method: 'GET', path: '/v1/admin/payments/reports' },
    async handler({ limit = 31, before = '' }, { within }) {
      const { reports, nextBefore } = await peers.payments.listReports({ limit, before }, within())
      return done({ items: reports.map((report) => reportOf(report, currency)), nextBefore: nextBefore || null })
    },
  }),

  operation({
    ...staffWriting,
    name: 'makePaymentReport',
    summary: 'Compares a day that is over with every provider again.',
    input: schemas.makePaymentReportInput,
    output: schemas.makePaymentReportOutput,
    policy: 'staff:payments',
    personal: false,
    deadlineMs: 30_000,
    rest: { method: 'POST', path: '/v1/admin/payments/reports' },
    async handler({ day }, { within }) {
      if (Date.parse(`${day}T00:00:00Z`) + dayMs > clock().getTime())
        return refuse('bad-input', { errors: [{ path: 'day', code: 'not-over', message: 'not over yet' }] })
      const { reports } = await peers.payments.makeReport({ day }, within())
      return done({ items: reports.map((report) => reportOf(report, currency)) })
    },
  }),

  operation({
    ...staffReading,
    name: 'adminPaymentDifferences',
    summary: 'Movements of money that only the provider’s books have, or only ours. Normally none.',
    input: schemas.paymentDifferencesInput,
    output: schemas.paymentDifferencesOutput,
    policy: 'staff:payments',
    personal: false,
    rest: { method: 'GET', path: '/v1/admin/payments/differences' },
    async handler(_, { within }) {
      const { differences } = await peers.payments.listDifferences({}, within())
      return done({ items: differences.map((one) => differenceOf(one, currency)) })
    },
  }),
]

function reportOf({ day, provider, state, lines, differences, madeAt }: DayReport, currency: string): schemas.PaymentReport {
  return {
    ...{ day, provider, state: state as schemas.PaymentReport['state'], madeAt: timeOf(madeAt) }, // one of three, by contract
    lines: lines.map(({ kind, ours, theirs }) => ({ kind, ours: amountOr0(ours, currency), theirs: amountOr0(theirs, currency) })),
    differences: differences.map((one) => differenceOf(one, currency)),
  }
}

function differenceOf(one: Difference, currency: string): schemas.PaymentReport['differences'][number] {
  const { provider, side, movementId, kind, amount, at, attemptId, orderId } = one
  return {
    ...{ provider, side: side as 'provider' | 'shop' | 'both', movementId, kind, attemptId, orderId }, // one of three, by contract
    ...{ amount: amountOr0(amount, currency), at: timeOf(at) },
  }
}
