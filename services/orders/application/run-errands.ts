import { type Client, Code, ConnectError } from '@connectrpc/connect'
import { fromMoney, toMoney } from '@vitrine/contracts/money'
import type { Attempt, PaymentService } from '@vitrine/contracts/payments/v1'
import type { PricingService } from '@vitrine/contracts/pricing/v1'
import type { StockService } from '@vitrine/contracts/stock/v1'
import type { Clock } from '@vitrine/platform/clock/clock'
import { leaseMs, pauseMs } from '../domain/checkout.ts'
import { backIdOf } from '../domain/money-back.ts'
import type { Order } from '../domain/order.ts'
import { restockIdOf } from '../domain/return-file.ts'
import { consentTo, withdrawn } from './ask-second-person.ts'
import { isOpen } from './checkout/saga.ts'
import { renewingPayment } from './renew-payment.ts'
import { dropHold } from './set-aside-anew.ts'
import { editOrder, type Errand, type ExchangeErrandKind, type OrderStore } from './edit-order.ts'
import { undoneBy } from '../domain/swap.ts'
import { type SwapDelivery, swapping } from './run-swap.ts'
import { cardsAllow, emptying, voidErrandOf } from './withdraw-cards.ts'
import { givingExchangeBack } from './exchange/give-exchange-back.ts'
import { creditChange, refundChange, takenBackChange } from './record-refund.ts'
import type { OrderTellings } from './tell-order.ts'

/** Where a test may end the process: around the call to another service, and around the commit that says the errand is done. */
export type ErrandPoint = `orders.errand.${Exclude<Errand['kind'], ExchangeErrandKind>}.${Moment}`
/** The same of what two orders of an exchange ask of each other. */
export type ExchangePoint = `orders.errand.${ExchangeErrandKind}.${Moment}`
type Moment = `${'before' | 'after'}-${'call' | 'commit'}`

export interface ClaimedErrand extends Errand {
  readonly orderId: string
  readonly tries: number
}

export interface ErrandStore {
  /** Takes an errand that nobody runs and is not done. */
  claim(errandId: string, at: Date, leaseUntil: Date): Promise<ClaimedErrand | undefined>
  /** Ids of those that are due, oldest first, but for documents. */
  due(at: Date, limit: number): Promise<readonly string[]>
  /** Takes documents that are due and that nobody is at, the oldest. */
  claimDocuments(at: Date, leaseUntil: Date, limit: number): Promise<readonly ClaimedErrand[]>
  /** Ids of those of an order that are not done, but for its documents: nobody waits for them. */
  ofOrder(orderId: string): Promise<readonly string[]>
  /** Whether one of these kinds is not done. */
  awaits(orderId: string, kinds: readonly Errand['kind'][]): Promise<boolean>
  find(errandId: string): Promise<(ClaimedErrand & { readonly outcome: string }) | undefined>
  /** Ends it with a word on how, unless it has ended. */
  finish(errandId: string, outcome: string, at: Date): Promise<void>
  /** Ends it, and keeps nothing of it. */
  drop(errandId: string): Promise<void>
  /** Makes one due that nobody runs and is not done. */
  hurry(errandId: string, at: Date): Promise<void>
  /** `freeAt`: when somebody may run it before it is due; `outcome`: whom it waits for, where that is known. */
  retry(errandId: string, dueAt: Date, freeAt: Date, outcome: string): Promise<void>
  /** Asked three times or more, and not done; but those that wait for a person. At most 100, by order. */
  stuck(): Promise<readonly StuckErrand[]>
}

export interface StuckErrand {
  readonly id: string
  readonly orderId: string
  readonly orderNumber: string
  readonly kind: Errand['kind']
  readonly tries: number
  readonly nextAt: Date
}

