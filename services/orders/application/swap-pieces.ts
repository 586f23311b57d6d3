import type { Client } from '@connectrpc/connect'
import type { CatalogService } from '@vitrine/contracts/catalog/v1'
import type { PricingService } from '@vitrine/contracts/pricing/v1'
import type { StockService } from '@vitrine/contracts/stock/v1'
import { Fault } from '@vitrine/platform/rpc/fault'
import type { Snapshot, Viewer } from '../domain/cart.ts'
import type { Order } from '../domain/order.ts'
import { checkedCounts } from '../domain/pieces.ts'
import { type Swap, whyNotSwapped } from '../domain/swap.ts'
import { openSwapOf } from '../domain/return-file.ts'
import { snapshotOf } from './add-line.ts'
import { askingDifference, swapEnded } from './exchange/dearer-swap.ts'
import { type MoveRefused, moveRefused } from './cancel-order.ts'
import { editOrder, type OrderChange } from './edit-order.ts'
import { findOrder } from './find-order.ts'
import { type ErrandNeeds, runErrand, runErrandsOf } from './run-errands.ts'
import { differencesOf, whyNotHad } from './swap-difference.ts'

export interface SwapPieces {
  /** Drawn by the caller: the same swap again swaps once. */
  readonly swapId: string
  readonly orderId: string
  readonly lineId: string
  readonly quantity: number
  readonly variantId: string
  /** Who of the shop does it; empty for the shopper. */
  readonly actor: string
  readonly viewer: Viewer
}

/**
 * Why pieces are not swapped for another variant of their product. `dearer`: of an order with gift cards, whose parts nobody could tell apart, and of a
 * replacement that waits for what it is given for, as one made of it would not wait.
 */
export type NotSwappable = 'other-product' | 'same-variant' | 'made-to-order' | 'not-sold' | 'dearer' | 'sold-out' | 'left'

export type Swapped =
  | { readonly outcome: 'swapped'; readonly order: Order }
  /** Another service has not answered, or its difference waits to be paid: it is gone on with, and the order says how it ended. */
  | { readonly outcome: 'pending'; readonly order: Order }
  | MoveRefused
  | { readonly outcome: 'too-many'; readonly lineId: string; readonly left: number }
  | { readonly outcome: 'not-swappable'; readonly reason: NotSwappable; readonly left: number }

export interface SwapNeeds extends ErrandNeeds {
  readonly catalog: Pick<Client<typeof CatalogService>, 'getVariants'>
  readonly stock: ErrandNeeds['stock'] & Pick<Client<typeof StockService>, 'availability'>
  readonly pricing: ErrandNeeds['pricing'] & Pick<Client<typeof PricingService>, 'quote'>
}

const timeoutMs = 1_500

/**
 * Swaps pieces that have not left for as many of another variant of their product, at most as dear: its parcels are kept in the shop, the new pieces put aside,
 * then the order is changed, in one statement, and the old pieces are given back with what the new ones cost less. The wish is written first, so a process that
 * dies is finished by a job (run-swap.ts); whatever happens to the order meanwhile, what was put aside for nothing is given back. What costs more is paid first,
 * by its shopper (exchange/dearer-swap.ts); the same variant again is what was ordered, and ends such a wish.
 *
 * Twice is once, and two at once swap no piece twice. Refusals: a status in which it is too late; more pieces than are left; what cannot be swapped, and why.
 * Fault: `not-found`, also for a variant nobody knows. Throws RangeError for no pieces or an unknown line.
 */
export async function swapPieces(needs: SwapNeeds, wish: SwapPieces): Promise<Swapped> {
  const { swapId, orderId, lineId, quantity, viewer, actor } = wish
  if (swapId === '') throw new RangeError('swapId is missing')
  const known = await findOrder(needs.orders, orderId, viewer)
  checkedCounts(known.lines, [{ lineId, quantity }])
  const isAsked = known.returns.some(({ id }) => id === swapId) || (await needs.errands.find(swapId)) !== undefined
  if (!isAsked) {
    const now = needs.clock()
    const unpaid = openSwapOf(known)
    if (unpaid && unpaid.lines.some((line) => line.lineId === lineId) && isAsOrdered(known, wish)) return keepAsOrdered(needs, known, now)
    const found = refusedBy(known, wish, now) ?? (await swapOf(needs, known, wish))
    if ('outcome' in found) return found
    const { swap, wants } = found
    let refusal: Swapped | undefined
    const errand = { id: swapId, kind: 'swap', amountMinor: 0, reason: 'swapped', actor, swap } as const
    const decide = (latest: Order): OrderChange | undefined => {
      refusal = refusedBy(latest, wish, now)
      if (refusal || latest.returns.some(({ id }) => id === swapId)) return undefined
      if (swap.differenceMinor <= 0) return { order: latest, told: [], errands: [errand] }
      return askingDifference(needs.tellings, latest, { id: swapId, lineId, quantity, wants, actor }, now)
    }
    await editOrder(needs.orders, orderId, now, decide, known)
    if (refusal) return refusal
    needs.published()
  }
  await runErrand(needs, swapId)
  // What the order asks for now: old pieces back on their shelf, and money back.
  await runErrandsOf(needs, orderId)
  return outcomeOf((await needs.orders.find(orderId)) ?? known, wish, needs.clock())
}

