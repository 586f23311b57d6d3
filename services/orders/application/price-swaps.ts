import type { Client } from '@connectrpc/connect'
import type { CatalogService } from '@vitrine/contracts/catalog/v1'
import type { PricingService } from '@vitrine/contracts/pricing/v1'
import type { Snapshot, Viewer } from '../domain/cart.ts'
import { exchangeCart } from '../domain/exchange.ts'
import { partBack } from '../domain/money-back.ts'
import type { Order } from '../domain/order.ts'
import { checkedCounts } from '../domain/pieces.ts'
import { whyNotSwapped, withSwapped } from '../domain/swap.ts'
import { snapshotOf } from './add-line.ts'
import type { OrderStore } from './edit-order.ts'
import { wishedFile } from './exchange/dearer-swap.ts'
import { findOrder } from './find-order.ts'
import { differencesOf, whyNotHad } from './swap-difference.ts'
import { priceOf } from './view-cart.ts'

export interface PriceSwaps {
  readonly orderId: string
  readonly lineId: string
  readonly quantity: number
  readonly viewer: Viewer
}

/** `differenceMinor`: of all the pieces, what is to be paid; below zero what goes back. */
export interface SwapPrice {
  readonly variantId: string
  readonly differenceMinor: number
}

export interface PriceSwapsNeeds {
  readonly orders: Pick<OrderStore, 'find'>
  readonly catalog: Pick<Client<typeof CatalogService>, 'getVariants'>
  readonly pricing: Pick<Client<typeof PricingService>, 'quote'>
  readonly clock: () => Date
}

const timeoutMs = 1_500

/**
 * What a swap for each other variant of the product would cost its shopper now, or give back, reckoned by what swaps them: a coupon of the order, its tax and,
 * where it moves whole, its delivery are in it. Those that cannot be had are left out; whether they are there is not asked.
 *
 * Costs one quote, and one more for each that is dearer. Faults: `not-found`; `unavailable`. Throws RangeError for no pieces or an unknown line.
 */
export async function priceSwaps(
  needs: PriceSwapsNeeds,
  asked: PriceSwaps,
): Promise<{ readonly currency: string; readonly swaps: readonly SwapPrice[] }> {
  const { orderId, lineId, quantity, viewer } = asked
  const order = await findOrder(needs.orders, orderId, viewer)
  checkedCounts(order.lines, [{ lineId, quantity }])
  const line = order.lines.find(({ id }) => id === lineId)! // as `checkedCounts` found it
  const { currency } = order
  if (whyNotSwapped(order, asked)) return { currency, swaps: [] }
  const { variants } = await needs.catalog.getVariants({ productIds: [line.productId] }, { timeoutMs })
  const others = variants.filter(({ variantId }) => variantId !== line.variantId)
  const differences = await differencesOf(
    needs,
    order,
    line,
    others.map(({ variantId }) => variantId),
  )
  const priced = others.map(async (variant): Promise<SwapPrice[]> => {
    const difference = differences.get(variant.variantId)
    if (difference === undefined || whyNotHad(order, line, variant, difference)) return []
    const to = snapshotOf(variant)
    const swap = { id: '', lineId, quantity, to, differenceMinor: difference }
    const differenceMinor = difference > 0 ? await dueFor(needs, order, { lineId, quantity, wants: to }) : -lessOf(order, swap)
    return [{ variantId: variant.variantId, differenceMinor }]
  })
  return { currency, swaps: (await Promise.all(priced)).flat() }
}

/** What goes back, as `run-swap.ts` gives it. */
function lessOf(order: Order, swap: Parameters<typeof withSwapped>[1]): number {
  const { order: changed, lessMinor } = withSwapped(order, swap)
  const { bankMinor, creditMinor } = partBack(changed, '', lessMinor)
  return bankMinor + creditMinor
}

/** What is left to pay of the replacement: the cart it would be bought with, less what the pieces pay. */
async function dueFor(
  { pricing, clock }: PriceSwapsNeeds,
  order: Order,
  wish: { readonly lineId: string; readonly quantity: number; readonly wants: Snapshot },
): Promise<number> {
  const file = wishedFile(order, { id: '', actor: '', ...wish }, clock())
  const { totals } = await priceOf(pricing, exchangeCart(order, file))
  return totals.totalMinor - file.exchange.atMostMinor
}
