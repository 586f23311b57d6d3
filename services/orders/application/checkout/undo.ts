import { Code, ConnectError } from '@connectrpc/connect'
import { toMoney } from '@vitrine/contracts/money'
import type { Step } from '../../domain/checkout.ts'
import { dueOf } from '../../domain/order.ts'
import { editOrder, moved } from '../edit-order.ts'
import { tellingDroppedGlasses } from '../tell-glasses.ts'
import { published } from './place-and-capture.ts'
import { amountOf, attemptIdOf, called, goOn, isOpen, type Run, type SagaNeeds, type Stepped, waitFor } from './saga.ts'

const timeoutMs = 1_000
const voidTimeoutMs = 4_000

/** The order whose money the bank did not give is cancelled, its cart locked again until the rest is undone. */
export async function undoPlace(needs: SagaNeeds, run: Run): Promise<Stepped> {
  const now = needs.clock()
  await needs.failpoint('orders.checkout.undo-place.before-commit')
  const order = await editOrder(needs.orders, run.orderId, now, (placed) => {
    if (placed.status === 'cancelled') return undefined
    const cancelled = moved(placed, 'cancelled', { at: now.toISOString(), event: 'cancelled', facts: { reason: 'payment-declined' } })
    const checkout = { from: 'undo-place', to: 'undo-authorise' } as const
    const dropped = tellingDroppedGlasses(needs.tellings, placed, cancelled, now)
    return { order: cancelled, told: [needs.tellings.cancelled(cancelled, 'payment-declined'), ...dropped], checkout }
  })
  await needs.failpoint('orders.checkout.undo-place.after-commit')
  if (!order) throw new Error(`order ${run.orderId} was placed and is not there`)
  await published(needs, 'undo-place')
  return { run: { ...run, step: 'undo-authorise' } }
}

/** Drops what was set aside; what was taken meanwhile is given back. An attempt whose outcome is unknown is payments' to void once it is known. */
export async function undoAuthorise(needs: SagaNeeds, run: Run): Promise<Stepped> {
  if (!run.priced || dueOf(run.priced.totals) === 0) return goOn(needs, run, 'undo-authorise', 'undo-freeze')
  const isUndone = await undoing(needs, run, 'undo-authorise', async () => {
    const { result } = await needs.payments.void({ attemptId: attemptIdOf(run) }, { timeoutMs: voidTimeoutMs })
    if (result.case !== 'captured') return
    const refund = { refundId: `${attemptIdOf(run)}-undo`, orderId: run.orderId, amount: toMoney(amountOf(run)), reason: 'checkout undone' }
    await needs.payments.refund(refund, { timeoutMs: voidTimeoutMs })
  })
  return isUndone ? goOn(needs, run, 'undo-authorise', 'undo-freeze') : 'stands'
}

/** Gives coupons, gift cards and store credit back. */
export async function undoFreeze(needs: SagaNeeds, run: Run): Promise<Stepped> {
  const isUndone = await undoing(needs, run, 'undo-freeze', () => needs.pricing.unfreeze({ orderId: run.orderId }, { timeoutMs }))
  return isUndone ? goOn(needs, run, 'undo-freeze', 'undo-reserve') : 'stands'
}

/** Gives the pieces back; with the record of it the cart is open again, and payable. */
export async function undoReserve(needs: SagaNeeds, run: Run): Promise<Stepped> {
  const isUndone = await undoing(needs, run, 'undo-reserve', () => needs.stock.release({ reservationId: run.orderId }, { timeoutMs }))
  return isUndone ? goOn(needs, run, 'undo-reserve', 'refused') : 'stands'
}

type Undo = Step & ('undo-authorise' | 'undo-freeze' | 'undo-reserve')

/** False when the other service is away: it is asked again until it answers. What it never heard of needs no undoing. */
async function undoing(needs: SagaNeeds, run: Run, step: Undo, call: () => Promise<unknown>): Promise<boolean> {
  return called(needs, step, async () => {
    try {
      await call()
      return true
    } catch (error) {
      if (error instanceof ConnectError && error.code === Code.NotFound) return true
      if (!isOpen(error)) throw error
      await waitFor(needs, run, step, undefined)
      return false
    }
  })
}
