import { Code, ConnectError } from '@connectrpc/connect'
import { fromMoney, toMoney } from '@vitrine/contracts/money'
import type { Attempt, CaptureResponse } from '@vitrine/contracts/payments/v1'
import { holdMs, leaseMs, type LineShortage, type PaymentAction } from '../../domain/checkout.ts'
import { goesByMail, withCardsSent } from '../../domain/gift-cards.ts'
import { isHeld, keptIn } from '../../domain/awaiting-order.ts'
import { awaitsOptician } from '../../domain/glasses.ts'
import { captureAmounts, withTaken } from '../../domain/money-back.ts'
import { dueOf, mayMove, type Order, type OrderLine } from '../../domain/order.ts'
import { editOrder, moved, type OrderChange } from '../edit-order.ts'
import { withCards } from '../send-cards.ts'
import { showing, withAttempt } from '../payment-record.ts'
import { renewing } from '../renew-payment.ts'
import { tellingPaidGlasses } from '../tell-glasses.ts'
import type { LostCheckout } from '../tell-order.ts'
import { shortagesOf } from './reserve-and-freeze.ts'
import { agreeErrands } from '../exchange/agree-errands.ts'
import { amountOf, attemptIdOf, called, goOn, isOpen, type Run, type SagaNeeds, type Stepped, waitFor } from './saga.ts'

const keepTimeoutMs = 2_000
const captureTimeoutMs = 2_500
const wait: PaymentAction = { kind: 'wait', url: '' }

/**
 * Makes the order: its pieces are kept beyond their 15 minutes, then order, number and `OrderPlaced` are one statement.
 * Refusal: `out-of-stock` when the pieces went while the shopper was at the bank; the money set aside is dropped, and `CheckoutLost` tells them, who may
 * not look at the page any more.
 */
export async function place(needs: SagaNeeds, run: Run): Promise<Stepped> {
  const kept = await called(needs, 'place', () => keeping(needs, run))
  if (kept === 'open') {
    // The money is only set aside: after 15 minutes it is dropped.
    const isOver = needs.clock().getTime() >= run.begunAt.getTime() + holdMs
    return isOver ? goOn(needs, run, 'place', 'undo-authorise', { refusal: { code: 'unavailable' } }) : waitFor(needs, run, 'place', wait)
  }
  if (!('waitsUntil' in kept)) {
    const refusal = { code: 'out-of-stock', shortages: kept } as const
    return goOn(needs, run, 'place', 'undo-authorise', { refusal, told: needs.tellings.lost(lostOf(run, kept)) })
  }
  const now = needs.clock()
  const next = awaitsOptician(run.cart.lines) ? 'await' : 'capture'
  const progress = { step: next, tries: 0, leaseUntil: new Date(now.getTime() + leaseMs), dueAt: now } as const
  await needs.failpoint('orders.checkout.place.before-commit')
  const order = await needs.checkouts.place(orderOf(run, kept.waitsUntil, needs, now), progress, now)
  await needs.failpoint('orders.checkout.place.after-commit')
  if (!order) return 'stands'
  await published(needs, 'place')
  return { run: { ...run, step: next, action: null, tries: 0 }, order }
}

/**
 * Takes the money, then says so: status, `OrderPaid` and the end of the checkout are one statement. A bank that does not answer is asked until it does.
 * A bank that no longer holds the amount undoes the order: refusal `payment-declined`.
 */