export interface ErrandNeeds {
  readonly errands: ErrandStore
  readonly orders: OrderStore
  readonly stock: Pick<
    Client<typeof StockService>,
    'release' | 'releasePart' | 'addPart' | 'fulfil' | 'fulfilPart' | 'takeBack' | 'listPlaces'
  >
  readonly payments: Pick<Client<typeof PaymentService>, 'authorise' | 'getAttempt' | 'void' | 'refund' | 'requestRefund'>
  readonly pricing: Pick<Client<typeof PricingService>, 'refundCredit' | 'voidSoldCards'>
  readonly delivery: SwapDelivery
  readonly tellings: OrderTellings
  readonly clock: Clock
  readonly published: () => void
  /** Issues the documents of an order that are due. */
  readonly documenting: (orderId: string) => Promise<unknown>
  /** How the two orders of an exchange do what they ask of each other. */
  readonly exchanging: (needs: ErrandNeeds, errand: ClaimedErrand) => Promise<ErrandOutcome>
  readonly failpoint: (point: ErrandPoint | ExchangePoint) => Promise<void>
}

/**
 * `open`: the other service has not answered, and is asked again; `waits`: for a second person, for the shopper at their bank, or for the order to be paid, and
 * is looked at again, as what waits for the end of a dispute is (`disputed`).
 */
export type ErrandOutcome = 'done' | 'open' | 'waits' | 'disputed'

const timeoutMs = 4_000

/**
 * Does what an order asks of another service, unless somebody else is at it. The errand's id is the key of the call, so doing it twice is doing it once;
 * one that gets no answer is asked again until it does. Answers `undefined` when somebody else is at it or it is done.
 */
export async function runErrand(needs: ErrandNeeds, errandId: string): Promise<ErrandOutcome | undefined> {
  const now = needs.clock()
  const errand = await needs.errands.claim(errandId, now, new Date(now.getTime() + leaseMs))
  return errand && runClaimed(needs, errand)
}

/** The same of one that was claimed. */
export async function runClaimed(needs: ErrandNeeds, errand: ClaimedErrand): Promise<ErrandOutcome> {
  const { id: errandId } = errand
  const outcome = (await held(needs, errand)) ?? (await running(needs, errand))
  const at = needs.clock()
  const again = new Date(at.getTime() + pauseMs(errand.tries))
  if (outcome === 'open') await needs.errands.retry(errandId, again, again, '')
  // Whoever agrees has it run at once.
  if (outcome === 'waits') await needs.errands.retry(errandId, again, at, 'awaits')
  if (outcome === 'disputed') await needs.errands.retry(errandId, again, at, outcome)
  return outcome
}

/** Asks once more at once what was put off; who is at it already stays at it, and what has ended stays ended: then `undefined`. */
export async function tryErrand(needs: ErrandNeeds, errandId: string): Promise<ErrandOutcome | undefined> {
  await needs.errands.hurry(errandId, needs.clock())
  return runErrand(needs, errandId)
}

/** Runs all that an order asks, as far as it goes now; the job does the rest. */
export async function runErrandsOf(needs: ErrandNeeds, orderId: string): Promise<void> {
  for (const errandId of await needs.errands.ofOrder(orderId)) await runErrand(needs, errandId)
}

/** What keeps money from going back: that it was not taken, or a second person who has not agreed, or has refused; undefined when nothing does. */
async function held(needs: ErrandNeeds, errand: ClaimedErrand): Promise<ErrandOutcome | undefined> {
  if (!movesMoney.has(errand.kind)) return undefined
  const order = await needs.orders.find(errand.orderId)
  const cards = order && (await heldByCards(needs, errand, order))
  if (cards === 'never') return refusedToGo(needs, errand)
  if (cards === 'wait') return 'open'
  // Money that was not taken yet is taken without this, or goes back once it was.
  if (errand.kind === 'settle' && (order?.status === 'placed' || order?.status === 'awaiting-prescription')) return 'waits'
  const isBack = order?.backs.some(({ id, awaits }) => id === errand.id && !awaits.includes('bank')) ?? false
  if (errand.kind === 'settle' && isBack) return settled(needs, errand)
  const consent = order ? await consentTo(needs, errand, order) : 'free'
  if (consent !== 'refused' || !order) return consent === 'free' || consent === 'refused' ? undefined : consent
  await withdrawn(needs, order, errand.kind === 'refund-credit' ? backIdOf(errand.id) : errand.id)
  return refusedToGo(needs, errand)
}

/** Money of gift cards waits until they are empty, and stays when they were spent. */
async function heldByCards(needs: ErrandNeeds, { id, kind }: ClaimedErrand, order: Order) {
  const backId = kind === 'refund-credit' ? backIdOf(id) : id
  const voided = await needs.errands.find(voidErrandOf(order, backId))
  return voided && cardsAllow(order, backId, voided.outcome)
}

