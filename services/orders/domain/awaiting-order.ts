import type { PaymentChoice } from './checkout.ts'
import { awaitsOptician } from './glasses.ts'
import { keptMethodOf, lapsesAt } from './hold.ts'
import { dueOf, type Order, type OrderPayment, type TimelineEntry } from './order.ts'

/*
 * The rules of orders that wait for an optician (ORD-14): their money stays set aside meanwhile, and is set aside anew before the bank lets go of it. Where
 * that fails their shopper is asked to pay again, until a day.
 */

const dayMs = 86_400_000
/** The optician has asked for another sheet: so long it is awaited. Source: features.md ORD-14. */
export const sheetMs = 7 * dayMs
/** The shopper was asked to pay again: so long that is awaited [our choice]. */
export const payAgainMs = 3 * dayMs
/** No order waits longer for its prescription, whoever it waits for [our choice]. */
export const longestWaitMs = 30 * dayMs

const holdEvents = {
  'prescription-awaited': 'held',
  'payment-held': 'held',
  'payment-renewing': 'renewing',
  'payment-given': 'renewing',
  'payment-asked': 'asked',
} as const satisfies Record<string, 'held' | 'renewing' | 'asked'>
type HoldState = (typeof holdEvents)[keyof typeof holdEvents]

/** How the money of an order stands that waits: set aside; being set aside anew; or not, and its shopper was asked to pay by a moment (RFC 3339). */
export function holdOf({
  timeline,
}: Pick<Order, 'timeline'>): { readonly state: HoldState; readonly at: string; readonly payBy?: string } | undefined {
  const last = timeline.findLast(({ event }) => event in holdEvents)
  if (!last) return undefined
  const state = holdEvents[last.event as keyof typeof holdEvents] // one of them, as found
  const { until } = last.facts
  return { state, at: last.at, ...(until !== undefined && { payBy: until }) }
}

export const isHeld = (order: Pick<Order, 'timeline'>): boolean => holdOf(order)?.state === 'held'
/** Its shopper is to pay again. */
export const awaitsPayment = ({ status, timeline }: Pick<Order, 'status' | 'timeline'>): boolean =>
  status === 'awaiting-prescription' && holdOf({ timeline })?.state === 'asked'

/** Until when an order waits for its prescription. */
export function waitsUntilOf({ placedAt, timeline }: Pick<Order, 'placedAt' | 'timeline'>): Date {
  const longest = new Date(placedAt).getTime() + longestWaitMs
  const sheet = timeline.findLast(({ event }) => event === 'prescription-asked' || event === 'prescription-corrected')
  const isAsked = sheet?.event === 'prescription-asked'
  return new Date(isAsked ? Math.min(longest, new Date(sheet.at).getTime() + sheetMs) : longest)
}

/** What time does to an order that waits: its money is set aside anew, or it is cancelled, and why. */
export function dueOfAwaiting(order: Order, now: Date): 'renew' | 'prescription-late' | 'payment-lapsed' | undefined {
  const hold = holdOf(order)
  if (order.status !== 'awaiting-prescription' || !hold) return undefined
  if (hold.state === 'asked' && hold.payBy !== undefined && now >= new Date(hold.payBy)) return 'payment-lapsed'
  if (!awaitsOptician(order.lines)) return undefined
  if (now >= waitsUntilOf(order)) return 'prescription-late'
  return hold.state === 'held' && order.payments.length > 0 && now >= lapsesAt(hold.at) ? 'renew' : undefined
}

/** What was kept to set the money aside with, unless the bank let go of it right after: then it would again, and the shopper is asked. */
export function keptWayOf(order: Order, now: Date): PaymentChoice {
  const { provider = '', method = '', keptMethodId = '' } = order.payments.at(-1) ?? {}
  const isFresh = now.getTime() < new Date(holdOf(order)?.at ?? 0).getTime() + dayMs
  return { provider, method, token: '', returnUrl: '', save: false, savedMethodId: isFresh ? '' : keptMethodId }
}

/**
 * The order with another payment, which is to be set aside: `payment-given` by its shopper, or `payment-renewing` by itself. It stands there before anybody is
 * asked, so that whoever cancels the order drops it too. All of what the order costs, whatever was taken out of it: an attempt is of one amount.
 */
export function withRenewal(order: Order, way: PaymentChoice, event: 'payment-given' | 'payment-renewing', at: string): Order {
  const id = `${order.id}-again-${order.payments.length}`
  const payment: OrderPayment = {
    ...{
      id,
      provider: way.provider,
      method: way.method,
      state: 'created',
      amountMinor: dueOf(order.totals),
      capturedMinor: 0,
      refundedMinor: 0,
    },
    ...keptIn(way, id),
  }
  return { ...order, payments: [...order.payments, payment], timeline: [...order.timeline, { at, event, facts: {} }] }
}

/** With what a payment may be set aside again. */
export function keptIn(way: PaymentChoice, attemptId: string): Pick<OrderPayment, 'keptMethodId'> {
  const keptMethodId = keptMethodOf(way, attemptId)
  return keptMethodId === '' ? {} : { keptMethodId }
}

/** Whether this is the payment the order is waiting for to be set aside. */
export const isRenewing = (order: Order, attemptId: string): boolean =>
  order.status === 'awaiting-prescription' && order.payments.at(-1)?.id === attemptId && holdOf(order)?.state === 'renewing'

/** The order whose renewed payment is set aside. */
export function withHeld(order: Order, at: string): Order {
  const payments = order.payments.map((payment, n) => (n === order.payments.length - 1 ? { ...payment, state: 'authorised' } : payment))
  return { ...order, payments, timeline: [...order.timeline, { at, event: 'payment-held', facts: {} }] }
}

/** The order whose shopper is asked to pay again; once asked, the day stays as it was. */
export function withPaymentAsked(order: Order, reason: string, at: string): Order {
  const until = askedSinceHeld(order)?.facts['until'] ?? new Date(new Date(at).getTime() + payAgainMs).toISOString()
  const payments = order.payments.map((payment, n) => (n === order.payments.length - 1 ? { ...payment, state: 'failed' } : payment))
  return { ...order, payments, timeline: [...order.timeline, { at, event: 'payment-asked', facts: { until, reason } }] }
}

const askedSinceHeld = ({ timeline }: Order): TimelineEntry | undefined =>
  timeline
    .slice(timeline.findLastIndex(({ event }) => event === 'payment-held' || event === 'prescription-awaited'))
    .find(({ event }) => event === 'payment-asked')
