import { moves, type OrderSummary } from '../domain/order.ts'

export interface OrderFilter {
  /** Whose; empty is everybody's. */
  readonly customerId: string
  /** Of whose, an address they have proven: what a guest ordered under it is theirs too, whatever its case. Empty is none. */
  readonly provenEmail: string
  /** Empty is any. */
  readonly status: string
  /** Part of a number, mail or name; empty is any. */
  readonly q: string
  /** Empty is any. */
  readonly view: OrderView | ''
  /** When it was placed; undefined has no bound, until is not included. */
  readonly since: Date | undefined
  readonly until: Date | undefined
  /** With a line of this product; empty is any. */
  readonly productId: string
}

/** The rows behind a figure of the dashboard, as `summarise` counts it: `kept` is not cancelled, `sold` kept and paid, `refunded` sold and some given back. */
export const orderViews = ['to-pack', 'kept', 'sold', 'refunded'] as const
export type OrderView = (typeof orderViews)[number]

export interface OrderArchive {
  /** Newest first, those before the number; undefined is from the newest. */
  list(filter: OrderFilter, before: string | undefined, limit: number): Promise<readonly OrderSummary[]>
  count(filter: OrderFilter): Promise<number>
}

export interface OrderPage {
  readonly orders: readonly OrderSummary[]
  /** Empty at the end. */
  readonly nextCursor: string
  readonly total: number
}

/**
 * Orders, newest first, without what happened to them. Throws RangeError for an unknown status or view, a page outside 1 to 100, or a cursor this list did not
 * give. Cost: a page reads from the newest order on, so deep search of a rare word reads all orders (100,000 in some 100 ms).
 */
export async function listOrders(
  archive: OrderArchive,
  filter: OrderFilter,
  { cursor, limit }: { cursor: string; limit: number },
): Promise<OrderPage> {
  if (filter.status !== '' && !(filter.status in moves)) throw new RangeError(`${filter.status} is not a status of an order`)
  if (filter.view !== '' && !orderViews.includes(filter.view)) throw new RangeError(`${String(filter.view)} is not a view of orders`)
  if (filter.provenEmail !== '' && filter.customerId === '')
    throw new RangeError('provenEmail is an address of somebody: customerId is missing')
  if (filter.q.length > 200) throw new RangeError('q is longer than 200')
  if (limit < 1 || limit > 100) throw new RangeError(`limit is ${limit}, not 1 to 100`)
  if (cursor !== '' && !/^\d{1,18}$/.test(cursor)) throw new RangeError('cursor is not of this list')
  const [found, total] = await Promise.all([archive.list(filter, cursor || undefined, limit + 1), archive.count(filter)])
  const orders = found.slice(0, limit)
  const last = orders.at(-1)
  return { orders, nextCursor: found.length > limit && last ? String(Number(last.number.slice(2))) : '', total }
}
