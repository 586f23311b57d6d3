import { exchangeCartIdOf, replacementIdOf, worthMinor } from '../../domain/exchange.ts'
import type { Order } from '../../domain/order.ts'
import { type Exchange, replaced, type ReturnFile, stepped, toPayMs, withoutExchange } from '../../domain/return-file.ts'
import type { Errand, OrderChange } from '../edit-order.ts'
import type { OrderTellings } from '../tell-order.ts'
import { swapEnded, swapPaid } from './dearer-swap.ts'

export interface Agreement {
  readonly note: string
  readonly actor: string
  readonly sendsAtOnce: boolean
}

/**
 * The shop agrees to an exchange: what the pieces are worth is kept for it from this moment, and the replacement is bought by an errand. The file waits for
 * its money, and is approved with it, or goes on without it (`lapse-returns.ts`).
 */
export function agreeing(order: Order, file: ReturnFile, { note, actor, sendsAtOnce }: Agreement, now: Date): OrderChange {
  const at = now.toISOString()
  const atMostMinor = worthMinor(order, file)
  const lapsesAt = new Date(now.getTime() + toPayMs).toISOString()
  const agreed = { ...stepped(file, 'to-pay', at, note, actor), lapsesAt }
  const exchange = { cartId: exchangeCartIdOf(agreed), atMostMinor, dueMinor: 0, sendsAtOnce, orderId: '', orderNumber: '', paidMinor: 0 }
  const entry = { at, event: 'return-to-pay', facts: { returnId: file.id } }
  const changed = { ...order, returns: replaced(order, { ...agreed, exchange }), timeline: [...order.timeline, entry] }
  const errand: Errand = { id: `${exchange.cartId}-replace`, kind: 'replace', amountMinor: 0, reason: file.id, actor }
  return { order: changed, told: [], errands: [errand], rewrites: true }
}

/** Its shopper has to pay this much: the file says so, and they are told. */
export const dueChange = (tellings: OrderTellings, order: Order, cartId: string, dueMinor: number): OrderChange | undefined => {
  const file = awaited(order, cartId)
  if (!file?.exchange || file.exchange.dueMinor === dueMinor) return undefined
  const next = { ...file, exchange: { ...file.exchange, dueMinor } }
  const changed = { ...order, returns: replaced(order, next) }
  return { order: changed, told: [tellings.returnMoved(changed, next)], rewrites: true }
}

/** The replacement was paid: the pieces are awaited. Undefined when its file does not wait for it, or knows. */
export function paidForChange(tellings: OrderTellings, order: Order, replacement: Order, now: Date): OrderChange | undefined {
  const file = awaited(order, replacement.cartId)
  if (!file?.exchange) return undefined
  if (file.kind === 'swap') return swapPaid(tellings, order, file, replacement, now)
  const [at, paidMinor] = [now.toISOString(), replacement.totals.creditMinor ?? 0]
  const exchange: Exchange = { ...file.exchange, orderId: replacement.id, orderNumber: replacement.number, paidMinor }
  const next = stepped({ ...file, exchange, amountMinor: Math.max(0, file.amountMinor - paidMinor) }, 'approved', at)
  const entry = { at, event: 'return-approved', facts: { returnId: file.id, orderNumber: replacement.number } }
  const changed = { ...order, returns: replaced(order, next), timeline: [...order.timeline, entry] }
  return { order: changed, told: [tellings.returnMoved(changed, next)], rewrites: true }
}

/** The replacement cannot be had: the shop decides anew, and what was kept for it is free. */
export function unobtainable(tellings: OrderTellings, order: Order, cartId: string, reason: string, now: Date): OrderChange | undefined {
  const file = awaited(order, cartId)
  if (!file) return undefined
  if (file.kind === 'swap') return swapEnded(tellings, order, file, { why: reason === 'out-of-stock' ? 'sold-out' : 'not-sold' }, now)
  const at = now.toISOString()
  const next = stepped(withoutExchange(file), 'asked', at)
  const entry = { at, event: 'exchange-called-off', facts: { returnId: file.id, reason } }
  const changed = { ...order, returns: replaced(order, next), timeline: [...order.timeline, entry] }
  return { order: changed, told: [tellings.returnMoved(changed, next)], rewrites: true }
}

/** The replacement is not sent after all: it is cancelled, and its file gives money back alone. */
export const calledOff = ({ id, exchange }: ReturnFile, actor: string): readonly Errand[] =>
  exchange && exchange.orderId !== '' ? [{ id: callOffIdOf(exchange.orderId), kind: 'call-off', amountMinor: 0, reason: id, actor }] : []

/** Under which id the order whose pieces come back cancels a replacement; and which replacement is meant by it, or by `passIdOf`. */
const callOffIdOf = (replacementId: string): string => `${replacementId}-call-off`
export const replacementOf = (errandId: string): string => errandId.replace(/-(pass|call-off)$/, '')

/** What the shop places itself, where its shopper has nothing to pay. */
export const ownReplacementId = ({ exchange }: ReturnFile): string => (exchange ? replacementIdOf(exchange.cartId) : '')

const awaited = ({ returns }: Order, cartId: string): ReturnFile | undefined =>
  returns.find(({ state, exchange }) => state === 'to-pay' && exchange?.cartId === cartId)
