import type { Snapshot } from './cart.ts'
import { isGiftCard } from './gift-cards.ts'
import { isPlain } from './glasses.ts'
import { mayAct, type Order, type OrderLine, type TaxPart, type Totals } from './order.ts'
import { paidMinor, piecesOf, shareMinor, unsentOf, withPieces } from './pieces.ts'

/*
 * Pieces that have not left are swapped for another variant of their product, at most as dear. Lines that were bought stay as they were: the old pieces are
 * taken out, the new ones are a line of their own, which what was paid for the old ones pays.
 */

/** What is to be swapped, as it was when somebody asked. */
export interface Swap {
  /** Of the line that comes in, too. */
  readonly id: string
  readonly lineId: string
  readonly quantity: number
  readonly to: Omit<Snapshot, 'weightG'>
  /** What one of the new pieces cost more than one of the old on the day it was asked for, without tax where that is on top: never more than 0. */
  readonly differenceMinor: number
}

export type WhyNotSwapped =
  | { readonly why: 'status' }
  | { readonly why: 'made-to-order' }
  | { readonly why: 'left' }
  | { readonly why: 'too-many'; readonly left: number }

/** Whether all its parcels are there and in the shop. */
export const isInShop = ({ deliveries }: Pick<Order, 'deliveries'>): boolean =>
  deliveries.some(({ state }) => state === 'made') && deliveries.every(({ state }) => state === 'made' || state === 'stopped')

/** Lines whose pieces are all alike and come from a shelf. */
export const isSwappable = (line: OrderLine): boolean => isPlain(line) && !isGiftCard(line)

export function whyNotSwapped(order: Order, { lineId, quantity }: Pick<Swap, 'lineId' | 'quantity'>): WhyNotSwapped | undefined {
  const line = order.lines.find(({ id }) => id === lineId)
  if (!mayAct('swap', order.status)) return { why: 'status' }
  if (!line || !isSwappable(line)) return { why: 'made-to-order' }
  if (!isInShop(order)) return { why: 'left' }
  return unsentOf(line) < quantity ? { why: 'too-many', left: unsentOf(line) } : undefined
}

/** The order with pieces swapped, and what the new ones cost less than was paid for the old ones. `swappedMinor` is what these pay of the new line. */
export function withSwapped(
  order: Order,
  swap: Swap,
): { readonly order: Order; readonly swappedMinor: number; readonly lessMinor: number } {
  const old = order.lines.find(({ id }) => id === swap.lineId)
  if (!old) throw new Error(`order ${order.id} has no line ${swap.lineId}`)
  const { taxIncluded } = order.totals
  const worthMinor = shareMinor(old, taxIncluded, swap.quantity)
  const line = lineOf(old, swap, taxIncluded, worthMinor)
  const swappedMinor = paidMinor(line, taxIncluded)
  const { cancelled, settled } = piecesOf(old)
  const out = withPieces(old, { cancelled: cancelled + swap.quantity, settled: settled + swap.quantity })
  const lines = [...order.lines.map((each) => (each === old ? out : each)), line]
  return { order: { ...order, lines, totals: plusLine(order.totals, line, 1) }, swappedMinor, lessMinor: worthMinor - swappedMinor }
}

/** At the price of the old one with today's difference; what was taken off the old pieces is taken off the new ones. */
function lineOf(old: OrderLine, { id, lineId, quantity, to, differenceMinor }: Swap, taxIncluded: boolean, worthMinor: number): OrderLine {
  const { taxRatePpm } = old
  const unitPriceMinor = Math.max(0, old.unitPriceMinor + differenceMinor)
  const totalMinor = unitPriceMinor * quantity
  const [rate, difference] = [taxRatePpm / 1_000_000, differenceMinor * quantity]
  const paid = Math.max(0, worthMinor + (taxIncluded ? difference : Math.round(difference * (1 + rate))))
  const net = Math.min(totalMinor, Math.round(paid / (1 + rate)))
  const discountMinor = taxIncluded ? totalMinor - paid : totalMinor - net
  const { variantId, productId, sku, slug, kind, name, options, image } = to
  const amounts = { unitPriceMinor, totalMinor, discountMinor, taxMinor: paid - Math.min(net, paid), taxRatePpm }
  return { id, variantId, productId, sku, slug, kind, name, options, image, quantity, swapOf: lineId, ...amounts }
}

/** The totals with a line that was swapped in, or without it. */
function plusLine(totals: Totals, line: OrderLine, times: 1 | -1): Totals {
  const paid = paidMinor(line, totals.taxIncluded)
  const swappedMinor = (totals.swappedMinor ?? 0) + times * paid
  const { swappedMinor: _, ...rest } = totals
  return {
    ...rest,
    linesMinor: totals.linesMinor + times * line.totalMinor,
    discountMinor: totals.discountMinor + times * line.discountMinor,
    taxMinor: totals.taxMinor + times * line.taxMinor,
    totalMinor: totals.totalMinor + times * paid,
    ...(totals.taxes && { taxes: plusTax(totals.taxes, line, times, line.totalMinor - line.discountMinor) }),
    ...(swappedMinor > 0 && { swappedMinor }),
  }
}

function plusTax(taxes: readonly TaxPart[], { taxRatePpm: ratePpm, taxMinor }: OrderLine, times: 1 | -1, amountMinor: number): TaxPart[] {
  const known = taxes.find((part) => part.ratePpm === ratePpm) ?? { ratePpm, amountMinor: 0, taxMinor: 0 }
  const next = { ratePpm, amountMinor: known.amountMinor + times * amountMinor, taxMinor: known.taxMinor + times * taxMinor }
  return taxes.includes(known) ? taxes.map((part) => (part === known ? next : part)) : [...taxes, next]
}

/** Under which id pieces are given back that were put aside for a swap which is not made; and of an errand, which swap that is, if any. */
export const undoIdOf = (swapId: string): string => `${swapId}-undone`
export const undoneBy = (errandId: string): string => (errandId.endsWith('-undone') ? errandId.slice(0, -'-undone'.length) : '')

/** Lines that were swapped in, oldest first. */
export const swappedIn = ({ lines }: Pick<Order, 'lines'>): readonly OrderLine[] => lines.filter(({ swapOf }) => swapOf !== undefined)

/** The order as it was bought: its invoice says no more, and each line that was swapped in has one of its own. */
export const asBought = (order: Order): Order => ({
  ...order,
  lines: order.lines.filter(({ swapOf }) => swapOf === undefined),
  totals: swappedIn(order).reduce((totals, line) => plusLine(totals, line, -1), order.totals),
})