async function refusedToGo(needs: ErrandNeeds, { id }: ClaimedErrand): Promise<'done'> {
  await needs.errands.finish(id, 'refused', needs.clock())
  return 'done'
}

/** Its money is back already, or was never taken. */
async function settled(needs: ErrandNeeds, { id }: ClaimedErrand): Promise<'done'> {
  await needs.errands.finish(id, 'done', needs.clock())
  return 'done'
}

/** Where the file that pieces came back with says they are put. */
async function placeOf({ orders }: ErrandNeeds, { id, orderId }: ClaimedErrand): Promise<string> {
  const order = await orders.find(orderId)
  return order?.returns.find((file) => file.lines.some(({ lineId }) => restockIdOf(file.id, lineId) === id))?.placeId ?? ''
}

const movesMoney: ReadonlySet<Errand['kind']> = new Set(['give-back', 'settle', 'refund-credit'])

async function running(needs: ErrandNeeds, errand: ClaimedErrand): Promise<ErrandOutcome> {
  switch (errand.kind) {
    case 'release':
      return calling(needs, errand, () => needs.stock.release({ reservationId: errand.orderId }, { timeoutMs }))
    case 'release-part':
      return calling(needs, errand, () =>
        needs.stock.releasePart({ ...partOf(errand), releaseId: errand.id, addedBy: undoneBy(errand.id) }, { timeoutMs }),
      )
    case 'restock':
      return calling(needs, errand, async () => {
        const put = { returnId: errand.id, actor: errand.actor || 'orders', placeId: await placeOf(needs, errand) }
        return needs.stock.takeBack({ ...partOf(errand), ...put }, { timeoutMs })
      })
    case 'fulfil-part':
      return calling(needs, errand, () => needs.stock.fulfilPart({ ...partOf(errand), fulfilId: errand.id }, { timeoutMs }))
    case 'fulfil':
      // Pieces that were cancelled, or left before, are counted first: afterwards stock would take them for sent now.
      if (await needs.errands.awaits(errand.orderId, ['release-part', 'fulfil-part'])) return 'open'
      return calling(needs, errand, () => needs.stock.fulfil({ reservationId: errand.orderId }, { timeoutMs }))
    case 'give-back':
      return givingBack(needs, errand)
    case 'refund':
    case 'settle':
      return refunding(needs, errand)
    case 'refund-credit':
      return refundingCredit(needs, errand)
    case 'renew':
      return renewingPayment(needs, errand)
    case 'swap':
      return swapping(needs, errand)
    case 'document':
      return calling(needs, errand, () => needs.documenting(errand.orderId))
    case 'void-cards':
      return calling(needs, errand, () => emptying(needs, errand, timeoutMs))
    case 'replace':
    case 'agree':
    case 'pass':
    case 'call-off':
      return calling(needs, errand, () => needs.exchanging(needs, errand))
  }
}

async function calling(needs: ErrandNeeds, errand: ClaimedErrand, call: () => Promise<unknown>): Promise<ErrandOutcome> {
  await needs.failpoint(`orders.errand.${errand.kind}.before-call`)
  if ((await answerOf(call)) === 'open') return 'open'
  await needs.failpoint(`orders.errand.${errand.kind}.after-call`)
  await needs.failpoint(`orders.errand.${errand.kind}.before-commit`)
  if (errand.kind === 'document') await needs.errands.drop(errand.id)
  else await needs.errands.finish(errand.id, 'done', needs.clock())
  await needs.failpoint(`orders.errand.${errand.kind}.after-commit`)
  return 'done'
}

/** The money of a cancelled order: dropped while it is only set aside, refunded once it was taken. */
async function givingBack(needs: ErrandNeeds, errand: ClaimedErrand): Promise<ErrandOutcome> {
  const order = await needs.orders.find(errand.orderId)
  const attemptId = order?.payments.at(-1)?.id
  if (!order || !attemptId) return calling(needs, errand, async () => {})
  await needs.failpoint('orders.errand.give-back.before-call')
  // Those before it were dropped before it was asked for, unless the order was cancelled in between.
  for (const { id } of order.payments.slice(0, -1)) if (!(await dropHold(needs, id))) return 'open'
  const back = await dropping(needs, errand, order, attemptId)
  if (back === 'open') return 'open'
  await needs.failpoint('orders.errand.give-back.after-call')
  return ending(needs, errand, back)
}

