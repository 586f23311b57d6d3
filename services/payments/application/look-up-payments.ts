import { Fault } from '@vitrine/platform/rpc/fault'
import type { Attempt, MovementKind } from '../domain/attempt.ts'
import type { Account } from '../domain/ledger.ts'

/** What a provider said happened, as people read it. */
export interface Transaction {
  readonly id: string
  readonly attemptId: string
  readonly orderId: string
  readonly provider: string
  readonly kind: MovementKind
  readonly amountMinor: number
  readonly currency: string
  readonly at: Date
  readonly heardAt: Date
  readonly refundId: string
  /** Why it failed or is disputed. Where a shopper was sent to is for nobody else. */
  readonly detail: string
}

/** What the shop did or heard beside transactions. */
export interface PaymentStep {
  readonly at: Date
  readonly step: 'begun' | 'capture-asked' | 'void-asked' | 'refund-asked' | 'webhook' | 'webhook-given-up'
  /** 0 but of a refund. */
  readonly amountMinor: number
  readonly detail: string
}

export interface PaymentFilter {
  readonly state: string
  readonly provider: string
  readonly since?: Date | undefined
  readonly until?: Date | undefined
  /** An id of ours or of the provider's, of the payment, its order or something that moved. */
  readonly reference: string
  /** Those of these orders too. */
  readonly orderIds: readonly string[]
}

export interface Dispute {
  readonly attemptId: string
  readonly orderId: string
  readonly provider: string
  readonly reference: string
  readonly outcome: 'opened' | 'won' | 'lost'
  readonly amountMinor: number
  readonly currency: string
  readonly openedAt: Date
  readonly endedAt: Date | null
  readonly reason: string
}

export interface Balance {
  readonly provider: string
  readonly account: Account
  readonly currency: string
  /** Debit positive. */
  readonly amountMinor: number
  readonly entries: number
}

export interface EntryFilter {
  readonly provider: string
  readonly account: string
  readonly currency: string
  readonly since?: Date | undefined
  readonly until?: Date | undefined
}

export interface Entry extends Omit<Balance, 'entries'> {
  readonly movementId: string
  readonly attemptId: string
  readonly orderId: string
  readonly kind: MovementKind
  readonly at: Date
}

/** What was asked again and again without an answer. */
export interface Stuck {
  readonly what: 'authorise' | 'capture' | 'void' | 'refund' | 'webhook' | 'webhook-given-up'
  readonly provider: string
  readonly attemptId: string
  readonly orderId: string
  readonly since: Date
  readonly tries: number
  readonly nextAt: Date | null
  /** Of a webhook; empty otherwise. */
  readonly eventId: string
}

/** A message of a provider about a payment nobody made here, without this shop's mark: it may be of somebody who shares the account. */
export interface DroppedWebhook {
  readonly provider: string
  readonly eventId: string
  /** What the provider calls the payment. */
  readonly reference: string
  readonly heardAt: Date
  readonly droppedAt: Date
}

/** Refunds for a second person, disputes that are open, what is stuck. */
export interface Waiting {
  readonly refunds: number
  readonly disputes: number
  readonly stuck: number
}

/** A place in a list: what comes before it is not read again. */
export interface Place {
  readonly at: Date
  readonly id: string
}

/** What looking up needs of storage. Lists are newest first, after a place. */
export interface LookUpStore {
  find(attemptId: string): Promise<Attempt | undefined>
  payments(filter: PaymentFilter, after: Place | undefined, limit: number): Promise<readonly Attempt[]>
  countPayments(filter: PaymentFilter): Promise<number>
  /** Oldest first. */
  transactionsOf(by: { readonly attemptId: string } | { readonly orderIds: readonly string[] }): Promise<readonly Transaction[]>
  /** Oldest first. */
  stepsOf(attemptId: string): Promise<readonly PaymentStep[]>
  disputes(after: Place | undefined, limit: number): Promise<readonly (Dispute & { readonly place: Place })[]>
  balances(): Promise<readonly Balance[]>
  entries(filter: EntryFilter, after: Place | undefined, limit: number): Promise<readonly Entry[]>
  /** How much waits for somebody. */
  countWaiting(): Promise<Waiting>
  /** Oldest first, at most 100. */
  stuck(): Promise<readonly Stuck[]>
  /** Newest first, at most 100. */
  dropped(): Promise<readonly DroppedWebhook[]>
}

export interface Page {
  readonly cursor: string
  readonly limit: number
}

/** Payments of the whole shop. Throws RangeError for a cursor that is none, and for more than 100 orders. */
export async function listPayments(store: LookUpStore, filter: PaymentFilter, { cursor, limit }: Page) {
  if (filter.orderIds.length > 100) throw new RangeError('at most 100 orders at once')
  const [payments, total] = await Promise.all([store.payments(filter, placeOf(cursor), limit + 1), store.countPayments(filter)])
  return { ...cut(payments, limit, ({ createdAt: at, id }) => ({ at, id })), total }
}

/** One payment with all that moved and what was asked for. Fault: `not-found`. */
export async function lookUpPayment(store: LookUpStore, attemptId: string) {
  const payment = await store.find(attemptId)
  if (!payment) throw new Fault('not-found', `no attempt ${attemptId}`)
  const [transactions, steps] = await Promise.all([store.transactionsOf({ attemptId }), store.stepsOf(attemptId)])
  return { payment, transactions, steps }
}

/** What moved for up to 100 orders. */
export async function listTransactions(store: LookUpStore, orderIds: readonly string[]): Promise<readonly Transaction[]> {
  if (orderIds.length > 100) throw new RangeError('at most 100 orders at once')
  return store.transactionsOf({ orderIds })
}

export async function listDisputes(store: LookUpStore, { cursor, limit }: Page) {
  return cut(await store.disputes(placeOf(cursor), limit + 1), limit, ({ place }) => place)
}

/** The rows behind a balance. */
export async function listEntries(store: LookUpStore, filter: EntryFilter, { cursor, limit }: Page) {
  const entries = await store.entries(filter, placeOf(cursor), limit + 1)
  return cut(entries, limit, ({ at, movementId, account }) => ({ at, id: `${movementId} ${account}` }))
}

/** One row more than was asked for says whether there is more. */
function cut<Row>(rows: readonly Row[], limit: number, placeOf: (row: Row) => Place) {
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  return { rows: shown, nextCursor: rows.length > limit && last ? cursorOf(placeOf(last)) : '' }
}

const cursorOf = ({ at, id }: Place) => `${at.toISOString()} ${id}`

function placeOf(cursor: string): Place | undefined {
  if (cursor === '') return undefined
  const [, moment = '', id = ''] = /^(\S+Z) (.+)$/.exec(cursor) ?? []
  const at = new Date(moment)
  if (Number.isNaN(at.getTime())) throw new RangeError('that is no place in this list')
  return { at, id }
}
