import { type Client, Code, ConnectError } from '@connectrpc/connect'
import type { PaymentService } from '@vitrine/contracts/payments/v1'
import type { PricingService } from '@vitrine/contracts/pricing/v1'
import type { StockService } from '@vitrine/contracts/stock/v1'
import type { Clock } from '@vitrine/platform/clock/clock'
import type { Cart } from '../../domain/cart.ts'
import {
  type CheckoutPoint,
  type CheckoutRefusal,
  type End,
  leaseMs,
  type PaymentAction,
  type PaymentChoice,
  pauseMs,
  type Step,
} from '../../domain/checkout.ts'
import { dueOf, type Order } from '../../domain/order.ts'
import type { OrderStore } from '../edit-order.ts'
import type { OrderTellings, Telling } from '../tell-order.ts'
import type { Priced } from '../view-cart.ts'

/** A checkout as its row says, with its cart; the cart does not change meanwhile. */
export interface Run {
  readonly cart: Cart
  readonly orderId: string
  readonly attempt: number
  /** The step to take next. */
  readonly step: Step | End
  readonly payment: PaymentChoice
  readonly expectedMinor: number
  readonly priced: Priced | null
  readonly action: PaymentAction | null
  readonly refusal: CheckoutRefusal | null
  readonly tries: number
  readonly begunAt: Date
  readonly leaseUntil: Date
}

/** What a step writes. What it leaves out stays, but `action`: without one nobody waits. */
export interface Progress {
  readonly step: Step | End
  readonly priced?: Priced
  readonly action?: PaymentAction
  readonly refusal?: CheckoutRefusal
  readonly tries: number
  readonly leaseUntil: Date
  readonly dueAt: Date
  /** Leaves with the step. */
  readonly told?: Telling
}

export interface CheckoutStore {
  /** The cart, and its checkout if it ever had one. */
  load(cartId: string): Promise<{ readonly cart: Cart; readonly run: Run | undefined } | undefined>
  /** Locks the open cart at its version and writes the row, in one statement. Undefined when the cart changed. Fault: `already-exists`. */
  begin(cart: Cart, orderId: string, payment: PaymentChoice, expectedMinor: number, at: Date, leaseUntil: Date): Promise<Run | undefined>
  /** Takes over a checkout nobody works on. Undefined when somebody does, or it has ended. */
  claim(orderId: string, at: Date, leaseUntil: Date): Promise<Run | undefined>
  /** Order ids of checkouts that are due and nobody works on, oldest first. */
  due(at: Date, limit: number): Promise<readonly string[]>
  /** Makes a checkout that waits due now. Answers the payments its order shows, if it was placed. */
  wake(orderId: string, at: Date): Promise<Order['payments'] | undefined>
  /** Records the step; false when the checkout is not at `from` any more. `refused` opens the cart again, in the same statement. */
  advance(orderId: string, from: Step, progress: Progress, at: Date): Promise<boolean>
  /** The order, its number, `OrderPlaced`, the cart's end and the step, in one statement. Undefined when the checkout is not at `place` any more. */
  place(order: Order, progress: Progress, at: Date): Promise<Order | undefined>
}

export interface SagaNeeds {
  readonly checkouts: CheckoutStore
  readonly orders: OrderStore
  readonly stock: Pick<Client<typeof StockService>, 'reserve' | 'keep' | 'release'>
  readonly pricing: Pick<Client<typeof PricingService>, 'freeze' | 'unfreeze'>
  readonly payments: Pick<Client<typeof PaymentService>, 'authorise' | 'capture' | 'void' | 'getAttempt' | 'refund'>
  readonly tellings: OrderTellings
  readonly clock: Clock
  /** The shop's, in whose days orders count. */
  readonly timeZone: string
  /** So many days the shop takes things back. */
  readonly returnDays: number
  readonly published: () => void
  readonly failpoint: (point: CheckoutPoint) => Promise<void>
}

/** What a step answers: the run for the next step; or that it stands, because somebody is waited for or another process went ahead. */
export type Stepped = { readonly run: Run; readonly order?: Order } | 'stands'

/** The payment of a run, repeated by whoever repeats the step. */
export const attemptIdOf = ({ orderId, attempt }: Run): string => `${orderId}-${attempt}`

export const amountOf = ({ priced, cart }: Run): { amountMinor: number; currency: string } => {
  if (!priced) throw new Error('a checkout without frozen prices')
  return { amountMinor: dueOf(priced.totals), currency: cart.currency }
}

/** Calls another service between the two points at which the process may die. */
export async function called<T>(
  needs: SagaNeeds,
  step: Step & ('reserve' | 'freeze' | 'authorise' | 'place' | 'capture' | 'undo-authorise' | 'undo-freeze' | 'undo-reserve'),
  call: () => Promise<T>,
): Promise<T> {
  await needs.failpoint(`orders.checkout.${step}.before-call`)
  const answer = await call()
  await needs.failpoint(`orders.checkout.${step}.after-call`)
  return answer
}

/** Records a step and goes on from there. */
export async function goOn(
  needs: SagaNeeds,
  run: Run,
  from: Step,
  to: Step | End,
  { told, ...facts }: Pick<Progress, 'priced' | 'refusal' | 'told'> = {},
): Promise<Stepped> {
  const now = needs.clock()
  const progress = { step: to, tries: 0, leaseUntil: new Date(now.getTime() + leaseMs), dueAt: now, ...facts, ...(told && { told }) }
  await needs.failpoint(`orders.checkout.${from}.before-commit`)
  const isOurs = await needs.checkouts.advance(run.orderId, from, progress, now)
  await needs.failpoint(`orders.checkout.${from}.after-commit`)
  return isOurs ? { run: { ...run, ...facts, step: to, action: null, tries: 0 } } : 'stands'
}

/** Records that the answer is still out; the same step is taken again later, or as soon as an event says more. */
export async function waitFor(needs: SagaNeeds, run: Run, from: Step, action: PaymentAction | undefined): Promise<'stands'> {
  const now = needs.clock()
  const waiting = { step: from, tries: run.tries + 1, leaseUntil: now, dueAt: new Date(now.getTime() + pauseMs(run.tries)) }
  await needs.failpoint(`orders.checkout.${from}.before-commit`)
  await needs.checkouts.advance(run.orderId, from, action ? { ...waiting, action } : waiting, now)
  await needs.failpoint(`orders.checkout.${from}.after-commit`)
  return 'stands'
}

/**
 * Whether a call that failed may have had its effect, or may have it when it is asked again.
 * Otherwise the other service refused what it was asked, and will refuse it again.
 */
export function isOpen(error: unknown): boolean {
  if (!(error instanceof ConnectError)) return false
  return ![
    Code.InvalidArgument,
    Code.NotFound,
    Code.AlreadyExists,
    Code.FailedPrecondition,
    Code.PermissionDenied,
    Code.Unimplemented,
  ].includes(error.code)
}
