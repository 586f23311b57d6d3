import { Code, ConnectError } from '@connectrpc/connect'
import { Fault } from '@vitrine/platform/rpc/fault'
import type { Cart } from '../../domain/cart.ts'
import { exchangeCart, replacementIdOf } from '../../domain/exchange.ts'
import { awaitsReturn, dueOf, mayAct, type Order } from '../../domain/order.ts'
import { cancelOrder } from '../cancel-order.ts'
import { checkOut, type CheckoutOutcome, type CheckOutNeeds } from '../checkout/check-out.ts'
import { isOpen } from '../checkout/saga.ts'
import { editOrder, type OrderChange } from '../edit-order.ts'
import type { ClaimedErrand, ErrandNeeds, ErrandOutcome } from '../run-errands.ts'
import { viewCart } from '../view-cart.ts'
import { swapEnded } from './dearer-swap.ts'
import { openSwapOf } from '../../domain/return-file.ts'
import { dueChange, paidForChange, replacementOf, unobtainable } from './agree-to-exchange.ts'

export interface ExchangeCartStore {
  /** Writes a cart that is whole, unless its id is there. */
  prepare(cart: Cart, at: Date): Promise<void>
}

export interface ExchangeNeeds {
  readonly carts: ExchangeCartStore
  readonly checkout: CheckOutNeeds
}

const staff = { customerId: '', isStaff: true }

/**
 * Does what the two orders of an exchange ask of each other. Each asks under one id, so that twice is once; a process that dies is finished by another.
 * Between the two statements one order may know and the other not yet: what the first decided holds, and the second follows.
 */
export const runExchange =
  ({ carts, checkout }: ExchangeNeeds) =>
  async (needs: ErrandNeeds, errand: ClaimedErrand): Promise<ErrandOutcome> => {
    switch (errand.kind) {
      case 'replace':
        return replacing(needs, carts, checkout, errand)
      case 'agree':
        return agreed(needs, errand)
      case 'pass':
        return passed(needs, replacementOf(errand.id))
      case 'call-off':
        await cancelOrder(needs, replacementOf(errand.id), staff, 'exchange-called-off')
        return 'done'
      default:
        throw new Error(`${errand.kind} is no errand of an exchange`)
    }
  }

/** Prepares the cart. What costs its shopper nothing is bought at once, which holds the pieces; else they are told what it costs, and pay it. */
async function replacing(
  needs: ErrandNeeds,
  carts: ExchangeCartStore,
  checkout: CheckOutNeeds,
  errand: ClaimedErrand,
): Promise<ErrandOutcome> {
  const order = await needs.orders.find(errand.orderId)
  const file = order?.returns.find(({ id, state }) => id === errand.reason && state === 'to-pay')
  if (!order || !file?.exchange || !errand.id.startsWith(file.exchange.cartId)) return 'done' // decided otherwise meanwhile
  const { cartId } = file.exchange
  const held = file.kind === 'swap' ? await parcelsHeld(needs, order.id, file.id) : 'held'
  if (held === 'open') return 'open'
  if (held === 'left') {
    const now = needs.clock()
    const decide = (latest: Order) => {
      const unpaid = openSwapOf(latest)
      return unpaid?.id === file.id ? swapEnded(needs.tellings, latest, unpaid, { why: 'left' }, now) : undefined
    }
    await editOrder(needs.orders, order.id, now, decide)
    return 'done'
  }
  await carts.prepare(exchangeCart(order, file), needs.clock())
  const bought = await buying(checkout, exchangeCart(order, file))
  if (bought === 'placed' || bought === 'open') return bought === 'placed' ? 'done' : 'open'
  const now = needs.clock()
  const decide = (latest: Order): OrderChange | undefined =>
    'dueMinor' in bought
      ? dueChange(needs.tellings, latest, cartId, bought.dueMinor)
      : unobtainable(needs.tellings, latest, cartId, bought.refused, now)
  await editOrder(needs.orders, order.id, now, decide)
  return 'done'
}

/** A swap is of pieces in the shop: their parcels stay there while its difference is awaited. */
async function parcelsHeld({ delivery }: ErrandNeeds, orderId: string, changeId: string): Promise<'held' | 'left' | 'open'> {
  try {
    return (await delivery.holdParcels({ orderId, changeId }, { timeoutMs: 2_000 })).left ? 'left' : 'held'
  } catch (error) {
    if (isOpen(error)) return 'open'
    if (error instanceof ConnectError && error.code === Code.NotFound) return 'left'
    throw error
  }
}

type Bought = 'placed' | 'open' | { readonly dueMinor: number } | { readonly refused: string }

async function buying(needs: CheckOutNeeds, cart: Cart): Promise<Bought> {
  try {
    const { priced, problems } = await viewCart(needs, cart)
    const [problem] = problems
    if (problem) return { refused: problem.code }
    const dueMinor = dueOf(priced.totals)
    if (dueMinor > 0) return { dueMinor }
    const expected = { amountMinor: priced.totals.totalMinor - (cart.exchange?.atMostMinor ?? 0), currency: cart.currency }
    const payment = { provider: '', method: '', token: '', returnUrl: '' } // nothing is left to pay
    return boughtBy(await checkOut(needs, { cartId: cart.id, orderId: replacementIdOf(cart.id), payment, expected, viewer: staff }))
  } catch (error) {
    if (isOpen(error) || (error instanceof Fault && error.code === 'unavailable')) return 'open'
    throw error
  }
}

function boughtBy(outcome: CheckoutOutcome): Bought {
  switch (outcome.outcome) {
    case 'order':
      return outcome.order.status === 'cancelled' ? { refused: 'cancelled' } : 'placed'
    case 'checked-out':
      return 'placed'
    case 'action':
    case 'payment-in-progress':
      return 'open'
    case 'incomplete':
      return { refused: outcome.missing[0] ?? 'lines' }
    case 'price-changed':
      return { refused: 'price-changed' }
    case 'refused':
      return { refused: outcome.refusal.code }
  }
}

/** The replacement was paid. Where the shop took its agreement back at the last moment, it is cancelled, and what its shopper paid goes back. */
async function agreed(needs: ErrandNeeds, { orderId }: ClaimedErrand): Promise<ErrandOutcome> {
  const replacement = await needs.orders.find(orderId)
  const of = replacement?.totals.exchange
  if (!replacement || !of) return 'done'
  const now = needs.clock()
  const order = await editOrder(needs.orders, of.orderId, now, (latest) => paidForChange(needs.tellings, latest, replacement, now))
  const isKnown = order?.returns.some(({ exchange }) => exchange?.orderId === orderId) ?? false
  if (!isKnown && mayAct('cancel', replacement.status)) await cancelOrder(needs, orderId, staff, 'exchange-called-off')
  return 'done'
}

/** The pieces passed the check: the parcel of their replacement goes. */
async function passed(needs: ErrandNeeds, replacementId: string): Promise<ErrandOutcome> {
  const now = needs.clock()
  await editOrder(needs.orders, replacementId, now, (order) => {
    if (!awaitsReturn(order) || order.status === 'cancelled') return undefined
    const changed = { ...order, timeline: [...order.timeline, { at: now.toISOString(), event: 'exchange-passed', facts: {} }] }
    return { order: changed, told: [needs.tellings.changed(changed, 'return-passed')] }
  })
  return 'done'
}
