import type { Snapshot } from '../../domain/cart.ts'
import { exchangeCartIdOf, isSwapWhole, worthMinor } from '../../domain/exchange.ts'
import { partBack, withBack } from '../../domain/money-back.ts'
import type { Order } from '../../domain/order.ts'
import { factOf, piecesOf, withPieces } from '../../domain/pieces.ts'
import {
  type Exchange,
  openSwapOf,
  refundIdOf,
  replaced,
  type ReturnFile,
  stepped,
  toPaySwapMs,
  withoutExchange,
} from '../../domain/return-file.ts'
import { whyNotSwapped } from '../../domain/swap.ts'
import { type Errand, moneyErrands, moved, type OrderChange } from '../edit-order.ts'
import type { OrderTellings, Telling } from '../tell-order.ts'
import { passIdOf } from './agree-errands.ts'

/*
 * Pieces that have not left, for a variant that costs more (decision 0024): the replacement is an order of its own, which they pay in part and their shopper
 * the rest. Until it is paid nothing is taken out of the order, nothing put aside and nothing kept; its parcel waits in the shop for a day at most.
 */

export interface DearerSwap {
  readonly id: string
  readonly lineId: string
  readonly quantity: number
  readonly wants: Snapshot
  readonly actor: string
}

/** The wish as a file of its order: what its pieces pay, and with which cart it is bought. */
export function wishedFile(
  order: Order,
  { id, lineId, quantity, wants, actor }: DearerSwap,
  now: Date,
): ReturnFile & { readonly exchange: Exchange } {
  const at = now.toISOString()
  const opened: ReturnFile = {
    ...{ id, kind: 'swap', state: 'to-pay', name: '', lines: [{ lineId, quantity, reason: '', wants }], askedAt: at, amountMinor: 0 },
    ...{ hadNotLeft: true, lapsesAt: new Date(now.getTime() + toPaySwapMs).toISOString() },
    steps: [{ at, state: 'to-pay', note: '', actor }],
  }
  const [cartId, isWhole, atMostMinor] = [exchangeCartIdOf(opened), isSwapWhole(order, opened), worthMinor(order, opened)]
  const exchange = { cartId, atMostMinor, dueMinor: 0, sendsAtOnce: false, orderId: '', orderNumber: '', paidMinor: 0, isWhole }
  return { ...opened, exchange }
}

/** The difference is asked for, instead of that of a wish before it: of one order one waits at a time. */
export function askingDifference(tellings: OrderTellings, order: Order, wish: DearerSwap, now: Date): OrderChange {
  const { id, actor } = wish
  const before = openSwapOf(order)
  const base: OrderChange = before ? swapEnded(tellings, order, before, { why: 'another' }, now) : { order, told: [] }
  const file = wishedFile(base.order, wish, now)
  const changed: Order = {
    ...base.order,
    returns: [...base.order.returns, file],
    timeline: [...base.order.timeline, { at: now.toISOString(), event: 'return-to-pay', facts: { returnId: id } }],
  }
  const errand: Errand = { id: `${file.exchange.cartId}-replace`, kind: 'replace', amountMinor: 0, reason: id, actor }
  return { ...base, order: changed, errands: [...(base.errands ?? []), errand], rewrites: true }
}

/** Why it is not made; `another` when its shopper chose anew, `as-ordered` when they keep what they ordered. */
interface Ending {
  readonly why: string
  readonly left?: number
}

/** A wish that comes to nothing, or is not paid in time: the order stays as it was, and its parcel goes on. */
export function swapEnded(tellings: OrderTellings, order: Order, file: ReturnFile, ending: Ending, now: Date): OrderChange {
  const { order: changed, file: ended } = withSwapEnded(order, file, ending, now)
  return { order: changed, told: tellingEnded(tellings, changed, ended), rewrites: true }
}

function withSwapEnded(
  order: Order,
  file: ReturnFile,
  { why, left = 0 }: Ending,
  now: Date,
): { readonly order: Order; readonly file: ReturnFile } {
  const at = now.toISOString()
  const isLate = why === 'unpaid'
  const next = stepped(withoutExchange(file), isLate ? 'lapsed' : 'refused', at)
  const facts = { swapId: file.id, returnId: file.id, why, left: String(left) }
  const entry = { at, event: isLate ? 'exchange-lapsed' : 'swap-refused', facts }
  return { order: { ...order, returns: replaced(order, next), timeline: [...order.timeline, entry] }, file: next }
}