export async function capture(needs: SagaNeeds, run: Run, placed: Order | undefined): Promise<Stepped> {
  const order = placed ?? (await needs.orders.find(run.orderId))
  if (!order) throw new Error(`order ${run.orderId} was placed and is not there`)
  const taken = await called(needs, 'capture', () => taking(needs, run, order))
  if (taken.is === 'open') return waitFor(needs, run, 'capture', wait)
  if (taken.is === 'refused' && order.status === 'awaiting-prescription') return setAsideAgain(needs, run)
  if (taken.is === 'refused')
    return goOn(needs, run, 'capture', 'undo-place', { refusal: { code: 'payment-declined', reason: taken.reason } })
  const now = needs.clock()
  await needs.failpoint('orders.checkout.capture.before-commit')
  const { attempt } = taken
  // One that was cancelled meanwhile shows what was taken: it goes back by an errand of its own.
  const decide = (latest: Order) =>
    mayMove(latest.status, 'paid') ? paidChange(needs, latest, attempt, now) : attempt && showing(latest, attempt)
  const paid = await editOrder(needs.orders, run.orderId, now, decide, order)
  await needs.failpoint('orders.checkout.capture.after-commit')
  if (!paid || paid.status === 'cancelled') return 'stands'
  await published(needs, 'capture')
  return { run: { ...run, step: 'paid' }, order: paid }
}

/** The bank let go of what an order waited with before its time: it is set aside anew, and then taken (ORD-14). */
async function setAsideAgain(needs: SagaNeeds, run: Run): Promise<'stands'> {
  const now = needs.clock()
  await needs.failpoint('orders.checkout.capture.before-commit')
  await editOrder(needs.orders, run.orderId, now, (latest) =>
    latest.status === 'awaiting-prescription' && isHeld(latest) ? renewing(latest, 'capture', now) : undefined,
  )
  await needs.failpoint('orders.checkout.capture.after-commit')
  return 'stands'
}

/** The process may die between what it wrote and waking the relay; the relay looks by itself soon after. */
export async function published(needs: SagaNeeds, step: 'place' | 'await' | 'capture' | 'undo-place'): Promise<void> {
  await needs.failpoint(`orders.checkout.${step}.before-publish`)
  needs.published()
  await needs.failpoint(`orders.checkout.${step}.after-publish`)
}

function orderOf(run: Run, waitsUntil: string, { timeZone, returnDays }: Pick<SagaNeeds, 'timeZone' | 'returnDays'>, at: Date): Order {
  const { cart, priced, payment, orderId } = run
  if (!priced || !cart.shipping) throw new Error(`order ${orderId} is placed without prices or address`)
  const prices = new Map(priced.lines.map((line) => [line.lineId, line]))
  const lines = cart.lines.map((line): OrderLine => {
    const price = prices.get(line.id)
    if (!price) throw new Error(`line ${line.id} was frozen without a price`)
    const { lineId: _, group: __, ...amounts } = price
    const { id, variantId, productId, sku, slug, kind, name, options, image, quantity, glasses, partOf, gift } = line
    const under = { ...(glasses && { glasses }), ...(partOf !== undefined && { partOf }), ...(gift && { gift }) }
    return { id, variantId, productId, sku, slug, kind, name, options, image, quantity, ...under, ...amounts }
  })
  const dueMinor = dueOf(priced.totals)
  const authorised = { provider: payment.provider, method: payment.method, state: 'authorised', amountMinor: dueMinor }
  return {
    ...{ id: orderId, number: '', status: 'placed', currency: cart.currency, lines, totals: priced.totals, email: cart.email },
    ...{ shipping: cart.shipping, billing: cart.billing, customerId: cart.customerId, locale: cart.locale, placedAt: at.toISOString() },
    ...{ cartId: cart.id, deliveryMethodId: cart.deliveryMethodId, pickupPointId: cart.pickupPointId, capturedMinor: 0, refundedMinor: 0 },
    backs: [],
    waitsUntil,
    timeZone,
    returnDays,
    payments:
      dueMinor === 0
        ? []
        : [{ id: attemptIdOf(run), ...authorised, capturedMinor: 0, refundedMinor: 0, ...keptIn(payment, attemptIdOf(run)) }],
    deliveries: [],
    timeline: [{ at: at.toISOString(), event: 'order-placed', facts: {}, status: 'placed' }],
    returns: [],
    version: 0,
  }
}

function lostOf(run: Run, short: readonly LineShortage[]): LostCheckout {
  const { cart, orderId } = run
  const lines = cart.lines.map(({ id, name, quantity }) => ({ name, quantity, isShort: short.some(({ lineId }) => lineId === id) }))
  return { orderId, email: cart.email, locale: cart.locale, lines, ...amountOf(run) }
}