async function dropping(needs: ErrandNeeds, errand: ClaimedErrand, order: Order, attemptId: string): Promise<Back> {
  const answer = await answerOf(() => needs.payments.void({ attemptId }, { timeoutMs }))
  if (answer === 'open' || answer?.result.case === 'pending') return 'open'
  if (answer?.result.case !== 'captured') return answer?.result.value
  // Of what is left, another refund may have asked for some that has not moved yet.
  // What pays a replacement stays: it is not among what was decided to go back. Errands of older versions name no amount; the order does.
  const decidedMinor = order.backs.find(({ id }) => id === errand.id)?.bankMinor ?? Number.POSITIVE_INFINITY
  return refundedOrRest(needs, { ...errand, amountMinor: Math.min(decidedMinor, leftOf(answer.result.value)) }, order)
}

async function refunding(needs: ErrandNeeds, errand: ClaimedErrand): Promise<ErrandOutcome> {
  const order = await needs.orders.find(errand.orderId)
  if (!order) throw new Error(`refund ${errand.id} is of no order`)
  await needs.failpoint(`orders.errand.${errand.kind}.before-call`)
  const back = await refundedOrRest(needs, errand, order)
  if (back === 'open') return 'open'
  await needs.failpoint(`orders.errand.${errand.kind}.after-call`)
  return ending(needs, errand, back)
}

/** Where nothing is left, somebody refunded it all before; or the shopper's bank took it, and then nobody gives it back. */
async function ending(needs: ErrandNeeds, errand: ClaimedErrand, back: Exclude<Back, 'open'>): Promise<ErrandOutcome> {
  if (!isAbove(back)) return recording(needs, errand, back)
  if (back.takenBack === '') return recording(needs, errand, undefined)
  const now = needs.clock()
  const { id, orderId, kind } = errand
  const how = back.takenBack === 'charged-back' ? 'charged-back' : 'disputed'
  await needs.failpoint(`orders.errand.${kind as 'settle'}.before-commit`) // one of those that move money
  await editOrder(needs.orders, orderId, now, (latest) => takenBackChange(latest, id, how, now))
  needs.published()
  if (how === 'disputed') return 'disputed'
  await needs.errands.finish(id, 'taken-back', now)
  return 'done'
}

/** What was given back at the provider meanwhile is part of it. The rest goes under an id of its own, because its amount is another. */
async function refundedOrRest(needs: ErrandNeeds, errand: ClaimedErrand, order: Order) {
  const back = await refunded(needs, errand, order, errand.amountMinor)
  const isLess = isAbove(back) && back.takenBack === ''
  return isLess ? refunded(needs, { ...errand, id: `${errand.id}-rest` }, order, back.refundableMinor) : back
}

/** The share of the gift cards and store credit that paid, or of the pieces. */
async function refundingCredit(needs: ErrandNeeds, errand: ClaimedErrand): Promise<ErrandOutcome> {
  const order = await needs.orders.find(errand.orderId)
  if (!order) throw new Error(`refund ${errand.id} is of no order`)
  await needs.failpoint('orders.errand.refund-credit.before-call')
  const amountMinor = await creditGiven(needs, errand, order)
  if (amountMinor === 'open') return 'open'
  await needs.failpoint('orders.errand.refund-credit.after-call')
  const now = needs.clock()
  const refund = { refundId: backIdOf(errand.id), reason: errand.reason, amountMinor, at: now }
  await needs.failpoint('orders.errand.refund-credit.before-commit')
  await editOrder(needs.orders, order.id, now, (latest) => creditChange(needs.tellings, latest, refund))
  await needs.errands.finish(errand.id, 'done', now)
  await needs.failpoint('orders.errand.refund-credit.after-commit')
  needs.published()
  return 'done'
}

