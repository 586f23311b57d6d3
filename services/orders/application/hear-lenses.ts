import type { OneFailed } from '@vitrine/platform/watch/log'
import { dueOfAwaiting, isHeld, longestWaitMs, sheetMs, waitsUntilOf } from '../domain/awaiting-order.ts'
import { areMade, awaitsOptician, withGlasses, withRemade } from '../domain/glasses.ts'
import { lapseMs } from '../domain/hold.ts'
import type { Order } from '../domain/order.ts'
import { cancelling } from './cancel-order.ts'
import { editOrder, type OrderChange, type OrderStore } from './edit-order.ts'
import { renewing } from './renew-payment.ts'
import type { OrderTellings, Question } from './tell-order.ts'

/** The store inside the transaction that remembers the event. */
export interface HearLensesNeeds {
  readonly orders: OrderStore
  readonly tellings: OrderTellings
}

/**
 * The optician verified a pair: once it was the last of its order, the checkout goes on to take the money, in the same statement; money that is not set aside
 * is taken once it is (renew-payment.ts). Heard twice, late, or for an
 * order that was cancelled meanwhile it changes nothing.
 */
export const hearVerified = (needs: HearLensesNeeds, orderId: string, configurationId: string, at: Date): Promise<unknown> =>
  editOrder(needs.orders, orderId, at, (order): OrderChange | undefined => {
    const lines = withGlasses(order.lines, configurationId, 'isVerified')
    if (order.status !== 'awaiting-prescription' || lines === order.lines) return undefined
    const timeline = [...order.timeline, { at: at.toISOString(), event: 'prescription-verified', facts: {} }]
    const verified = { order: { ...order, lines, timeline }, told: [], rewrites: true }
    return awaitsOptician(lines) || !isHeld(order) ? verified : { ...verified, checkout: { from: 'paid-later', to: 'capture' } }
  })

/** The optician asks the shopper for another sheet. */
export const hearQuestion = (needs: HearLensesNeeds, orderId: string, question: Question): Promise<unknown> =>
  editOrder(needs.orders, orderId, question.at, (order) => {
    const asked = withEntry(order, 'prescription-asked', question.at, { reason: question.reason })
    return asked && { order: asked, told: [needs.tellings.asked(asked, question, waitsUntilOf(asked))] }
  })

/** The shopper sent another sheet. */
export const hearCorrection = (needs: HearLensesNeeds, orderId: string, at: Date): Promise<unknown> =>
  editOrder(needs.orders, orderId, at, (order) => {
    const corrected = withEntry(order, 'prescription-corrected', at, {})
    return corrected && { order: corrected, told: [] }
  })

/** The glasses cannot be made: the order is cancelled, what was set aside is dropped, and nothing was charged. */
export const hearRefused = (needs: HearLensesNeeds, orderId: string, at: Date): Promise<unknown> =>
  editOrder(needs.orders, orderId, at, (order) =>
    order.status === 'awaiting-prescription' ? cancelling(needs.tellings, order, 'prescription-refused', at) : undefined,
  )

/**
 * A pair went to the lab, came back, or is made again. With the last of an order its parcel need not wait any more. Of an order that ended nothing is told.
 */
export const hearLab = (
  needs: HearLensesNeeds,
  orderId: string,
  { configurationId, state, at }: { readonly configurationId: string; readonly state: string; readonly at: Date },
): Promise<unknown> =>
  editOrder(needs.orders, orderId, at, (order): OrderChange | undefined => {
    const moment = at.toISOString()
    const event = events[state] ?? 'lenses-sent'
    const isHeard = order.timeline.some((entry) => entry.event === event && entry.at === moment)
    if (isHeard || order.status === 'cancelled') return undefined
    if (state === 'remade') return remaking(needs, order, configurationId, at)
    const lines = state === 'received' ? withGlasses(order.lines, configurationId, 'isMade') : order.lines
    const next = { ...order, lines, timeline: [...order.timeline, { at: moment, event, facts: {} }] }
    const isLast = lines !== order.lines && areMade(lines)
    return { order: next, told: isLast ? [needs.tellings.glassesMade(next, at)] : [], rewrites: lines !== order.lines }
  })

const events: Readonly<Record<string, string>> = { received: 'lenses-made', remade: 'lenses-remade' }

/** A pair is made again: it is not made, and its parcel waits for it, or another one brings it. */
function remaking(needs: HearLensesNeeds, order: Order, configurationId: string, at: Date): OrderChange | undefined {
  const lines = withRemade(order.lines, configurationId)
  if (lines === order.lines) return undefined
  const next = { ...order, lines, timeline: [...order.timeline, { at: at.toISOString(), event: 'lenses-remade', facts: {} }] }
  const frame = lines.find(({ glasses }) => glasses?.configurationId === configurationId)
  const lineIds = lines.filter(({ partOf }) => partOf !== undefined && partOf === frame?.id).map(({ id }) => id)
  return { order: next, told: [needs.tellings.glassesRemade(next, lineIds, at)], rewrites: true }
}

/** Undefined when the order does not wait, or has the entry. */
function withEntry(order: Order, event: string, at: Date, facts: Readonly<Record<string, string>>): Order | undefined {
  const moment = at.toISOString()
  if (order.status !== 'awaiting-prescription') return undefined
  if (order.timeline.some((entry) => entry.event === event && entry.at === moment)) return undefined
  return { ...order, timeline: [...order.timeline, { at: moment, event, facts }] }
}

export interface AwaitingArchive {
  /** Ids of orders that wait for an optician, and to which time does something, oldest first, at most 50. The moments before which each of it began. */
  awaiting(before: {
    readonly placed: Date
    readonly sheetAsked: Date
    readonly held: Date
    readonly payBy: Date
  }): Promise<readonly string[]>
}

/**
 * Looks after orders that wait for an optician: their money is set aside anew before the bank lets go of it; who waited too long for a prescription, or was
 * asked in vain to pay again, is cancelled, and nothing was charged. Answers how many. One that goes wrong is found again by the next look, and holds up no other.
 */
export async function moveAwaiting(
  needs: HearLensesNeeds & AwaitingArchive & { readonly published: () => void },
  now: Date,
  failed: OneFailed,
): Promise<number> {
  const ago = (ms: number) => new Date(now.getTime() - ms)
  const due = await needs.awaiting({ placed: ago(longestWaitMs), sheetAsked: ago(sheetMs), held: ago(lapseMs), payBy: now })
  let count = 0
  for (const orderId of due) {
    let isMoved = false
    // One that was verified meanwhile is being paid.
    const moving = editOrder(needs.orders, orderId, now, (order) => {
      const what = dueOfAwaiting(order, now)
      isMoved = what !== undefined
      if (!what) return undefined
      return what === 'renew' ? renewing(order, 'paid-later', now) : cancelling(needs.tellings, order, what, now)
    })
    await moving.then(
      () => (count += isMoved ? 1 : 0),
      (error: unknown) => failed(orderId, error),
    )
  }
  if (count > 0) needs.published()
  return count
}