const isAsOrdered = ({ lines }: Order, { lineId, variantId }: SwapPieces): boolean =>
  lines.some((line) => line.id === lineId && line.variantId === variantId)

/** The difference is not paid after all: the parcel goes as it is. */
async function keepAsOrdered(needs: SwapNeeds, known: Order, now: Date): Promise<Swapped> {
  const decide = (latest: Order) => {
    const unpaid = openSwapOf(latest)
    return unpaid && swapEnded(needs.tellings, latest, unpaid, { why: 'as-ordered' }, now)
  }
  const order = await editOrder(needs.orders, known.id, now, decide, known)
  needs.published()
  return { outcome: 'swapped', order: order ?? known }
}

/** How it ended, as the order says. */
function outcomeOf(order: Order, { swapId, lineId }: SwapPieces, now: Date): Swapped {
  const entry = order.timeline.find(({ facts }) => facts['swapId'] === swapId)
  if (!entry) return { outcome: 'pending', order }
  if (entry.event === 'swapped' || entry.event === 'exchanged') return { outcome: 'swapped', order }
  const { why = '', left = '0' } = entry.facts
  if (why === 'status') return moveRefused(order, now)
  if (entry.event === 'exchange-lapsed' || why === 'as-ordered' || why === 'another') return { outcome: 'pending', order }
  if (why === 'too-many') return { outcome: 'too-many', lineId, left: Number(left) }
  return { outcome: 'not-swappable', reason: why as NotSwappable, left: Number(left) } // written by run-swap.ts
}

function refusedBy(order: Order, { lineId, quantity }: SwapPieces, now: Date): Exclude<Swapped, { readonly order: Order }> | undefined {
  const refusal = whyNotSwapped(order, { lineId, quantity })
  switch (refusal?.why) {
    case undefined:
      return undefined
    case 'status':
      return moveRefused(order, now)
    case 'too-many':
      return { outcome: 'too-many', lineId, left: refusal.left }
    case 'left':
    case 'made-to-order':
      return { outcome: 'not-swappable', reason: refusal.why, left: 0 }
  }
}

type Refused = Extract<Swapped, { readonly outcome: 'not-swappable' }>
const refused = (reason: NotSwappable, left = 0): Refused => ({ outcome: 'not-swappable', reason, left })

/** What is to be swapped, in the words and at the price of this moment. */
async function swapOf(
  needs: SwapNeeds,
  order: Order,
  { swapId, lineId, quantity, variantId }: SwapPieces,
): Promise<{ readonly swap: Swap; readonly wants: Snapshot } | Refused> {
  const line = order.lines.find(({ id }) => id === lineId)! // counts are of its lines
  if (variantId === line.variantId) return refused('same-variant')
  const [{ variants }, { availabilities }, differences] = await Promise.all([
    needs.catalog.getVariants({ variantIds: [variantId] }, { timeoutMs }),
    needs.stock.availability({ variantIds: [variantId] }, { timeoutMs }),
    differencesOf(needs, order, line, [variantId]),
  ])
  const variant = variants.find((each) => each.variantId === variantId)
  if (!variant) throw new Fault('not-found', `no variant ${variantId}`)
  const differenceMinor = differences.get(variantId)
  const why = whyNotHad(order, line, variant, differenceMinor)
  if (why || differenceMinor === undefined) return refused(why ?? 'not-sold')
  const ready = availabilities.find((each) => each.variantId === variantId)?.ready ?? 0
  if (ready < quantity) return refused('sold-out', ready)
  const wants: Snapshot = snapshotOf(variant)
  const { weightG: _, ...to } = wants
  return { swap: { id: swapId, lineId, quantity, to, differenceMinor }, wants }
}
