import type { Attempt } from '@vitrine/contracts/payments/v1'
import { giveBackIdOf, isAllBack, withBankBack, withSettled, withTakenBack } from '../domain/money-back.ts'
import { goodsOf } from '../domain/glasses.ts'
import { mayMove, type Order } from '../domain/order.ts'
import { piecesOf, unsentOf, withPieces } from '../domain/pieces.ts'
import { refundIdOf, type ReturnFile, stepped } from '../domain/return-file.ts'
import { type Errand, moved, type OrderChange } from './edit-order.ts'
import { endingSwap, tellingEnded } from './exchange/dearer-swap.ts'
import { withAttempt } from './payment-record.ts'
import type { OrderTellings } from './tell-order.ts'

export interface Refunded {
  readonly refundId: string
  readonly reason: string
  /** As payments says it is now; undefined when nothing was to be given back. */
  readonly attempt: Attempt | undefined
  readonly at: Date
}

/**
 * The order once money went back through the bank: what payments says, the entry that says so, and, when nothing is left, the status. One refund id counts
 * once, whoever notices first: the answer, the event, or the job. What goes back because an order was cancelled was told by `OrderCancelled`.
 */
export function refundChange(tellings: OrderTellings, before: Order, { refundId, reason, attempt, at }: Refunded): OrderChange | undefined {
  const payments = attempt ? withAttempt(before.payments, attempt) : before.payments
  const refundedMinor = payments.reduce((sum, payment) => sum + payment.refundedMinor, 0)
  const capturedMinor = payments.reduce((sum, payment) => sum + payment.capturedMinor, 0)
  const settled = withSettled({ ...before, payments, refundedMinor, capturedMinor }, refundId, 'bank')
  const order = withFileRefunded(withBankBack(settled, refundId), refundId, at)
  const amountMinor = refundedMinor - before.refundedMinor
  const isTold = before.timeline.some(({ event, facts }) => event === 'refunded' && facts['refundId'] === refundId)
  if (amountMinor > 0 && !isTold) return givenBack(tellings, order, { event: 'refunded', refundId, amountMinor, reason, at })
  const wasOpen = before.backs.some(({ id, awaits }) => id === refundId && awaits.includes('bank'))
  const rewrites = order.returns !== before.returns
  return wasOpen || rewrites || payments !== before.payments ? { order, told: [], rewrites } : undefined
}

/** The order once gift cards and store credit got back their share of a refund, as `refundChange`; undefined when it says so already. */
export function creditChange(
  tellings: OrderTellings,
  before: Order,
  { refundId, reason, amountMinor, at }: Omit<Refunded, 'attempt'> & { readonly amountMinor: number },
): OrderChange | undefined {
  if (!before.backs.some(({ id, awaits }) => id === refundId && awaits.includes('credit'))) return undefined
  const order = withFileRefunded(withSettled(before, refundId, 'credit', amountMinor), refundId, at)
  if (amountMinor === 0) return { order, told: [], rewrites: order.returns !== before.returns }
  return givenBack(tellings, order, { event: 'credit-refunded', refundId, amountMinor, reason, at })
}

/** What the shopper's bank did with money that was to go back: it took it while a dispute lasts, or for good. */
export type TakenBack = 'disputed' | 'charged-back'

/**
 * The order whose money cannot go back, because the shopper's bank took it. While the dispute lasts it waits, and the order says so once; once the dispute is
 * lost the shopper has it, nothing more is given back, and a file that waited for it ends.
 */
export function takenBackChange(before: Order, refundId: string, how: TakenBack, at: Date): OrderChange | undefined {
  const back = before.backs.find(({ id, awaits }) => id === refundId && awaits.includes('bank'))
  const event = how === 'disputed' ? 'refund-waits' : 'taken-back'
  const isTold = before.timeline.some((entry) => entry.event === event && entry.facts['refundId'] === refundId)
  if (!back || isTold) return undefined
  const facts = { refundId, amountMinor: String(back.bankMinor), currency: before.currency }
  const order = how === 'disputed' ? before : withFileRefunded(withTakenBack(before, refundId), refundId, at)
  const timeline = [...order.timeline, { at: at.toISOString(), event, facts }]
  return { order: { ...order, timeline }, told: [], rewrites: order.returns !== before.returns }
}

interface GivenBack {
  readonly event: 'refunded' | 'credit-refunded'
  readonly refundId: string
  readonly amountMinor: number
  readonly reason: string
  readonly at: Date
}

function givenBack(tellings: OrderTellings, order: Order, { event, refundId, amountMinor, reason, at }: GivenBack): OrderChange {
  const facts = { refundId, amountMinor: String(amountMinor), currency: order.currency, ...(reason && { reason }) }
  const entry = { at: at.toISOString(), event, facts }
  const isWhole = isAllBack(order) && mayMove(order.status, 'refunded')
  const ended = isWhole ? endingSwap(order, at) : { order }
  const { order: left, errands } = isWhole ? freeing(ended.order) : { order, errands: [] }
  const noted = isWhole ? moved(left, 'refunded', entry) : { ...left, timeline: [...left.timeline, entry] }
  const told = order.status === 'cancelled' ? [] : [tellings.refunded(noted, amountMinor, reason, event === 'credit-refunded')]
  // The parcel follows: it holds nothing more.
  const changed = errands.length > 0 ? [tellings.changed(noted, 'lines')] : []
  return { order: noted, told: [...told, ...changed, ...tellingEnded(tellings, noted, ended.file)], errands, rewrites: true }
}

/** All that was paid went back: pieces that are still in the shop are free again, and nothing more is sent. */
function freeing(order: Order): { readonly order: Order; readonly errands: readonly Errand[] } {
  const held = order.lines.filter((line) => unsentOf(line) > 0)
  const errand = { kind: 'release-part', amountMinor: 0, reason: 'refunded', actor: '' } as const
  const errands = goodsOf(held).map(
    (line): Errand => ({ ...errand, id: `${order.id}-freed-${line.id}`, variantId: line.variantId, quantity: unsentOf(line) }),
  )
  const lines = order.lines.map((line) => {
    const { cancelled, settled } = piecesOf(line)
    const freed = unsentOf(line)
    return freed === 0 ? line : withPieces(line, { cancelled: cancelled + freed, settled: settled + freed })
  })
  return { order: { ...order, lines }, errands }
}

/** A file all of whose money went back has come to its end. That of a withdrawal from all of an order goes back as that of a cancelled order. */
function withFileRefunded(order: Order, refundId: string, at: Date): Order {
  if (order.backs.some(({ id, awaits }) => id === refundId && awaits.length > 0)) return order
  const isOf = ({ id, state, hadNotLeft }: ReturnFile) =>
    state === 'checked' && (refundId === refundIdOf(id) || (hadNotLeft && refundId === giveBackIdOf(order.id)))
  if (!order.returns.some(isOf)) return order
  return { ...order, returns: order.returns.map((file) => (isOf(file) ? stepped(file, 'refunded', at.toISOString()) : file)) }
}