/** How much went back: less than was asked when pricing has given some back already. */
async function creditGiven(needs: ErrandNeeds, errand: ClaimedErrand, order: Order): Promise<number | 'open'> {
  const { pricing } = needs
  const [id, { amountMinor }] = [backIdOf(errand.id), errand]
  if (order.totals.exchange) {
    // Its file has not heard yet that it was paid: first that, then that it goes back.
    const first = await needs.orders.find(order.totals.exchange.orderId)
    const isUnheard = first?.returns.some(({ state, exchange }) => state === 'to-pay' && exchange?.cartId === order.cartId) ?? false
    if (isUnheard && (await needs.errands.awaits(order.id, ['agree']))) return 'open'
    return givingExchangeBack(needs, order, id, amountMinor)
  }
  const ask = (refundId: string, minor: number) => {
    const amount = toMoney({ amountMinor: minor, currency: order.currency })
    return answerOf(() => pricing.refundCredit({ refundId, orderId: order.id, amount }, { timeoutMs }))
  }
  const answer = await ask(id, amountMinor)
  if (answer === 'open') return 'open'
  if (answer?.result.case !== 'aboveTaken') return amountMinor
  const { amountMinor: rest } = fromMoney(answer.result.value.refundable)
  return rest > 0 && (await ask(`${id}-rest`, rest)) === 'open' ? 'open' : rest
}

async function recording(needs: ErrandNeeds, errand: ClaimedErrand, attempt: Attempt | undefined): Promise<ErrandOutcome> {
  const now = needs.clock()
  const refund = { refundId: errand.id, reason: errand.reason, attempt, at: now }
  await needs.failpoint(`orders.errand.${errand.kind}.before-commit`)
  await editOrder(needs.orders, errand.orderId, now, (latest) => refundChange(needs.tellings, latest, refund))
  await needs.errands.finish(errand.id, 'done', now)
  await needs.failpoint(`orders.errand.${errand.kind}.after-commit`)
  needs.published()
  return 'done'
}

/** What is left, and whether the shopper's bank took it back. */
interface Above {
  readonly refundableMinor: number
  readonly takenBack: string
}
type Back = Attempt | Above | 'open' | undefined

async function refunded({ payments }: ErrandNeeds, { id, reason }: Errand, order: Order, amountMinor: number): Promise<Back> {
  if (amountMinor === 0) return undefined
  const amount = toMoney({ amountMinor, currency: order.currency })
  const answer = await answerOf(() => payments.refund({ refundId: id, orderId: order.id, amount, reason }, { timeoutMs }))
  if (answer === 'open') return 'open'
  switch (answer?.result.case) {
    case 'refunded':
      return answer.result.value
    case 'aboveCaptured':
      return { refundableMinor: fromMoney(answer.result.value.refundable).amountMinor, takenBack: answer.result.value.takenBack }
    case 'pending':
      return takenMeanwhile(payments, order)
    case undefined:
      return undefined
  }
}

/** A refund that was asked for before the shopper's bank took the money back is answered by nobody. */
async function takenMeanwhile(payments: ErrandNeeds['payments'], order: Order): Promise<Above | 'open'> {
  const attemptId = order.payments.find(({ capturedMinor }) => capturedMinor > 0)?.id
  const answer = attemptId === undefined ? undefined : await answerOf(() => payments.getAttempt({ attemptId, ask: false }, { timeoutMs }))
  const state = answer === 'open' ? '' : (answer?.attempt?.state ?? '')
  return state === 'disputed' || state === 'charged-back' ? { refundableMinor: 0, takenBack: state } : 'open'
}

const isAbove = (answer: Back): answer is Above => typeof answer === 'object' && 'refundableMinor' in answer

const partOf = ({ orderId: reservationId, variantId = '', quantity = 0 }: ClaimedErrand) => ({ reservationId, variantId, quantity })

const leftOf = ({ captured, refunded: back }: Attempt) =>
  (captured ? fromMoney(captured).amountMinor : 0) - (back ? fromMoney(back).amountMinor : 0)

/** The answer; `open` when there is none yet; undefined when the other service never heard of what is to be undone. */
async function answerOf<T>(call: () => Promise<T>): Promise<T | 'open' | undefined> {
  try {
    return await call()
  } catch (error) {
    if (isOpen(error)) return 'open'
    if (error instanceof ConnectError && error.code === Code.NotFound) return undefined
    throw error
  }
}
