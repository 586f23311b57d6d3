import { type Client, Code, ConnectError } from '@connectrpc/connect'
import type { AddPartResponse } from '@vitrine/contracts/stock/v1'
import type { DeliveryService } from '@vitrine/contracts/delivery/v1'
import { partBack, withBack } from '../domain/money-back.ts'
import type { Order } from '../domain/order.ts'
import { factOf } from '../domain/pieces.ts'
import { refundIdOf } from '../domain/return-file.ts'
import { type Swap, undoIdOf, whyNotSwapped, withSwapped } from '../domain/swap.ts'
import { isOpen } from './checkout/saga.ts'
import { editOrder, type Errand, moneyErrands, type OrderChange } from './edit-order.ts'
import type { ClaimedErrand, ErrandNeeds, ErrandOutcome } from './run-errands.ts'
import type { OrderTellings } from './tell-order.ts'

export type SwapDelivery = Pick<Client<typeof DeliveryService>, 'holdParcels'>

const timeoutMs = 2_000

/**
 * Does what `swap-pieces.ts` wrote: parcels are held, the new pieces put aside, the order changed. The entry of the timeline says that it ended, and how; each
 * step repeats its id, so whoever goes on after a process that died does it once. Only the order's statement gives old pieces away, so a swap that fails, or
 * comes too late, leaves everything as it was.
 */
export async function swapping(needs: ErrandNeeds, errand: ClaimedErrand): Promise<ErrandOutcome> {
  const { id, orderId, swap } = errand
  const order = await needs.orders.find(orderId)
  if (!swap || !order) throw new Error(`swap ${id} is of no order`)
  await needs.failpoint('orders.errand.swap.before-call')
  const found = hasEnded(order, id) ? 'ended' : await putAside(needs, orderId, swap)
  if (found === 'open') return 'open'
  await needs.failpoint('orders.errand.swap.after-call')
  const now = needs.clock()
  await needs.failpoint('orders.errand.swap.before-commit')
  if (found !== 'ended')
    await editOrder(needs.orders, orderId, now, (latest) => {
      if (hasEnded(latest, id)) return undefined
      const refusal = found.is === 'refused' ? found : whyNotSwapped(latest, swap)
      return refusal ? notSwapped(needs.tellings, latest, swap, refusal, now) : swapped(needs.tellings, latest, errand, swap, now)
    })
  await needs.errands.finish(id, 'done', now)
  await needs.failpoint('orders.errand.swap.after-commit')
  needs.published()
  return 'done'
}

const hasEnded = ({ timeline }: Order, swapId: string): boolean => timeline.some(({ facts }) => facts['swapId'] === swapId)

type Refusal = { readonly why: string; readonly left?: number }
type PutAside = 'open' | { readonly is: 'held' } | ({ readonly is: 'refused' } & Refusal)

async function putAside({ delivery, stock }: ErrandNeeds, orderId: string, { id, quantity, to }: Swap): Promise<PutAside> {
  const held = await answerOf(() => delivery.holdParcels({ orderId, changeId: id }, { timeoutMs }))
  if (held === 'open') return 'open'
  if (!held || held.left) return { is: 'refused', why: 'left' }
  const asked = { addId: id, reservationId: orderId, variantId: to.variantId, quantity }
  const added = await answerOf<AddPartResponse>(() => stock.addPart(asked, { timeoutMs }))
  if (added === 'open') return 'open'
  if (added?.result.case === 'added') return { is: 'held' }
  const left = added?.result.value?.shortages[0]?.available ?? 0
  return added ? { is: 'refused', why: 'sold-out', left } : { is: 'refused', why: 'left' } // nothing is kept for it any more
}

function swapped(tellings: OrderTellings, order: Order, { actor }: ClaimedErrand, swap: Swap, now: Date): OrderChange {
  const { id, lineId, quantity } = swap
  const { order: changed, swappedMinor, lessMinor } = withSwapped(order, swap)
  const back = partBack(changed, refundIdOf(id), lessMinor)
  const { variantId, name } = order.lines.find((line) => line.id === lineId)! // as `withSwapped` found it
  const money = { refundId: back.id, amountMinor: String(swappedMinor), currency: order.currency, orderNumber: order.number }
  const facts = { swapId: id, cancelId: id, pieces: String(quantity), name: name.en, lines: factOf([{ lineId, quantity }]), ...money }
  const next = {
    ...withBack(changed, back),
    timeline: [...order.timeline, { at: now.toISOString(), event: 'swapped', facts }],
  }
  const given: Errand = { ...givingBack, actor, id: `${id}-release-${lineId}`, variantId, quantity }
  return {
    order: next,
    told: [tellings.changed(next, 'lines', id)],
    errands: [given, ...moneyErrands(back, { kind: 'settle', reason: 'swapped', actor })],
    rewrites: true,
  }
}

const givingBack = { kind: 'release-part', amountMinor: 0, reason: 'swapped' } as const

/** Everything stays as it was: its parcels go on, and pieces that may have been put aside are given back. */
function notSwapped(tellings: OrderTellings, order: Order, { id, quantity, to }: Swap, { why, left = 0 }: Refusal, now: Date): OrderChange {
  const facts = { swapId: id, why, left: String(left) }
  const next = { ...order, timeline: [...order.timeline, { at: now.toISOString(), event: 'swap-refused', facts }] }
  const given: Errand = { ...givingBack, id: undoIdOf(id), actor: '', variantId: to.variantId, quantity }
  return { order: next, told: [tellings.changed(next, 'lines', id)], errands: [given] }
}

/** The answer; `open` when there is none yet; undefined when the other service knows nothing of it. */
async function answerOf<T>(call: () => Promise<T>): Promise<T | 'open' | undefined> {
  try {
    return await call()
  } catch (error) {
    if (isOpen(error)) return 'open'
    if (error instanceof ConnectError && error.code === Code.NotFound) return undefined
    throw error
  }
}
