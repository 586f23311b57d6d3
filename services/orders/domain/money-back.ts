import { cardsOutMinor } from './gift-cards.ts'
import { costMinor, dueOf, type Order } from './order.ts'
import { keptForExchangesMinor } from './return-file.ts'

/** What an order gives back under one id: so much through the bank, so much to the gift cards and store credit, or the exchanged pieces, that paid. */
export interface MoneyBack {
  readonly id: string
  readonly bankMinor: number
  readonly creditMinor: number
  /** Who has not given it back yet. */
  readonly awaits: readonly ('bank' | 'credit')[]
  /** Of the bank's, what it gave back without having been asked here. */
  readonly elsewhereMinor?: number
  /** Of the bank's, what was never taken: its pieces were out before the money was. */
  readonly notTakenMinor?: number
  /** Of the bank's, what the shopper's own bank had taken back for them before: the dispute was lost, and nothing more is given back. */
  readonly takenBackMinor?: number
}

type Backs = Pick<Order, 'backs'>

const sumOf = ({ backs }: Backs, minorOf: (back: MoneyBack) => number): number => backs.reduce((sum, back) => sum + minorOf(back), 0)

/** All that was decided to go back, whether it has or not. */
export const askedBackMinor = (order: Backs): number => sumOf(order, ({ bankMinor, creditMinor }) => bankMinor + creditMinor)

/** Of it, what was decided to go to gift cards and store credit. */
export const creditAskedMinor = (order: Backs): number => sumOf(order, ({ creditMinor }) => creditMinor)

/** What gift cards and store credit got back. */
export const creditBackMinor = (order: Backs): number =>
  sumOf(order, ({ creditMinor, awaits }) => (awaits.includes('credit') ? 0 : creditMinor))

/** What the bank gave back by itself: that it left less than exchanges keep was nobody's decision here. */
export const elsewhereMinor = (order: Backs): number => sumOf(order, ({ elsewhereMinor: minor = 0 }) => minor)

type Spent = Backs & Pick<Order, 'totals' | 'returns'>

/** What may still be decided to go back: not what went, nor what pays replacements. */
export const backableMinor = (order: Spent): number =>
  Math.max(0, costMinor(order.totals) - askedBackMinor(order) - keptForExchangesMinor(order.returns))

/** The shopper's bank took the money back, for good or until a dispute ends. */
const isTakenBack = ({ payments }: Pick<Order, 'payments'>): boolean =>
  payments.some(({ state }) => state === 'disputed' || state === 'charged-back')

/** What of it staff may give back as they like: not what was paid for gift cards that may have been spent, nor money the shopper's bank took back. */
export const byHandMinor = (order: Order): number => (isTakenBack(order) ? 0 : Math.max(0, backableMinor(order) - cardsOutMinor(order)))

/** Whether all that was paid went back, by whichever way it came. */
export const isAllBack = (order: Order): boolean =>
  order.refundedMinor >= order.capturedMinor && creditBackMinor(order) >= (order.totals.creditMinor ?? 0)

/**
 * Parts an amount between the bank and the credit, as the order was paid: never more than is left. The credit's share is cut from one running sum, so that
 * the shares of all that goes back are what was paid by each, to the cent, in whatever portions it goes.
 */
export function partBack(order: Spent, id: string, wantedMinor: number): MoneyBack {
  const [cost, { creditMinor: paidByCredit = 0 }] = [costMinor(order.totals), order.totals]
  const amountMinor = Math.min(wantedMinor, backableMinor(order))
  const asked = BigInt(askedBackMinor(order) + amountMinor)
  const creditUpTo = cost === 0 ? 0 : Number((BigInt(paidByCredit) * asked) / BigInt(cost))
  const creditMinor = Math.min(amountMinor, Math.max(0, creditUpTo - creditAskedMinor(order)))
  const bankMinor = amountMinor - creditMinor
  return {
    id,
    bankMinor,
    creditMinor,
    awaits: [...(bankMinor > 0 ? (['bank'] as const) : []), ...(creditMinor > 0 ? (['credit'] as const) : [])],
  }
}