async function keeping({ stock }: SagaNeeds, run: Run): Promise<{ readonly waitsUntil: string } | 'open' | ReturnType<typeof shortagesOf>> {
  if (goesByMail(run.cart.lines)) return { waitsUntil: '' } // nothing stands on a shelf
  try {
    const { result } = await stock.keep({ reservationId: run.orderId }, { timeoutMs: keepTimeoutMs })
    return result.case === 'outOfStock' ? shortagesOf(run, result.value.shortages) : { waitsUntil: result.value?.waitsUntil ?? '' }
  } catch (error) {
    if (isOpen(error)) return 'open'
    // Nothing is put aside any more: somebody released it.
    if (error instanceof ConnectError && error.code === Code.NotFound) return []
    throw error
  }
}

type Taken =
  | { readonly is: 'captured'; readonly attempt: Attempt | undefined }
  | { readonly is: 'refused'; readonly reason: string }
  | { readonly is: 'open' }

async function taking({ payments }: SagaNeeds, run: Run, order: Order): Promise<Taken> {
  if (dueOf(order.totals) === 0) return { is: 'captured', attempt: undefined }
  try {
    const { result } = await capturing(payments, run, order)
    switch (result.case) {
      case 'captured':
        return { is: 'captured', attempt: result.value }
      case 'refused':
        return { is: 'refused', reason: result.value.reason }
      case 'pending':
        return { is: 'open' }
      case undefined:
        throw new Error('payments answered with a result this version does not know')
    }
  } catch (error) {
    if (isOpen(error)) return { is: 'open' }
    throw error
  }
}

/** Takes what is still owed. A process that died may have asked for more, before other pieces were taken out: that is then what is taken. */
async function capturing(payments: SagaNeeds['payments'], run: Run, order: Order): Promise<CaptureResponse> {
  // Of an order that waited, the one that was set aside last.
  const [attemptId, due] = [order.payments.at(-1)?.id ?? attemptIdOf(run), dueOf(order.totals)]
  const amounts = captureAmounts(order)
  for (const [n, amountMinor] of amounts.entries()) {
    try {
      const part = amountMinor < due ? { amount: toMoney({ amountMinor, currency: order.currency }) } : {}
      return await payments.capture({ attemptId, ...part }, { timeoutMs: captureTimeoutMs })
    } catch (error) {
      const isAnother = error instanceof ConnectError && error.code === Code.AlreadyExists
      if (!isAnother || n === amounts.length - 1) throw error
    }
  }
  throw new Error('an order with money set aside has an amount to take')
}

function paidChange({ tellings }: SagaNeeds, order: Order, attempt: Attempt | undefined, now: Date): OrderChange {
  const payments = attempt ? withAttempt(order.payments, attempt) : order.payments
  const capturedMinor = attempt?.captured ? fromMoney(attempt.captured).amountMinor : dueOf(order.totals)
  const [at, { currency }] = [now.toISOString(), order]
  const taken = withTaken({ ...order, payments }, capturedMinor)
  const never = taken.backs.flatMap(({ id: refundId, notTakenMinor = 0 }) =>
    notTakenMinor > 0 ? [{ at, event: 'not-taken', facts: { refundId, amountMinor: String(notTakenMinor), currency } }] : [],
  )
  const entry = { at, event: 'payment-captured', facts: { amountMinor: String(capturedMinor), currency } }
  const lines = withCardsSent(order.lines)
  const settled = moved({ ...taken, lines, timeline: [...order.timeline, ...never] }, 'paid', entry)
  const cards = withCards(tellings, settled, now)
  const paid = cards?.order ?? settled
  return {
    order: paid,
    told: [tellings.paid(settled), ...(cards?.told ?? []), ...tellingPaidGlasses(tellings, paid, now)],
    errands: agreeErrands(paid),
    rewrites: cards !== undefined,
    checkout: { from: 'capture', to: 'paid' },
  }
}