/** What is told of a wish that ended, of the order as all of its change leaves it: who hears it last shows that. */
export const tellingEnded = (tellings: OrderTellings, order: Order, file: ReturnFile | undefined): readonly Telling[] =>
  file ? [tellings.changed(order, 'lines', file.id), tellings.returnMoved(order, file)] : []

/**
 * The replacement was paid: its pieces leave the order for it, in one statement, which alone gives the old ones back and lets the new ones go. An order of which
 * nothing else is left ends with it. What changed too much meanwhile ends the wish; then the replacement is cancelled, and what was paid for it goes back.
 */
export function swapPaid(tellings: OrderTellings, order: Order, file: ReturnFile, replacement: Order, now: Date): OrderChange {
  const [line] = file.lines
  const { exchange } = file
  if (!line || !exchange) throw new Error(`swap ${file.id} is of no pieces`)
  const { lineId, quantity } = line
  const paidMinor = replacement.totals.creditMinor ?? 0
  const refusal = whyNotSwapped(order, { lineId, quantity })
  if (refusal || isOther(order, file, paidMinor)) return swapEnded(tellings, order, file, refusal ?? { why: 'changed' }, now)
  const at = now.toISOString()
  const agreed = { ...file, exchange: { ...exchange, orderId: replacement.id, orderNumber: replacement.number, paidMinor } }
  const next = stepped(agreed, 'exchanged', at)
  const base = { ...order, returns: replaced(order, next) }
  const back = partBack(base, refundIdOf(file.id), worthMinor(order, file) - paidMinor)
  const facts = { returnId: file.id, swapId: file.id, refundId: back.id, amountMinor: String(paidMinor), currency: order.currency }
  const entry = { at, event: 'exchanged', facts: { ...facts, orderNumber: replacement.number, lines: factOf([{ lineId, quantity }]) } }
  const noted = withBack(base, back)
  const changed: Order = exchange.isWhole
    ? moved(noted, 'cancelled', entry)
    : { ...noted, lines: withoutPieces(order, lineId, quantity), timeline: [...order.timeline, entry] }
  const { actor } = file.steps[0]! // it was opened by somebody
  const { variantId } = order.lines.find(({ id }) => id === lineId)! // as `whyNotSwapped` found it
  const errand = { amountMinor: 0, reason: 'swapped', actor } as const
  const given: Errand = exchange.isWhole
    ? { ...errand, id: `${order.id}-release`, kind: 'release' }
    : { ...errand, id: `${file.id}-release-${lineId}`, kind: 'release-part', variantId, quantity }
  return {
    order: changed,
    told: [
      exchange.isWhole ? tellings.cancelled(changed, 'swapped') : tellings.changed(changed, 'lines', file.id),
      tellings.returnMoved(changed, next),
    ],
    errands: [given, ...moneyErrands(back, { ...errand, kind: 'settle' }), { ...errand, id: passIdOf(replacement.id), kind: 'pass' }],
    rewrites: true,
  }
}

/** What is left of the order is not what it was when the difference was reckoned. */
const isOther = (order: Order, file: ReturnFile, paidMinor: number): boolean =>
  isSwapWhole(order, file) !== (file.exchange?.isWhole ?? false) || worthMinor(order, file) < paidMinor

/** Whether a wish could be made if it were paid now: then alone it may be. */
export const isStillSwappable = (order: Order, file: ReturnFile): boolean =>
  file.lines.every((line) => !whyNotSwapped(order, line)) && !isOther(order, file, file.exchange?.atMostMinor ?? 0)

const withoutPieces = ({ lines }: Order, lineId: string, quantity: number): Order['lines'] =>
  lines.map((line) => {
    const { cancelled, settled } = piecesOf(line)
    return line.id === lineId ? withPieces(line, { cancelled: cancelled + quantity, settled: settled + quantity }) : line
  })

/** An order that is cancelled, or whose money went back, takes its wish along: as which file, if there was one. */
export function endingSwap(order: Order, now: Date): { readonly order: Order; readonly file?: ReturnFile } {
  const file = openSwapOf(order)
  return file ? withSwapEnded(order, file, { why: 'status' }, now) : { order }
}
