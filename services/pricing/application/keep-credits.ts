import type { Clock } from '@vitrine/platform/clock/clock'
import type { Ids } from '@vitrine/platform/ids/ids'
import { Fault } from '@vitrine/platform/rpc/fault'
import { giftCodeOf, giftCodeTyped } from '../domain/credit.ts'
import { type Amount, isAmount } from '../domain/promotion.ts'

/** A gift card or the store credit of a customer, as staff see it. */
export interface KeptCredit {
  readonly id: string
  readonly kind: 'gift-card' | 'store-credit'
  /** The last four of a gift card's code. */
  readonly codeEnd: string
  readonly customerId: string
  readonly currency: string
  readonly balanceMinor: number
  readonly loadedMinor: number
  readonly expiresAt: Date | null
  readonly closedAt: Date | null
  readonly madeAt: Date
}

export interface CreditEntry {
  readonly kind: 'load' | 'take' | 'give-back' | 'refund' | 'void'
  /** Below zero for what was taken. */
  readonly amountMinor: number
  readonly balanceMinor: number
  readonly orderId: string
  readonly reason: string
  readonly at: Date
}

export interface CreditPage {
  readonly credits: readonly KeptCredit[]
  readonly nextCursor: string
}

/** Which credits: of a kind, of a customer, whose code ends so; newest first. Empty asks nothing. */
export interface CreditQuestion {
  readonly kind: string
  readonly customerId: string
  readonly codeEnd: string
  readonly cursor: string
  readonly limit: number
}

export type RefundedCredit =
  | { readonly outcome: 'refunded' }
  /** More than the order took and was not given back yet. */
  | { readonly outcome: 'above-taken'; readonly refundableMinor: number; readonly currency: string }

/** What keeping credits needs of storage; each is one statement. */
export interface CreditStore {
  /** False when the card is there already. */
  issue(card: { id: string; code: string; amount: Amount; expiresAt: Date | null; at: Date }): Promise<boolean>
  grant(load: { id: string; customerId: string; amount: Amount; reason: string; at: Date }): Promise<void>
  setClosed(id: string, closedAt: Date | null): Promise<boolean>
  credit(id: string): Promise<KeptCredit | undefined>
  cardOf(code: string): Promise<KeptCredit | undefined>
  storeCredit(customerId: string, currency: string): Promise<KeptCredit | undefined>
  entries(id: string): Promise<readonly CreditEntry[]>
  credits(question: CreditQuestion): Promise<CreditPage>
  refund(refund: { id: string; orderId: string; amount: Amount; at: Date }): Promise<RefundedCredit>
}

type CreditNeeds = { store: CreditStore; clock: Clock; ids: Ids }

/**
 * Makes a gift card. Its code is told once, here: only a digest of it is kept. The same id again makes nothing and tells no code.
 * Throws RangeError for no amount or an end that is past. Fault: `already-exists` when the card has another amount.
 */
export async function issueGiftCard(
  { store, clock, ids }: CreditNeeds,
  { id, amount, expiresAt }: { id: string; amount: Amount; expiresAt: Date | null },
): Promise<{ card: KeptCredit; code: string }> {
  const at = clock()
  if (id === '') throw new RangeError('a gift card needs an id')
  checkLoad(amount)
  if (expiresAt && expiresAt <= at) throw new RangeError('a gift card cannot end before it begins')
  const code = giftCodeOf(ids())
  const isMade = await store.issue({ id, code: giftCodeTyped(code), amount, expiresAt, at })
  const card = await findCredit(store, id)
  if (card.loadedMinor !== amount.amountMinor || card.currency !== amount.currency)
    throw new Fault('already-exists', `gift card ${id} has another amount`)
  return { card, code: isMade ? code : '' }
}

/** Gives a customer credit, for a reason. The same id again gives nothing. Throws RangeError for no amount, customer or reason. */
export async function grantStoreCredit(
  { store, clock }: CreditNeeds,
  { id, customerId, amount, reason }: { id: string; customerId: string; amount: Amount; reason: string },
): Promise<KeptCredit> {
  if (id === '' || customerId === '') throw new RangeError('store credit needs an id and a customer')
  if (reason.trim() === '' || reason.length > 500) throw new RangeError('store credit needs a reason')
  checkLoad(amount)
  await store.grant({ id, customerId, amount, reason, at: clock() })
  const credit = await store.storeCredit(customerId, amount.currency)
  if (!credit) throw new Error(`store credit of ${customerId} was given and is not there`)
  return credit
}

/** Closes a credit, which then pays nothing, or opens it again. Fault: `not-found`. */
export async function setCreditClosed({ store, clock }: CreditNeeds, id: string, isClosed: boolean): Promise<KeptCredit> {
  await store.setClosed(id, isClosed ? clock() : null)
  return findCredit(store, id)
}

/** Fault: `not-found`. */
export async function findCredit(store: CreditStore, id: string): Promise<KeptCredit> {
  const credit = await store.credit(id)
  if (!credit) throw new Fault('not-found', `no gift card or store credit ${id}`)
  return credit
}

/** The gift card of a code, however it was typed. Fault: `not-found`. */
export async function findGiftCard(store: CreditStore, typed: string): Promise<KeptCredit> {
  const code = giftCodeTyped(typed)
  const card = code && (await store.cardOf(code))
  if (!card) throw new Fault('not-found', 'no gift card of this code')
  return card
}

/** A credit with its last 200 movements, newest first. Fault: `not-found`. */
export async function readCredit(store: CreditStore, id: string): Promise<{ credit: KeptCredit; entries: readonly CreditEntry[] }> {
  const [credit, entries] = await Promise.all([findCredit(store, id), store.entries(id)])
  return { credit, entries }
}

/**
 * Gives back, to the gift cards and store credit that paid, part of what an order took; in order of their ids. A card that would end
 * sooner is good for a year from now: a refund nobody can spend is none (choice of Vitrine; lawyer). The same id again gives nothing. Refusal: `above-taken`. Fault: `already-exists` when the refund id was used for another amount.
 */
export async function refundCredit(
  { store, clock }: CreditNeeds,
  { id, orderId, amount }: { id: string; orderId: string; amount: Amount },
): Promise<RefundedCredit> {
  if (id === '' || orderId === '') throw new RangeError('a refund needs an id and an order')
  checkLoad(amount)
  return store.refund({ id, orderId, amount, at: clock() })
}

function checkLoad(amount: Amount) {
  if (!isAmount(amount) || amount.amountMinor === 0) throw new RangeError('the amount is no amount')
}
