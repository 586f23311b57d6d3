import { isGiftCard } from './gift-cards.ts'
import { mayAct, type Order, type OrderLine } from './order.ts'
import { contentsOf } from './parcels.ts'
import { awayOf, shareMinor, unsentOf } from './pieces.ts'
import { type LineRight, lineRight, shopDayOf, withdrawalDays, withdrawUntil } from './withdrawal.ts'

/**
 * Years in which a shop answers for what was faulty when it was handed over. Source: Directive (EU) 2019/771, article 10(1); in France article L217-3 of the Code
 * de la consommation. Some countries give longer: to be checked with a lawyer.
 */
export const guaranteeYears = 2

export interface DatedRight extends LineRight {
  /** Last day of it; empty while what it is about has not arrived. */
  readonly until: string
}

/** Last day the shop takes things back without a fault: as long as one may withdraw, or as much longer as it said. */
export const returnUntil = (order: Order): string => withdrawUntil(order, Math.max(withdrawalDays, order.returnDays ?? withdrawalDays))

/**
 * Whether the shop takes pieces of a line back without a fault. What may come back is what one may withdraw from, once it is with the shopper; after that period
 * it is the shop's own offer. Staff may take it back on any day.
 */
export function returnRight(order: Order, line: OrderLine, now: Date, isByStaff = false): DatedRight {
  const until = returnUntil(order)
  const not = (reason: string): DatedRight => ({ eligible: false, reason, quantity: 0, until })
  if (isGiftCard(line)) return not('by-withdrawal')
  if (awayOf(line) === 0) return not(unsentOf(line) > 0 ? 'not-sent' : 'nothing-left')
  if (!mayAct('return', order.status)) return not('nothing-left')
  const right = lineRight(order, line, now, isByStaff ? '' : until)
  return { ...right, quantity: Math.min(right.quantity, awayOf(line)), until }
}

/**
 * Whether pieces of a line may be claimed as faulty: lenses and opened perfume like anything else, two years from the day the last parcel with some of it arrived.
 * Staff may take a claim up on any day. Gift cards are no goods.
 */
export function claimRight(order: Order, line: OrderLine, now: Date, isByStaff = false): DatedRight {
  const until = claimUntil(order, line)
  const not = (reason: string): DatedRight => ({ eligible: false, reason, quantity: 0, until })
  if (isGiftCard(line)) return not('no-goods')
  const quantity = awayOf(line)
  if (quantity === 0) return not(unsentOf(line) > 0 ? 'not-sent' : 'nothing-left')
  if (!mayAct('claim', order.status)) return not('nothing-left')
  if (!isByStaff && until !== '' && shopDayOf(now, order.timeZone) > until) return not('period-over')
  return { eligible: true, reason: '', quantity, until }
}

/** The same day two years on; of a 29 February the 28th (Regulation 1182/71, article 3(2)(c)). */
function claimUntil(order: Order, line: OrderLine): string {
  const holds = order.deliveries.filter(
    (parcel) => parcel.state !== 'stopped' && contentsOf(order, parcel).some(({ lineId }) => lineId === line.id),
  )
  const arrivals = holds.map(({ state, scans }) =>
    state === 'delivered' ? scans.findLast((scan) => scan.state === 'delivered')?.at : undefined,
  )
  if (arrivals.length === 0 || arrivals.includes(undefined)) return ''
  const day = shopDayOf(new Date(Math.max(...arrivals.map((at) => Date.parse(at ?? '')))), order.timeZone)
  const year = Number(day.slice(0, 4)) + guaranteeYears
  return `${year}${day.slice(4) === '-02-29' ? '-02-28' : day.slice(4)}`
}

/** What goes back for one piece of a line, for two, and so on, up to so many. */
export const amountsMinor = (line: OrderLine, taxIncluded: boolean, most: number): number[] =>
  Array.from({ length: most }, (_, n) => shareMinor(line, taxIncluded, n + 1))
