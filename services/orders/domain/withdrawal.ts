import { cardsSentAt, isGiftCard } from './gift-cards.ts'
import { isMadeToMeasure } from './glasses.ts'
import { mayAct, type Order, type OrderLine } from './order.ts'
import { awayOf, unsentOf } from './pieces.ts'
import { countOf, isClaimInShop, movesByShopper } from './return-file.ts'

/** Days to withdraw from a distance contract. Source: Directive 2011/83/EU, article 9 (domain.md LAW-1). */
export const withdrawalDays = 14
const dayMs = 86_400_000
/** Of a shop that says no other (`SHOP_TIME_ZONE`). */
export const defaultZone = 'Europe/Paris'

/**
 * Last day to withdraw: 14 days from the day the last parcel arrived. Empty while nobody can say, because something has not arrived.
 * Days are those of the shop's clock, as on its invoices; that a last day which is a holiday moves on (Regulation 1182/71, article 3) is not counted.
 */
export function withdrawUntil(
  { deliveries, lines, timeZone }: Pick<Order, 'deliveries' | 'lines' | 'timeZone'>,
  days = withdrawalDays,
): string {
  // Gift cards come in no parcel.
  const arrivals = deliveries
    .filter(({ state }) => state !== 'stopped')
    .map(({ state, scans }) => (state === 'delivered' ? scans.findLast((scan) => scan.state === 'delivered')?.at : undefined))
  if (arrivals.length === 0 || arrivals.includes(undefined) || lines.some((line) => unsentOf(line) > 0)) return ''
  const last = Math.max(...arrivals.map((at) => new Date(at ?? '').getTime()))
  return lastDayFrom(new Date(last), timeZone, days)
}

/** Last day to withdraw from gift cards, which arrive with the payment; whether they were spent is known to pricing alone. */
const cardsUntil = (order: Order): string => {
  const sentAt = cardsSentAt(order)
  return sentAt ? lastDayFrom(new Date(sentAt), order.timeZone) : ''
}

/** Made once for each zone: making one costs a hundred times what using it does. Swedish writes a day as ISO 8601 does. Source: Unicode CLDR, sv. */
const shopDays = new Map<string, Intl.DateTimeFormat>()

/** A day of the shop's clock. */
export function shopDayOf(at: Date, timeZone = defaultZone): string {
  const format = shopDays.get(timeZone) ?? new Intl.DateTimeFormat('sv-SE', { timeZone })
  shopDays.set(timeZone, format)
  return format.format(at)
}
const lastDayFrom = (arrivedAt: Date, timeZone: string | undefined, days = withdrawalDays): string =>
  new Date(Date.parse(shopDayOf(arrivedAt, timeZone)) + days * dayMs).toISOString().slice(0, 10)

export interface LineRight {
  readonly eligible: boolean
  /** Why not: period-over, nothing-left, asked-already, made-to-measure, not-sent; by-withdrawal, of a return of what is not sent back. Or, of a line one may send back, under what condition: sealed. */
  readonly reason: string
  /** Pieces one may still withdraw from. */
  readonly quantity: number
}

/**
 * What the law leaves a shopper of one line (LAW-2). Perfume may come back while it is sealed, for reasons of hygiene (Directive 2011/83/EU,
 * article 16 e); whether it is, is seen when it is back. A claim takes no right away (it is none of the exceptions of article 16): its pieces are withdrawn from while they
 * lie in the shop too; before that their shopper takes the claim back. Lenses made to a prescription stay; that their frame may come back is to be checked with a lawyer.
 */
export function lineRight(
  order: Order,
  line: OrderLine,
  now: Date,
  until = isGiftCard(line) ? cardsUntil(order) : withdrawUntil(order),
): LineRight {
  const quantity = unsentOf(line) + awayOf(line) + claimedOf(order, line)
  const not = (reason: string): LineRight => ({ eligible: false, reason, quantity: 0 })
  if (quantity === 0) return not(isAskedFor(order, line) ? 'asked-already' : 'nothing-left')
  if (isMadeToMeasure(order.lines, line)) return not('made-to-measure')
  // Whoever has not paid yet calls the order off, as a whole or in part.
  if (!mayAct('withdraw', order.status)) return not(mayAct('cancel', order.status) ? 'not-sent' : 'nothing-left')
  if (until !== '' && shopDayOf(now, order.timeZone) > until) return not('period-over')
  return { eligible: true, reason: line.kind === 'perfume' ? 'sealed' : '', quantity }
}

/** Pieces of it that were claimed as faulty and lie in the shop. */
export const claimedOf = ({ returns }: Pick<Order, 'returns'>, { id }: Pick<OrderLine, 'id'>): number =>
  returns.reduce((sum, file) => sum + (isClaimInShop(file) ? countOf(file, id) : 0), 0)

/** Pieces of it are in a request that its shopper may take back, and then withdraw. */
const isAskedFor = ({ returns }: Order, { id }: OrderLine): boolean =>
  returns.some((file) => countOf(file, id) > 0 && movesByShopper(file).length > 0)
