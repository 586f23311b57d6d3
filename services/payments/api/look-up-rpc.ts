import { timestampDate, timestampFromDate } from '@bufbuild/protobuf/wkt'
import type { ServiceImpl } from '@connectrpc/connect'
import { toMoney } from '@vitrine/contracts/money'
import type { PaymentService } from '@vitrine/contracts/payments/v1'
import {
  listDisputes,
  listEntries,
  listPayments,
  listTransactions,
  lookUpPayment,
  type LookUpStore,
  type Page,
  type Transaction,
} from '../application/look-up-payments.ts'
import { attemptMessage } from './attempt-message.ts'

type LookUps =
  | 'listPayments'
  | 'getPayment'
  | 'listTransactions'
  | 'listDisputes'
  | 'listBalances'
  | 'listEntries'
  | 'listStuck'
  | 'countWaiting'

/** The part of the contract that is for people who look something up. */
export const lookUpRpc = (store: LookUpStore): Pick<ServiceImpl<typeof PaymentService>, LookUps> => ({
  async listPayments({ state, provider, since, until, reference, orderIds, page }) {
    const period = { since: since && timestampDate(since), until: until && timestampDate(until) }
    const { rows, ...rest } = await listPayments(store, { state, provider, ...period, reference, orderIds }, pageOf(page))
    return { payments: rows.map(attemptMessage), ...rest }
  },

  async getPayment({ attemptId }) {
    const { payment, transactions, steps } = await lookUpPayment(store, attemptId)
    return {
      payment: attemptMessage(payment),
      transactions: transactions.map(transactionMessage),
      steps: steps.map(({ at, step, amountMinor, detail }) => {
        return { at: timestampFromDate(at), step, amount: toMoney({ amountMinor, currency: payment.currency }), detail }
      }),
      ...(payment.dueAt && { nextAt: timestampFromDate(payment.dueAt) }),
    }
  },

  async listTransactions({ orderIds }) {
    return { transactions: (await listTransactions(store, orderIds)).map(transactionMessage) }
  },

  async listDisputes({ page }) {
    const { rows, nextCursor } = await listDisputes(store, pageOf(page))
    const disputes = rows.map(({ amountMinor, currency, openedAt, endedAt, place: _, ...rest }) => ({
      ...{ ...rest, amount: toMoney({ amountMinor, currency }), openedAt: timestampFromDate(openedAt) },
      ...(endedAt && { endedAt: timestampFromDate(endedAt) }),
    }))
    return { disputes, nextCursor }
  },

  async listBalances() {
    const all = await store.balances()
    return { balances: all.map(({ amountMinor, currency, ...rest }) => ({ ...rest, amount: toMoney({ amountMinor, currency }) })) }
  },

  async listEntries({ provider, account, currency, since, until, page }) {
    const period = { since: since && timestampDate(since), until: until && timestampDate(until) }
    const { rows, nextCursor } = await listEntries(store, { provider, account, currency, ...period }, pageOf(page))
    const entries = rows.map(({ amountMinor, currency: of, at, ...rest }) => {
      return { ...rest, amount: toMoney({ amountMinor, currency: of }), at: timestampFromDate(at) }
    })
    return { entries, nextCursor }
  },

  countWaiting: () => store.countWaiting(),

  async listStuck() {
    const [found, put] = await Promise.all([store.stuck(), store.dropped()])
    const stuck = found.map(({ since, nextAt, ...rest }) => {
      return { ...rest, since: timestampFromDate(since), ...(nextAt && { nextAt: timestampFromDate(nextAt) }) }
    })
    const dropped = put.map(({ heardAt, droppedAt, ...rest }) => {
      return { ...rest, heardAt: timestampFromDate(heardAt), droppedAt: timestampFromDate(droppedAt) }
    })
    return { stuck, dropped }
  },
})

function pageOf(page: { readonly cursor: string; readonly limit: number } | undefined): Page {
  const limit = page?.limit || 50
  if (limit < 1 || limit > 100) throw new RangeError('1 to 100 rows at once')
  return { cursor: page?.cursor ?? '', limit }
}

function transactionMessage({ amountMinor, currency, at, heardAt, ...rest }: Transaction) {
  return { ...rest, amount: toMoney({ amountMinor, currency }), at: timestampFromDate(at), heardAt: timestampFromDate(heardAt) }
}
