import { goodsOf } from './glasses.ts'
import type { Order, OrderLine } from './order.ts'
import { paidMinor, piecesOf } from './pieces.ts'

type Bought = Pick<Order, 'lines' | 'totals'>
type Owing = Bought & Pick<Order, 'timeline'>

/** What was paid for the delivery, with the tax of it: what the lines do not hold of the total, to the cent. */
export const deliveryPaidMinor = ({ lines, totals }: Bought): number =>
  Math.max(0, totals.totalMinor - lines.reduce((sum, line) => sum + paidMinor(line, totals.taxIncluded), 0))

/** Of it, what a change to a cheaper delivery gave back. */
export const cheaperMinor = ({ timeline }: Pick<Order, 'timeline'>): number =>
  timeline.reduce((sum, { facts }) => sum + Number(facts['cheaperMinor'] ?? 0), 0)

/** Whether all pieces of a line were taken out before they left, or came back and passed the check: what is only awaited is not. */
export const isSettled = (line: OrderLine): boolean => piecesOf(line).settled === line.quantity

/**
 * What is given back for the delivery now, by an act that makes the second order of the first: all that is left of it once none of the goods stays with the
 * shopper, if they withdrew or nothing ever left. It follows from the order before and after alone, so the order of acts cannot matter, and the one act
 * that completes the order gives it, once. Source: Directive 2011/83/EU, articles 13(1) and 14(1) (domain.md LAW-4).
 */
export const deliveryBackMinor = (before: Owing, after: Owing): number => owedMinor(after) - owedMinor(before)

function owedMinor(order: Owing): number {
  const goods = goodsOf(order.lines)
  const isWithdrawn = order.timeline.some(({ event }) => event === 'withdrawn') || goods.every((line) => piecesOf(line).sent === 0)
  return isWithdrawn && goods.every(isSettled) ? Math.max(deliveryPaidMinor(order), cheaperMinor(order)) : cheaperMinor(order)
}

/** What a delivery of this price, without tax where that is on top, costs less than the one that was paid, with the tax of the difference. */
export function savedMinor(order: Bought, priceMinor: number): number {
  const paid = deliveryPaidMinor(order)
  const before = order.totals.deliveryMinor ?? 0
  return before === 0 ? 0 : paid - Math.floor((paid * Math.min(priceMinor, before)) / before)
}