/** The order with this decided, and everything it leaves out of account already: nothing at all is not kept. */
export const withBack = (order: Order, back: MoneyBack): Order =>
  back.bankMinor + back.creditMinor === 0 ? order : { ...order, backs: [...order.backs, back] }

/** The order without this, which nobody gives back after all. */
export const withoutBack = (order: Order, id: string): Order => ({ ...order, backs: order.backs.filter((back) => back.id !== id) })

/** One side has given back what it had to; of the credit, how much that was. */
export const withSettled = (order: Order, id: string, side: 'bank' | 'credit', creditMinor?: number): Order => ({
  ...order,
  backs: order.backs.map((back) =>
    back.id === id
      ? { ...back, creditMinor: creditMinor ?? back.creditMinor, awaits: back.awaits.filter((awaited) => awaited !== side) }
      : back,
  ),
})

/** The order whose back nobody gives: the shopper's bank had taken it for them. */
export const withTakenBack = (order: Order, id: string): Order => ({
  ...withSettled(order, id, 'bank'),
  backs: withSettled(order, id, 'bank').backs.map((back) => (back.id === id ? { ...back, takenBackMinor: back.bankMinor } : back)),
})

/** Money that went back without having been decided here, at the provider, counts as decided: under the refund that told of it. */
export function withBankBack(order: Order, id: string): Order {
  const unknownMinor = order.refundedMinor - sumOf(order, ({ bankMinor, notTakenMinor: never = 0 }) => bankMinor - never)
  if (unknownMinor <= 0) return order
  if (!order.backs.some((back) => back.id === id))
    return withBack(order, { id, bankMinor: unknownMinor, creditMinor: 0, awaits: [], elsewhereMinor: unknownMinor })
  const more = (back: MoneyBack): MoneyBack => ({
    ...{ ...back, bankMinor: back.bankMinor + unknownMinor },
    elsewhereMinor: (back.elsewhereMinor ?? 0) + unknownMinor,
  })
  return { ...order, backs: order.backs.map((back) => (back.id === id ? more(back) : back)) }
}

/** What of the money set aside was never taken. */
export const notTakenMinor = (order: Backs): number => sumOf(order, ({ notTakenMinor: minor = 0 }) => minor)

/**
 * What may be taken of the money set aside, the best first: all but what goes back anyway. Which of them was asked for is known to payments alone once a process
 * died; pieces taken out since go back by a refund. Never nothing: then all of it is taken, and refunded.
 */
export function captureAmounts(order: Order): number[] {
  const due = dueOf(order.totals)
  let rest = due
  const parts = order.backs.filter(({ awaits }) => awaits.includes('bank')).map(({ bankMinor }) => (rest -= bankMinor))
  return [...parts.toReversed().filter((amount) => amount > 0), due]
}

/** The order of whose money so much was taken: what was left is given back already, oldest first. */
export function withTaken(order: Order, capturedMinor: number): Order {
  let left = dueOf(order.totals) - capturedMinor
  const backs = order.backs.map((back) => {
    if (left <= 0 || !back.awaits.includes('bank') || back.bankMinor > left) return back
    left -= back.bankMinor
    return { ...back, notTakenMinor: back.bankMinor, awaits: back.awaits.filter((side) => side !== 'bank') }
  })
  return { ...order, capturedMinor, backs }
}

const creditSuffix = '-credit'
/** Under which id pricing gives back the credit's share, and which refund that is of. */
export const creditErrandIdOf = (backId: string): string => `${backId}${creditSuffix}`
export const backIdOf = (creditErrandId: string): string => creditErrandId.slice(0, -creditSuffix.length)

/** Under which id the money of an order that is cancelled whole goes back. */
export const giveBackIdOf = (orderId: string): string => `${orderId}-give-back`
